import { cutText } from '../../core/wire/cut-text.ts';
import type { Proposal } from '../../core/wire/socket/proposal.ts';
import { adviceForProblem } from './advice.ts';
import { BettorsSocket } from './bettors-socket.ts';
import type { ClientCommand } from './client-command.ts';
import type { ClientRecord, CommandResult, PendingStatus, SessionStatus } from './client-record.ts';
import { addressUnknown, refused } from './command-result.ts';
import type { Endpoints } from './endpoints.ts';
import { Identity, type SignIn } from './identity.ts';
import { findProposal } from './pending-book.ts';
import { whyRefused } from './why-refused.ts';

export interface ProposalSessionOptions {
  readonly endpoints: Endpoints;
  /** How long a connection or an answer may take. */
  readonly timeoutMs: number;
  readonly signIn: SignIn;
  /** Whose proposals are the ones that were made here. */
  readonly userId: () => string | undefined;
  readonly report: (record: ClientRecord) => void;
}

type SocketCommand =
  | Extract<ClientCommand, { readonly name: 'propose' | 'respond' | 'cancel' }>
  | Extract<
      ClientCommand,
      { readonly workflowId: string; readonly name: 'subscribe' | 'unsubscribe' }
    >;

/** The socket of a session: proposals that are made and answered on it, and workflows that are followed. */
export class ProposalSession {
  readonly #options: ProposalSessionOptions;
  #socket: BettorsSocket | undefined;

  constructor(options: ProposalSessionOptions) {
    this.#options = options;
  }

  /** Whether a socket was opened and not closed, however it stands now. */
  get isConnected(): boolean {
    return this.#socket !== undefined;
  }

  /** Those that a proposal may be in, as far as the server has sent them. */
  get currencies(): readonly string[] {
    return this.#socket?.currencies ?? [];
  }

  /** The workflows that the socket is subscribed to. */
  get workflowIds(): readonly string[] {
    return this.#socket?.workflowIds ?? [];
  }

  status(): SessionStatus['socket'] {
    return this.#socket?.status() ?? { status: 'closed', failures: 0, messages: 0 };
  }

  /** What waits for an answer of either side; the one that ends first is first. */
  pending(): readonly PendingStatus[] {
    const socket = this.#socket;
    return (socket?.pending() ?? []).map(proposal => ({
      proposal,
      side: this.#sideOf(proposal),
      remainingMs: socket?.remainingMs(proposal) ?? 0,
    }));
  }

  async connect(signal: AbortSignal): Promise<CommandResult> {
    if (this.#socket?.isOpen) {
      return { ending: 'done', data: this.#socket.summary() };
    }
    const { endpoints, signIn, timeoutMs, report } = this.#options;
    const { socketUrl: url } = endpoints;
    if (url === undefined) return addressUnknown('socket');
    const identity = await signIn();
    if (!(identity instanceof Identity)) return identity;
    this.#socket?.close();
    const token = identity.token.bind(identity);
    const onPending = (proposal: Proposal): void =>
      report({ at: Date.now(), record: 'pending', side: this.#sideOf(proposal), proposal });
    const socket = new BettorsSocket({ url, token, timeoutMs, report, onPending });
    this.#socket = socket;
    const result = await this.#explained(await socket.open(signal), identity);
    if (result.ending !== 'done' && this.#socket === socket) this.#socket = undefined;
    return result;
  }

  async run(command: SocketCommand): Promise<CommandResult> {
    switch (command.name) {
      case 'propose':
        return this.#onSocket(command.name, socket =>
          socket.propose(command.kind, command.proposal),
        );
      case 'respond':
        return this.#onProposal(command.name, 'received', command.proposal, (socket, id) =>
          socket.respond(id, command.response),
        );
      case 'cancel':
        return this.#onProposal(command.name, 'made', command.proposal, (socket, id) =>
          socket.cancel(id),
        );
      case 'subscribe':
      case 'unsubscribe':
        return this.#onSocket(command.name, socket => socket[command.name](command.workflowId));
    }
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  #sideOf({ fromUserId }: Proposal): PendingStatus['side'] {
    return fromUserId === this.#options.userId() ? 'made' : 'received';
  }

  /** A socket's token was refused: with the reason, if the stack returns it elsewhere. */
  async #explained(result: CommandResult, identity: Identity): Promise<CommandResult> {
    const { endpoints, timeoutMs } = this.#options;
    const { pollUrl } = endpoints;
    if (result.ending !== 'refused' || result.code !== 'TOKEN_REFUSED' || pollUrl === undefined) {
      return result;
    }
    const refusal = await whyRefused(pollUrl, await identity.token({ fresh: false }), timeoutMs);
    if (refusal === undefined) return result;
    const next = adviceForProblem({ ...refusal, status: 401 }, identity.isNewToken);
    return { ...result, ...refusal, next };
  }

  /** While the socket is lost, a request waits for it: that is reported, or it would look stuck. */
  async #onSocket(
    command: SocketCommand['name'],
    ask: (socket: BettorsSocket) => Promise<CommandResult>,
  ): Promise<CommandResult> {
    if (this.#socket === undefined) {
      return refused('NOT_CONNECTED', 'the socket is closed', '`connect` opens it');
    }
    const { status } = this.#socket.status();
    // What has stopped answers at once that it has.
    if (!this.#socket.isOpen && status !== 'stopped') {
      const { timeoutMs, report } = this.#options;
      report({ at: Date.now(), record: 'held', command, status, timeoutMs });
    }
    return ask(this.#socket);
  }

  /** An id that is not known here goes to the server whole: it may know it. */
  #onProposal(
    command: SocketCommand['name'],
    side: PendingStatus['side'],
    named: string,
    ask: (socket: BettorsSocket, proposalId: string) => Promise<CommandResult>,
  ): Promise<CommandResult> {
    return this.#onSocket(command, async socket => {
      const own = this.pending().flatMap(one => (one.side === side ? [one.proposal] : []));
      const found: Proposal | undefined = findProposal(own, named);
      if (found !== undefined) return ask(socket, found.proposalId);
      if (/^p-[0-9a-f]{64}$/.test(named)) return ask(socket, named);
      return refused(
        'PROPOSAL_UNKNOWN',
        `"${cutText(named, 80)}" is not the beginning of one pending proposal that you ${side}`,
        '`status` lists what is pending',
      );
    });
  }
}
