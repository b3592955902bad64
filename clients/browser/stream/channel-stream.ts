import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import { type ClientProblem, localProblem } from '../client-problem.ts';
import { type Environment, globalEnvironment } from '../environment.ts';
import { Handlers } from '../handlers.ts';
import { Machine, type MachineStep } from '../machine.ts';
import { RecentIds } from '../recent-ids.ts';
import { askToken, TokenRefusal, wordsOf } from '../token-source.ts';
import type { EventNamed, EventTypeOn, ReceivedEvent } from './channel-events.ts';
import { othersPlace } from './channel-failure.ts';
import { type ChannelSource, pollRequest, streamRequest } from './channel-request.ts';
import {
  type ChannelAction,
  type ChannelSettings,
  type ChannelSignal,
  type ChannelState,
  type Connected,
  type CursorText,
  defaultChannelSettings,
  type Gap,
  idleChannel,
  type MethodChoice,
} from './channel-state.ts';
import { channelTransition } from './channel-transition.ts';
import { type ChannelView, channelView } from './channel-view.ts';
import { readPage, readStream } from './read-answer.ts';

export interface ChannelOptions<C extends ChannelName = ChannelName> extends ChannelSource<C> {
  /**
   * Where to go on: the `cursor` of an earlier reader of the same channel.
   * @default - a new reader, with history
   */
  readonly cursor?: CursorText;
  /** How events are fetched; `auto` streams, and polls while streaming fails. @default "auto" */
  readonly method?: MethodChoice;
  /**
   * The events that were delivered. Readers of several channels that share it get each event once.
   * @default - of this reader alone
   */
  readonly seen?: RecentIds;
  /** Called with each step, for debugging. It runs on the stream's way and must be fast. */
  readonly trace?: (step: ChannelStep) => void;
  readonly settings?: Partial<Omit<ChannelSettings, 'canPoll'>>;
  readonly environment?: Partial<Environment>;
}

/** One step of a channel, as `trace` receives it. */
export type ChannelStep = MachineStep<ChannelState, ChannelSignal, ChannelAction>;

/** What handlers receive beside events. No event can have these names. */
export interface ChannelNews {
  readonly connected: Connected;
  readonly gap: Gap;
  readonly error: ClientProblem;
}

type Handler<C extends ChannelName, T extends string> = (
  received: T extends keyof ChannelNews
    ? ChannelNews[T]
    : T extends '*'
      ? ReceivedEvent
      : EventNamed<C, T>,
) => void;

/** A name that an editor proposes, or any other. */
type Name<C extends ChannelName> = EventTypeOn<C> | keyof ChannelNews | '*' | (string & {});

/**
 * One channel, read for as long as it is wanted: by a stream, or by polling while streaming fails,
 * on one cursor. Every event is delivered once, in the order of the channel's log.
 *
 *     const fights = new ChannelStream({ channel: 'fights', url, pollUrl, token: () => myToken() });
 *     fights.on('BETTING_WINDOW_OPENED', event => open(event.data.fightId));
 *     fights.connect();
 */
export class ChannelStream<C extends ChannelName = ChannelName> {
  readonly #options: ChannelOptions<C>;
  readonly #environment: Environment;
  readonly #canPoll: boolean;
  readonly #seen: RecentIds;
  readonly #handlers: Handlers<Record<string, unknown>>;
  readonly #machine: Machine<ChannelState, ChannelSignal, ChannelAction, ChannelView>;
  #request: AbortController | undefined;
  /** The last stream's. What is addressed to it is polled for in its place. */
  #connection: { readonly connectionId?: string } = {};

  constructor(options: ChannelOptions<C>) {
    const { method = 'auto', cursor, seen = new RecentIds(), trace } = options;
    this.#options = options;
    this.#environment = { ...globalEnvironment(), ...options.environment };
    this.#canPoll = options.pollUrl !== undefined;
    this.#checkMethod(method);
    this.#seen = seen;
    const { report, random } = this.#environment;
    this.#handlers = new Handlers(report);
    const settings = { ...defaultChannelSettings, ...options.settings, canPoll: this.#canPoll };
    this.#machine = new Machine(
      {
        initial: idleChannel(method, cursor),
        transition: (state, signal, now) =>
          channelTransition(state, signal, { now, random: random(), settings }),
        wakeAt: state => ('wakeAt' in state ? state.wakeAt : undefined),
        view: channelView,
        do: action => this.#do(action),
        trace,
      },
      this.#environment,
    );
  }

