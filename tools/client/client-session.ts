import { messageOf } from '../command-line.ts';
import type { Outputs } from '../outputs.ts';
import { tokenAdvice } from './advice.ts';
import { ChannelSession } from './channel-session.ts';
import type { ClientCommand } from './client-command.ts';
import type {
  ClientRecord,
  CommandResult,
  PendingStatus,
  SessionStatus,
  Who,
} from './client-record.ts';
import { refused } from './command-result.ts';
import { helpLines } from './command-usages.ts';
import type { Endpoints } from './endpoints.ts';
import { Identity, type IdentitySource } from './identity.ts';
import { ProposalSession } from './proposal-session.ts';
import { RecordQueue } from './record-queue.ts';
import { waitFor } from './wait-for.ts';
import { WebhookSession } from './webhook-session.ts';
import { WorkflowSession } from './workflow-session.ts';

export interface SessionOptions {
  readonly endpoints: Endpoints;
  /** Where the token comes from; undefined: nobody has said. */
  readonly source: IdentitySource | undefined;
  /** For signing tokens, on the local host. */
  readonly outputs: () => Promise<Outputs>;
  /** How long a connection or an answer may take. */
  readonly timeoutMs: number;
  readonly report: (record: ClientRecord) => void;
}

/** One person's identity, and the commands: of channels, of the socket, and of workflows and webhooks over HTTP. */
export class ClientSession {
  readonly #options: SessionOptions;
  readonly #records = new RecordQueue<ClientRecord>();
  readonly #channels: ChannelSession;
  readonly #proposals: ProposalSession;
  readonly #workflows: WorkflowSession;
  readonly #webhooks: WebhookSession;
  #identity: Identity | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    if (options.source !== undefined) this.#identity = this.#identityOf(options.source);
    const { endpoints, timeoutMs } = options;
    const both = { endpoints, timeoutMs, report: this.#report, signIn: () => this.#signIn() };
    this.#channels = new ChannelSession(both);
    this.#proposals = new ProposalSession({ ...both, userId: () => this.who?.userId });
    this.#workflows = new WorkflowSession(both);
    this.#webhooks = new WebhookSession(both);
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

  /** Those that a proposal may be in, as far as the server has sent them. */
  get currencies(): readonly string[] {
    return this.#proposals.currencies;
  }

  /** Ids of what was shown or subscribed to, for Tab. */
  get workflowIds(): readonly string[] {
    return [...new Set([...this.#proposals.workflowIds, ...this.#workflows.workflowIds])];
  }

  get operationIds(): readonly string[] {
    return this.#workflows.operationIds;
  }

  get webhookIds(): readonly string[] {
    return this.#webhooks.webhookIds;
  }

  get deliveryIds(): readonly string[] {
    return this.#webhooks.deliveryIds;
  }

  /** Carries a command out; `quit` is its caller's. Aborted, it gives up what it waits for. */
  async run(command: ClientCommand, signal: AbortSignal): Promise<CommandResult> {
    switch (command.name) {
      case 'connect':
        return this.#proposals.connect(signal);
      case 'auth':
        return this.#authenticate(command.source, signal);
      case 'channel':
        return this.#channels.follow(command, signal);
      case 'subscribe':
      case 'unsubscribe':
        return 'types' in command
          ? this.#channels.filter(command.name, command.types)
          : this.#proposals.run(command);
      case 'workflows':
      case 'workflow':
      case 'approve':
      case 'reject':
      case 'bulk':
        return this.#workflows.run(command, signal);
      case 'webhooks':
      case 'webhook':
        return this.#webhooks.run(command, signal);
      case 'propose':
      case 'respond':
      case 'cancel':
        return this.#proposals.run(command);
      case 'status':
        return { ending: 'done', data: this.status() };
      case 'wait':
        return waitFor(this.#records, command, signal);
      case 'disconnect':
        return this.#disconnect(command);
      case 'help':
        return { ending: 'done', data: helpLines(command.about) };
      case 'quit':
        this.close();
        return { ending: 'done' };
    }
  }

  status(): SessionStatus {
    const { who } = this;
    return {
      ...(who === undefined ? {} : { who }),
      socket: this.#proposals.status(),
      streams: this.#channels.status(),
      pending: this.pending(),
    };
  }

  /** What waits for an answer of either side; the one that ends first is first. */
  pending(): readonly PendingStatus[] {
    return this.#proposals.pending();
  }

  close(): void {
    this.#proposals.close();
    this.#channels.close();
  }

  #identityOf(source: IdentitySource): Identity {
    return new Identity(source, this.#options.outputs);
  }

  #report = (record: ClientRecord): void => {
    this.#options.report(record);
    if (record.record === 'event') this.#records.add(record.event.type, record);
    if (record.record === 'message') this.#records.add(record.name, record);
    if (record.record === 'pending' && record.side === 'received') {
      this.#records.add('pending', record);
    }
  };

  /** The identity with a token in hand, or why there is none. */
  async #signIn(identity = this.#identity): Promise<Identity | CommandResult> {
    if (identity === undefined) {
      return refused('NO_TOKEN', 'no token is set', tokenAdvice);
    }
    try {
      await identity.token({ fresh: false });
      return identity;
    } catch (error) {
      return refused('NO_TOKEN', messageOf(error), tokenAdvice);
    }
  }

  /** Everything that was open is opened again, under the new identity. */
  async #authenticate(
    source: Extract<ClientCommand, { readonly name: 'auth' }>['source'],
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const from = source.kind === 'same' ? this.#identity?.source : source;
    const identity = await this.#signIn(from && this.#identityOf(from));
    if (!(identity instanceof Identity)) return identity;
    this.#identity = identity;
    this.#workflows.forget();
    this.#webhooks.forget();
    const wasConnected = this.#proposals.isConnected;
    const followed = this.#proposals.workflowIds;
    this.#proposals.close();
    const resume = this.#channels.suspend();
    const results = [
      ...(wasConnected ? [await this.#proposals.connect(signal)] : []),
      ...(await resume(signal)),
    ];
    for (const workflowId of this.#proposals.isConnected ? followed : []) {
      results.push(await this.#proposals.run({ name: 'subscribe', workflowId }));
    }
    const refusal = results.find(({ ending }) => ending !== 'done');
    return refusal ?? { ending: 'done', data: identity.who };
  }

  #disconnect({ what }: Extract<ClientCommand, { readonly name: 'disconnect' }>): CommandResult {
    if (what !== undefined && what !== 'socket') return this.#channels.disconnect(what.join());
    const socket = this.#proposals.isConnected ? ['socket'] : [];
    const closed = what === undefined ? [...socket, ...this.#channels.names] : socket;
    if (what === undefined) this.close();
    else this.#proposals.close();
    return { ending: 'done', data: { closed } };
  }
}
