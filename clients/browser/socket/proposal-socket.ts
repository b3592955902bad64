import type { NewProposal } from '../../../core/wire/socket/client-message.ts';
import type { ProposalKind } from '../../../core/wire/socket/proposal.ts';
import type {
  ServerData,
  ServerEvent,
  ServerMessage,
} from '../../../core/wire/socket/server-message.ts';
import type { ClientProblem } from '../client-problem.ts';
import { type Environment, globalEnvironment } from '../environment.ts';
import { Handlers } from '../handlers.ts';
import { Machine, type MachineStep } from '../machine.ts';
import { RecentIds } from '../recent-ids.ts';
import { remainingMs, ServerClock } from '../server-clock.ts';
import { type TokenSource, wordsOf } from '../token-source.ts';
import type { Outcome, RequestOptions } from './request-outcome.ts';
import { SocketConnection } from './socket-connection.ts';
import { isRefusal, type PushedEvent, type RefusalData } from './socket-message.ts';
import {
  defaultSocketSettings,
  idleSocket,
  type RequestAction,
  type SocketAction,
  type SocketSettings,
  type SocketSignal,
  type SocketState,
  wakeAt,
} from './socket-state.ts';
import { socketTransition } from './socket-transition.ts';
import { type SocketView, socketView } from './socket-view.ts';
import { type RoomNews, WorkflowRooms } from './workflow-rooms.ts';

export interface ProposalSocketOptions {
  /** The stack's output `ProposalsWebSocketUrl`. */
  readonly url: string;
  /** A bearer token, or a function that gives one; see {@link TokenSource}. */
  readonly token: TokenSource;
  /**
   * Sends the token as `?token=`, where logs may keep it, instead of as a subprotocol.
   * @default false
   */
  readonly tokenInUrl?: boolean;
  /**
   * What kind of client this is, as admins see it beside the connection; nobody trusts it.
   * 1 to 32 letters, digits or `. _ -`.
   * @default - none
   */
  readonly clientType?: string;
  /**
   * A name for people to read, as admins see it beside the connection; the token says who it is.
   * 64 characters at most.
   * @default - none
   */
  readonly username?: string;
  /** Called with each step, for debugging. It runs on the socket's way and must be fast. */
  readonly trace?: (step: SocketStep) => void;
  readonly settings?: Partial<SocketSettings>;
  readonly environment?: Partial<Environment>;
}

/** One step of a socket, as `trace` receives it. */
export type SocketStep = MachineStep<SocketState, SocketSignal, SocketAction>;

/** What handlers receive, by name: what the server pushes, and problems. */
export type SocketNews = {
  readonly [E in Exclude<PushedEvent, keyof RoomNews>]: ServerData<E>;
} & RoomNews & {
    readonly error: ClientProblem;
  };

const defaultTimeoutMs = 15_000;

/**
 * What the server reads of a message, whose characters are bytes at least. API Gateway closes a
 * connection for a frame of more than 32 KB, with 1009.
 */
const maxBytes = 16_384;

/**
 * Proposals between bettors, over a socket that is kept open for as long as it is wanted.
 *
 *     const socket = new ProposalSocket({ url, token: ({ fresh }) => myToken(fresh) });
 *     socket.on('proposal_received', ({ proposal }) => show(proposal, socket.remainingMs(proposal)));
 *     socket.connect();
 *     const outcome = await socket.propose('pago', { toUserId, fightId, amount: 5_000 });
 */
