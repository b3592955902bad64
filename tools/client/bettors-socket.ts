import {
  type Outcome,
  ProposalSocket,
  type SocketNews,
  type SocketView,
  type TokenSource,
} from '../../clients/browser/index.ts';
import type { Proposal } from '../../core/wire/socket/proposal.ts';
import type { ServerEvent } from '../../core/wire/socket/server-message.ts';
import { adviceForRefusal, adviceForStatus, reachAdvice } from './advice.ts';
import type { ClientRecord, CommandResult, MessageName, SessionStatus } from './client-record.ts';
import { type HandshakeFailure, nodeSocket } from './node-socket.ts';
import { PendingBook } from './pending-book.ts';
import { StateReporter } from './state-reporter.ts';
import { untilView } from './until-view.ts';

export interface BettorsSocketOptions {
  readonly url: string;
  readonly token: TokenSource;
  readonly timeoutMs: number;
  readonly report: (record: ClientRecord) => void;
  /** Called once for each pending proposal, when the first message about it comes. */
  readonly onPending: (proposal: Proposal) => void;
}

/** So many in a row, and the first connection counts as not to be had. */
const mostFailures = 2;

/** The socket of proposals, with the book of what is pending, and the workflows that are followed. */
export class BettorsSocket {
  readonly #options: BettorsSocketOptions;
  readonly #socket: ProposalSocket;
  readonly #book = new PendingBook();
  #failure: HandshakeFailure | undefined;
  #messages = 0;
  #currencies: readonly string[] = [];
  readonly #workflowIds = new Set<string>();