  get channel(): C {
    return this.#options.channel;
  }

  /** Everything up to here was delivered. Kept and given as an option, it goes on from there. */
  get cursor(): CursorText | undefined {
    return this.#machine.state.memory.cursor;
  }

  /** How it stands. The same object until something differs. */
  get view(): ChannelView {
    return this.#machine.views.view;
  }

  /** Calls when `view` is another; the returned function ends it. */
  subscribe(watcher: () => void): () => void {
    return this.#machine.views.subscribe(watcher);
  }

  /** Begins, or begins again where it was. While it is read, nothing happens. */
  connect(): void {
    this.#machine.send({ type: 'start' });
  }

  /** Ends it, and everything that it holds. No handler is called after that. */
  close(reason?: 'closed' | 'gave-up'): void {
    this.#machine.send({ type: 'stop', reason });
  }

  /** Streams whatever happens: it never polls. */
  forceSSE(): void {
    this.#machine.send({ type: 'choose', choice: 'sse' });
  }

  /**
   * Polls whatever happens.
   * @throws Error when there is no `pollUrl`
   */
  forcePolling(): void {
    this.#checkMethod('poll');
    this.#machine.send({ type: 'choose', choice: 'poll' });
  }

  /** Streams, and polls while streaming fails. */
  auto(): void {
    this.#machine.send({ type: 'choose', choice: 'auto' });
  }

  /** Adds a handler; the returned function removes it. `*` is every event. */
  on<T extends Name<C>>(name: T, handler: Handler<C, T>): () => void {
    return this.#handlers.add(name, handler as (received: unknown) => void);
  }

  addHandler<T extends Name<C>>(name: T, handler: Handler<C, T>): void {
    this.#handlers.add(name, handler as (received: unknown) => void);
  }

  removeHandler<T extends Name<C>>(name: T, handler: Handler<C, T>): void {
    this.#handlers.remove(name, handler as (received: unknown) => void);
  }

  #checkMethod(method: MethodChoice): void {
    if (method !== 'poll' || this.#canPoll) return;
    throw new Error(`received the method poll for ${this.channel} without pollUrl; expected both`);
  }

  #do(action: ChannelAction): void {
    switch (action.type) {
      case 'openStream':
      case 'poll':
        void this.#ask(action);
        return;
      case 'abort':
        this.#request?.abort();
        this.#request = undefined;
        return;
      case 'connected':
        this.#connection = { connectionId: action.connected.connectionId };
        return this.#handlers.emit('connected', action.connected);
      case 'gap':
        return this.#handlers.emit('gap', action.gap);
      case 'problem':
        if (action.problem.code === othersPlace) this.#connection = {};
        return this.#handlers.emit('error', action.problem);
      case 'deliver':
        return this.#deliver(action.event);
    }
  }

  #deliver(event: ChannelEvent): void {
    if (!this.#seen.add(event.id)) return;
    this.#handlers.emit(event.type, event);
    this.#handlers.emit('*', event);
  }

  /** Makes a request and signals what comes of it, failures included. */
  async #ask(action: Extract<ChannelAction, { type: 'openStream' | 'poll' }>): Promise<void> {
    const { attempt, freshToken } = action;
    const cursor = this.cursor;
    const { fetch, now } = this.#environment;
    const wants = cursor === undefined && this.#options.history === 0 ? 'place' : 'events';
    const request = new AbortController();
    this.#request = request;
    const { signal } = request;
    const send = (signal: ChannelSignal): void => this.#machine.send(signal);
    let code: 'TOKEN_UNAVAILABLE' | 'NETWORK_FAILED' = 'TOKEN_UNAVAILABLE';
    let token: string | undefined;
    try {
      token = await askToken(this.#options.token, freshToken);
      if (signal.aborted) return;
      code = 'NETWORK_FAILED';
      const { url, init } =
        action.type === 'poll'
          ? pollRequest(this.#options, cursor, token, { ...action, ...this.#connection })
          : streamRequest(this.#options, cursor, token);
      const response = await fetch(url, { ...init, signal });
      if (action.type === 'poll') await readPage(response, attempt, wants, now(), send);
      else await readStream(response, attempt, cursor, now(), send);
    } catch (error) {
      // What was ended on purpose did not fail.
      if (signal.aborted) return;
      if (error instanceof TokenRefusal) {
        return send({ type: 'refused', attempt, status: 401, problem: error.problem });
      }
      const problem = localProblem(code, wordsOf(error, token));
      send({ type: 'failed', attempt, problem });
    }
  }
}