export class ProposalSocket {
  readonly #connection: SocketConnection;
  readonly #environment: Environment;
  readonly #clock: ServerClock;
  readonly #seen = new RecentIds();
  readonly #handlers: Handlers<SocketNews>;
  readonly #machine: Machine<SocketState, SocketSignal, SocketAction, SocketView>;
  readonly #waiting = new Map<string, (outcome: Outcome<ServerEvent>) => void>();
  readonly #countdowns = new Set<() => void>();
  readonly #rooms = new WorkflowRooms({
    ask: (data, options) => this.#ask('subscribe_workflow', data, options),
    leave: (workflowId, options) => this.#ask('unsubscribe_workflow', { workflowId }, options),
    isNew: cursor => this.#seen.add(cursor),
    emit: (name, news) => this.#handlers.emit(name, news as SocketNews[typeof name]),
  });

  constructor(options: ProposalSocketOptions) {
    this.#environment = { ...globalEnvironment(), ...options.environment };
    const { report, random } = this.#environment;
    this.#handlers = new Handlers(report);
    const settings = { ...defaultSocketSettings, ...options.settings };
    const clock = new ServerClock(this.#environment);
    this.#clock = clock;
    this.#machine = new Machine(
      {
        initial: idleSocket,
        transition: (state, signal, now) => {
          if (signal.type === 'message') clock.add(signal.message.timestamp);
          const { skewMs } = clock;
          return socketTransition(state, signal, { now, random: random(), skewMs, settings });
        },
        wakeAt: state => wakeAt(state, settings),
        view: socketView,
        do: action => this.#do(action),
        trace: options.trace,
      },
      this.#environment,
    );
    this.#connection = new SocketConnection(options, this.#environment, signal =>
      this.#machine.send(signal),
    );
  }

  /** How it stands. The same object until something differs. */
  get view(): SocketView {
    return this.#machine.views.view;
  }

  /** Calls when `view` is another; the returned function ends it. */
  subscribe(watcher: () => void): () => void {
    return this.#machine.views.subscribe(watcher);
  }

  /** Begins, or begins again. While it is open, nothing happens. */
  connect(): void {
    this.#machine.send({ type: 'start' });
  }

  /** Ends it. What has no answer yet stays unanswered. */
  close(): void {
    this.#machine.send({ type: 'stop' });
    for (const end of this.#countdowns) end();
  }

  propose(
    kind: ProposalKind,
    proposal: NewProposal,
    options?: RequestOptions,
  ): Promise<Outcome<'proposal_created'>> {
    return this.#ask(`create_${kind}_proposal`, proposal, options);
  }

  respond(
    proposalId: string,
    response: 'accept' | 'reject',
    options?: RequestOptions,
  ): Promise<Outcome<'proposal_result'>> {
    return this.#ask('respond_to_proposal', { proposalId, response }, options);
  }

  cancel(proposalId: string, options?: RequestOptions): Promise<Outcome<'proposal_result'>> {
    return this.#ask('cancel_proposal', { proposalId }, options);
  }

  /**
   * Asks for the list, page by page; handlers of `pending_proposals` receive each. The answer is the
   * last page, after all others.
   */
  pending(options?: RequestOptions): Promise<Outcome<'pending_proposals'>> {
    return this.#ask('get_pending_proposals', undefined, options);
  }

  /**
   * Subscribes to a workflow for as long as the socket is wanted. Handlers of `subscribed` receive how it
   * stands, those of `workflow_event` what happens to it, in order and once: what came while there was no
   * connection is asked for by the next one. Events of workflows that concern the user come in any case.
   */
  subscribeWorkflow(workflowId: string, options?: RequestOptions): Promise<Outcome<'subscribed'>> {
    return this.#rooms.subscribe(workflowId, options);
  }

  unsubscribeWorkflow(
    workflowId: string,
    options?: RequestOptions,
  ): Promise<Outcome<'unsubscribed'>> {
    return this.#rooms.unsubscribe(workflowId, options);
  }

  ping(options?: RequestOptions): Promise<Outcome<'pong'>> {
    return this.#ask('ping', undefined, options);
  }

  /** Adds a handler; the returned function removes it. */
  on<N extends keyof SocketNews>(name: N, handler: (news: SocketNews[N]) => void): () => void {
    return this.#handlers.add(name, handler);
  }

  addHandler<N extends keyof SocketNews>(name: N, handler: (news: SocketNews[N]) => void): void {
    this.#handlers.add(name, handler);
  }

  removeHandler<N extends keyof SocketNews>(name: N, handler: (news: SocketNews[N]) => void): void {
    this.#handlers.remove(name, handler);
  }

  /** The server's time in milliseconds since 1970, by the messages received so far. */
  serverNow(): number {
    return this.#clock.now();
  }

  /** What is left of a proposal by the server's clock, which is the one that decides. */
  remainingMs({ expiresAt }: { readonly expiresAt: string | number }): number {
    return remainingMs(expiresAt, this.serverNow());
  }

  /**
   * Calls `onTick` with the milliseconds left, at once and at each whole second, down to 0; the returned
   * function ends it, and so does `close()`.
   */
  countDown(
    proposal: { readonly expiresAt: string | number },
    onTick: (remainingMs: number) => void,
  ): () => void {
    let clear: (() => void) | undefined;
    const end = (): void => {
      clear?.();
      this.#countdowns.delete(end);
    };
    const tick = (): void => {
      const left = this.remainingMs(proposal);
      if (left > 0) clear = this.#environment.setTimer(tick, left % 1_000 || 1_000);
      else this.#countdowns.delete(end);
      onTick(left);
    };
    this.#countdowns.add(end);
    tick();
    return end;
  }

  #ask<E extends ServerEvent>(
    action: RequestAction,
    data: unknown,
    { requestId = this.#environment.uniqueId(), timeoutMs = defaultTimeoutMs }: RequestOptions = {},
  ): Promise<Outcome<E>> {
    return new Promise(resolve => {
      try {
        // What cannot leave would be sent again until its time is over, and end the connection for all.
        const text = JSON.stringify({ action, requestId, data });
        const { size } = new Blob([text]);
        if (size > maxBytes)
          throw new Error(`received ${size} bytes; expected at most ${maxBytes}`);
        // The caller's own object may become another before it is sent, or sent again.
        ({ data } = JSON.parse(text));
      } catch (error) {
        return resolve({ kind: 'refused', code: 'INVALID_MESSAGE', message: wordsOf(error) });
      }
      // Asked again by its name while it is pending, it is the same request.
      const before = this.#waiting.get(requestId);
      this.#waiting.set(requestId, outcome => {
        before?.(outcome);
        resolve(outcome as Outcome<E>);
      });
      if (!before) this.#machine.send({ type: 'request', requestId, action, data, timeoutMs });
    });
  }

  #do(action: SocketAction): void {
    switch (action.type) {
      case 'settle':
        return this.#settle(action.requestId, outcomeOf(action.message));
      case 'giveUp':
        return this.#settle(action.requestId, { kind: 'unanswered', reason: action.reason });
      case 'deliver':
        return this.#deliver(action.message);
      case 'missed':
        return this.#rooms.renew();
      case 'problem':
        return this.#handlers.emit('error', action.problem);
      default:
        return this.#connection.do(action);
    }
  }

  #settle(requestId: string, outcome: Outcome<ServerEvent>): void {
    const settle = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    settle?.(outcome);
  }

  #deliver(message: ServerMessage): void {
    const { event, id, data } = message;
    // In an answer an event has no id of its own but its place.
    if (event === 'workflow_event') return this.#rooms.pushed(data);
    if (!this.#seen.add(id)) return;
    if (event === 'subscribed') return this.#rooms.answered(data);
    this.#handlers.emit(event as PushedEvent, data as SocketNews[PushedEvent]);
  }
}

function outcomeOf({ event, data }: ServerMessage): Outcome<ServerEvent> {
  if (!isRefusal(event)) return { kind: 'answered', data };
  const { code, message } = data as RefusalData;
  return { kind: 'refused', code, message };
}
