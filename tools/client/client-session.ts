import { cutText } from '../../core/wire/cut-text.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import type { Proposal } from '../../core/wire/socket/proposal.ts';
import { messageOf } from '../command-line.ts';
import type { Outputs } from '../outputs.ts';
import { adviceForProblem, tokenAdvice } from './advice.ts';
import { BettorsSocket } from './bettors-socket.ts';
import type { ClientCommand } from './client-command.ts';
import type {
  ClientRecord,
  CommandResult,
  PendingStatus,
  SessionStatus,
  Who,
} from './client-record.ts';
import { helpLines } from './command-usages.ts';
import type { Endpoints } from './endpoints.ts';
import { filterText, subscribed, unsubscribed } from './event-filter.ts';
import { FollowedChannel } from './followed-channel.ts';
import { Identity, type IdentitySource } from './identity.ts';
import { findProposal } from './pending-book.ts';
import { ToldNames } from './told-names.ts';
import { waitFor } from './wait-for.ts';
import { whyRefused } from './why-refused.ts';

export interface SessionOptions {
  readonly endpoints: Endpoints;
  /** Where the token comes from; undefined: nobody has said. */
  readonly source: IdentitySource | undefined;
  /** For signing tokens, on the local host. */
  readonly outputs: () => Promise<Outputs>;
  /** How long a connection or an answer may take. */
  readonly timeoutMs: number;
  readonly tell: (record: ClientRecord) => void;
}