  constructor(options: BettorsSocketOptions) {
    const { url, token } = options;
    this.#options = options;
    const openSocket = nodeSocket(failure => {
      this.#failure = failure;
    });
    this.#socket = new ProposalSocket({ url, token, environment: { openSocket } });
    this.#listen('proposal_created', ({ proposal }) => [proposal]);
    this.#listen('proposal_received', ({ proposal }) => [proposal]);
    this.#listen('proposal_result', ({ proposal }) => [proposal]);
    this.#listen('pending_proposals', ({ pending, recent, currencies }) => {
      // A server of before this field does not send them.
      this.#currencies = currencies?.map(({ code }) => code) ?? this.#currencies;
      return [...pending, ...recent];
    });
    this.#listen('inbox_event', () => []);
    this.#listen('workflow_event', () => []);
    this.#listen('subscribed', () => []);
    this.#listen('unsubscribed', ({ workflowId }) => {
      this.#workflowIds.delete(workflowId);
      return [];
    });
    const states = new StateReporter('socket', options.report);
    this.#socket.subscribe(() => states.update(this.#socket.view));
  }

  get isOpen(): boolean {
    return this.#socket.view.status === 'open';
  }

  /** Resolves when the list of what is pending is there, or when it is plain that it will not be. */
  async open(signal: AbortSignal): Promise<CommandResult> {
    const { timeoutMs } = this.#options;
    this.#socket.connect();
    const isSettled = ({ status, failures }: SocketView): boolean =>
      status === 'open' || status === 'stopped' || failures.inARow >= mostFailures;
    const isInTime = await untilView(this.#socket, isSettled, timeoutMs, signal);
    if (this.isOpen) {
      const result = resultOf(await this.#socket.pending({ timeoutMs }));
      if (result.ending === 'done') return { ending: 'done', data: this.summary() };
      this.close();
      return result;
    }
    const { problem } = this.#socket.view;
    this.close();
    return notOpened(this.#failure, problem, isInTime);
  }

  async propose(
    ...[kind, proposal]: Parameters<ProposalSocket['propose']>
  ): Promise<CommandResult> {
    const { timeoutMs } = this.#options;
    return this.#resultOf(await this.#socket.propose(kind, proposal, { timeoutMs }));
  }

  async respond(proposalId: string, response: 'accept' | 'reject'): Promise<CommandResult> {
    const { timeoutMs } = this.#options;
    return this.#resultOf(await this.#socket.respond(proposalId, response, { timeoutMs }));
  }

  async cancel(proposalId: string): Promise<CommandResult> {
    const { timeoutMs } = this.#options;
    return this.#resultOf(await this.#socket.cancel(proposalId, { timeoutMs }));
  }

  /** The workflows that it is subscribed to, also while the connection is lost. */
  get workflowIds(): readonly string[] {
    return [...this.#workflowIds];
  }

  async subscribe(workflowId: string): Promise<CommandResult> {
    const { timeoutMs } = this.#options;
    const result = this.#resultOf(await this.#socket.subscribeWorkflow(workflowId, { timeoutMs }));
    if (result.ending === 'done') this.#workflowIds.add(workflowId);
    return result;
  }

  async unsubscribe(workflowId: string): Promise<CommandResult> {
    const { timeoutMs } = this.#options;
    this.#workflowIds.delete(workflowId);
    return this.#resultOf(await this.#socket.unsubscribeWorkflow(workflowId, { timeoutMs }));
  }

  /** What waits for an answer; the one that ends first is first. */
  pending(): readonly Proposal[] {
    return this.#book.pendingAt(this.#socket.serverNow());
  }

  /** Those that a proposal may be in, the default first; none until the server has sent them. */
  get currencies(): readonly string[] {
    return this.#currencies;
  }

  /** The result of `connect`. */
  summary(): { readonly pending: number; readonly currencies: readonly string[] } {
    return { pending: this.pending().length, currencies: this.currencies };
  }

  remainingMs(proposal: Proposal): number {
    return this.#socket.remainingMs(proposal);
  }

  status(): SessionStatus['socket'] {
    const { status, failures, nextAttemptAt, problem } = this.#socket.view;
    return {
      status,
      failures: failures.total,
      messages: this.#messages,
      ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  close(): void {
    this.#socket.close();
  }

  /** A token that holds no more ends the socket, and so every request on it. */
  #resultOf(outcome: Parameters<typeof resultOf>[0]): CommandResult {
    const { stopReason, problem } = this.#socket.view;
    if (outcome.kind !== 'unanswered' || stopReason !== 'unauthorized' || problem === undefined) {
      return resultOf(outcome);
    }
    const { code, message } = problem;
    return { ending: 'refused', code, message, next: adviceForStatus(401) };
  }

  #listen<N extends MessageName>(
    name: N,
    proposalsOf: (data: SocketNews[N]) => readonly Proposal[],
  ): void {
    this.#socket.addHandler(name, data => {
      this.#messages += 1;
      const { report, onPending } = this.#options;
      report({ at: Date.now(), record: 'message', name, data });
      for (const proposal of proposalsOf(data)) {
        if (this.#book.enter(proposal)) onPending(proposal);
      }
    });
  }
}

function resultOf(outcome: Outcome<ServerEvent>): CommandResult {
  switch (outcome.kind) {
    case 'answered':
      return { ending: 'done', data: outcome.data };
    case 'refused': {
      const { code, message } = outcome;
      return { ending: 'refused', code, message, next: adviceForRefusal(code) };
    }
    case 'unanswered':
      return outcome.reason === 'busy'
        ? {
            ending: 'refused',
            code: 'BUSY',
            message: 'too many requests wait for their answer; this one was not sent',
            next: 'try again in a moment',
          }
        : {
            ending: outcome.reason === 'timeout' ? 'late' : 'refused',
            code: 'NO_ANSWER',
            message: `no answer came (${outcome.reason})`,
            next: 'it may have been carried out all the same: `connect`, then `status` shows it',
          };
  }
}

function notOpened(
  failure: HandshakeFailure | undefined,
  problem: SocketView['problem'],
  isInTime: boolean,
): CommandResult {
  if (failure?.kind === 'status') {
    const { status } = failure;
    const isToken = status === 401;
    return {
      ending: 'refused',
      code: isToken ? 'TOKEN_REFUSED' : 'REQUEST_REFUSED',
      message: `the socket was refused with the status ${status}`,
      next: adviceForStatus(status),
    };
  }
  if (failure?.kind === 'network') {
    const message = `the socket could not be opened (${failure.code})`;
    return { ending: 'unreachable', code: 'NETWORK_FAILED', message, next: reachAdvice };
  }
  const { code = 'NO_ANSWER', message = 'the socket did not open in time' } = problem ?? {};
  return { ending: isInTime ? 'unreachable' : 'late', code, message, next: reachAdvice };
}