/** A socket and channels of one person, and what the commands do with them. */
export class ClientSession {
  readonly #options: SessionOptions;
  readonly #names = new ToldNames<ClientRecord>();
  readonly #channels = new Map<ChannelName, FollowedChannel>();
  #identity: Identity | undefined;
  #socket: BettorsSocket | undefined;
  #shown: ChannelName | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    if (options.source !== undefined) this.#identity = this.#identityOf(options.source);
  }

  get who(): Who | undefined {
    return this.#identity?.who;
  }

  /** Reads the token ahead, so that `who` is known. What is wrong with it shows when it is used. */
  async introduce(): Promise<void> {
    if (this.#identity?.source.kind === 'as') return;
    await this.#identity?.token({ fresh: false }).catch(() => undefined);
  }

  /** Whether a fresh token can be had without asking anyone. */
  get canRenew(): boolean {
    return this.#identity !== undefined && this.#identity.source.kind !== 'token';
  }

  /** Those that a proposal may be in, as far as the socket has told. */
  get currencies(): readonly string[] {
    return this.#socket?.currencies ?? [];
  }

  get shown(): ChannelName | undefined {
    return this.#shown;
  }

  /** Carries a command out; `quit` is its caller's. Aborted, it gives up what it waits for. */
  async run(command: ClientCommand, signal: AbortSignal): Promise<CommandResult> {
    switch (command.name) {
      case 'connect':
        return this.#connect(signal);
      case 'auth':
        return this.#authenticate(command.source, signal);
      case 'channel':
        return this.#follow(command.channel, command.history, signal);
      case 'subscribe':
      case 'unsubscribe':
        return this.#filter(command.name, command.types);
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
      case 'status':
        return { ending: 'done', data: this.status() };
      case 'wait':
        return waitFor(this.#names, command, signal);
      case 'disconnect':
        return this.#disconnect(command.what);
      case 'help':
        return { ending: 'done', data: helpLines(command.about) };
      case 'quit':
        this.close();
        return { ending: 'done' };
    }
  }

  status(): SessionStatus {
    const { who } = this;
    const closed = { status: 'closed', failures: 0, messages: 0 };
    return {
      ...(who === undefined ? {} : { who }),
      socket: this.#socket?.status() ?? closed,
      streams: [...this.#channels.values()].map(one => one.status(one.channel === this.#shown)),
      pending: this.pending(),
    };
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

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.#shown = undefined;
  }

  #sideOf({ fromUserId }: Proposal): PendingStatus['side'] {
    return fromUserId === this.who?.userId ? 'made' : 'received';
  }

  #identityOf(source: IdentitySource): Identity {
    return new Identity(source, this.#options.outputs);
  }

  #tell = (record: ClientRecord): void => {
    this.#options.tell(record);
    if (record.record === 'event') this.#names.add(record.event.type, record);
    if (record.record === 'message') this.#names.add(record.name, record);
    if (record.record === 'pending' && record.side === 'received') {
      this.#names.add('pending', record);
    }
  };

  /** The identity with a token in hand, or why there is none. */
  async #signedIn(identity = this.#identity): Promise<Identity | CommandResult> {
    if (identity === undefined) {
      return refused('NO_TOKEN', 'nobody has said who you are', tokenAdvice);
    }
    try {
      await identity.token({ fresh: false });
      return identity;
    } catch (error) {
      return refused('NO_TOKEN', messageOf(error), tokenAdvice);
    }
  }

  async #connect(signal: AbortSignal): Promise<CommandResult> {
    if (this.#socket?.isOpen) {
      return { ending: 'done', data: this.#socket.summary() };
    }
    const { socketUrl: url } = this.#options.endpoints;
    if (url === undefined) return missing('socket');
    const identity = await this.#signedIn();
    if (!(identity instanceof Identity)) return identity;
    this.#socket?.close();
    const { timeoutMs } = this.#options;
    const token = identity.token.bind(identity);
    const onPending = (proposal: Proposal): void =>
      this.#tell({ at: Date.now(), record: 'pending', side: this.#sideOf(proposal), proposal });
    const socket = new BettorsSocket({ url, token, timeoutMs, tell: this.#tell, onPending });
    this.#socket = socket;
    const result = await this.#explained(await socket.open(signal), identity);
    if (result.ending !== 'done' && this.#socket === socket) this.#socket = undefined;
    return result;
  }

  /** A socket's token was refused: with the reason, if the stack tells it elsewhere. */
  async #explained(result: CommandResult, identity: Identity): Promise<CommandResult> {
    const { pollUrl } = this.#options.endpoints;
    if (result.ending !== 'refused' || result.code !== 'TOKEN_REFUSED' || pollUrl === undefined) {
      return result;
    }
    const refusal = await whyRefused(
      pollUrl,
      await identity.token({ fresh: false }),
      this.#options.timeoutMs,
    );
    if (refusal === undefined) return result;
    const next = adviceForProblem({ ...refusal, status: 401 }, identity.isNewToken);
    return { ...result, ...refusal, next };
  }

  /** Everything that was open is opened again, as the one who speaks from now on. */
  async #authenticate(
    source: Extract<ClientCommand, { readonly name: 'auth' }>['source'],
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const from = source.kind === 'same' ? this.#identity?.source : source;
    const identity = await this.#signedIn(from && this.#identityOf(from));
    if (!(identity instanceof Identity)) return identity;
    this.#identity = identity;
    const wasConnected = this.#socket !== undefined;
    const followed = [...this.#channels.values()];
    const shown = this.#shown;
    this.close();
    const results: CommandResult[] = wasConnected ? [await this.#connect(signal)] : [];
    for (const before of followed) {
      results.push(await this.#follow(before.channel, 0, signal, before));
    }
    if (shown !== undefined && this.#channels.has(shown)) this.#shown = shown;
    const refusal = results.find(({ ending }) => ending !== 'done');
    return refusal ?? { ending: 'done', data: identity.who };
  }

  async #follow(
    channel: ChannelName,
    history: number,
    signal: AbortSignal,
    reopened?: FollowedChannel,
  ): Promise<CommandResult> {
    const known = this.#channels.get(channel);
    if (known !== undefined && history === 0 && known.status(false).status !== 'stopped') {
      this.#shown = channel;
      return { ending: 'done', data: { channel } };
    }
    const { channelUrls, pollUrl } = this.#options.endpoints;
    const url = channelUrls[channel];
    if (url === undefined) return missing(channel);
    const identity = await this.#signedIn();
    if (!(identity instanceof Identity)) return identity;
    known?.close();
    // Who asks for history begins anew; otherwise one that has stopped goes on where it was.
    const before = reopened ?? (history === 0 ? known : undefined);
    const token = identity.token.bind(identity);
    const followed = new FollowedChannel({
      ...{ channel, url, pollUrl, token, history, isNewToken: identity.isNewToken },
      ...(before === undefined ? {} : { before }),
      tell: this.#tell,
    });
    this.#channels.set(channel, followed);
    this.#shown = channel;
    const result = await followed.follow(this.#options.timeoutMs, signal);
    if (result.ending !== 'done') this.#forget(channel);
    return result;
  }

  #forget(channel: ChannelName): void {
    this.#channels.get(channel)?.close();
    this.#channels.delete(channel);
    if (this.#shown === channel) this.#shown = [...this.#channels.keys()].at(-1);
  }

  #filter(name: 'subscribe' | 'unsubscribe', types: readonly string[]): CommandResult {
    const channel = this.#shown && this.#channels.get(this.#shown);
    if (channel === undefined) {
      return refused('NO_CHANNEL', 'no channel is followed', '`channel fights` follows one');
    }
    channel.filter = (name === 'subscribe' ? subscribed : unsubscribed)(channel.filter, types);
    return {
      ending: 'done',
      data: { channel: channel.channel, shown: filterText(channel.filter) },
    };
  }

  /** While the socket is lost, what is asked waits for it: that is told, or it would look stuck. */
  async #onSocket(
    command: ClientCommand['name'],
    ask: (socket: BettorsSocket) => Promise<CommandResult>,
  ): Promise<CommandResult> {
    if (this.#socket === undefined) {
      return refused('NOT_CONNECTED', 'the socket is closed', '`connect` opens it');
    }
    const { status } = this.#socket.status();
    // What has stopped answers at once that it has.
    if (!this.#socket.isOpen && status !== 'stopped') {
      const { timeoutMs } = this.#options;
      this.#tell({ at: Date.now(), record: 'held', command, status, timeoutMs });
    }
    return ask(this.#socket);
  }

  /** An id that is not known here goes to the server whole: it may know it. */
  #onProposal(
    command: ClientCommand['name'],
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

  #disconnect(what: 'socket' | ChannelName | undefined): CommandResult {
    const open = [...(this.#socket === undefined ? [] : ['socket']), ...this.#channels.keys()];
    if (what === undefined) this.close();
    else if (what === 'socket') {
      this.#socket?.close();
      this.#socket = undefined;
    } else this.#forget(what);
    return { ending: 'done', data: { closed: open.filter(each => (what ?? each) === each) } };
  }
}

function refused(code: string, message: string, next: string): CommandResult {
  return { ending: 'refused', code, message, next };
}

function missing(name: string): CommandResult {
  const next = `pass --outputs FILE of a stack that has it, or --url ${name}=…`;
  return refused('NO_ADDRESS', `the address of ${name} is not known`, next);
}
