import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../core/change/change.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { createPaymentStreamsTable } from '../../lambdas/adapters/payment-streams/payment-streams-table.ts';
import { createWorkflowsTable } from '../../lambdas/adapters/workflows/workflows-table.ts';
import { betActions } from './domains/bets.ts';
import { databaseActions } from './domains/database.ts';
import { fightActions } from './domains/fights.ts';
import { messageActions } from './domains/messages.ts';
import { type PaymentStreamTask, paymentStreamActions } from './domains/payment-streams.ts';
import { type ProposalAct, proposalActions } from './domains/proposals.ts';
import { serviceActions } from './domains/services.ts';
import { streamActions } from './domains/streams.ts';
import { systemActions } from './domains/system.ts';
import { transactionActions } from './domains/transactions.ts';
import { userActions } from './domains/users.ts';
import { type WorkflowTask, workflowActions } from './domains/workflows.ts';
import { ownConversions } from './given-client.ts';
import type { ItemWrite, PublishedTable, PublishResult, TableNames } from './item-write.ts';
import { createItemWriter } from './item-writer.ts';
import type { OutgoingEvent } from './outgoing-event.ts';
import type { PaymentStreamResult } from './payment-stream-result.ts';
import { createProposalDesk, type ProposalSettings } from './proposal-desk.ts';
import type { ProposalResult } from './proposal-result.ts';
import { defaultRetryPolicy, type RetryPolicy, withRetries } from './retry.ts';
import { isPlainPut, maxBatchWrites, sendWrites } from './table-writer.ts';
import type { WorkflowResult } from './workflow-result.ts';
import { createWriteQueue } from './write-queue.ts';

/** How a publisher reaches the tables, and its bounds. */
export interface PublisherOptions {
  /** The backend's own client, or what to make one of; the latter is closed with the publisher. */
  readonly client: DynamoDBDocumentClient | DynamoDBClientConfig;
  /** The tables' physical names; `readStackTables` finds them in an outputs file. */
  readonly tables: TableNames;
  /** The stack's proposals, as `readStackTables` finds them. Default: none can be made. */
  readonly proposals?: ProposalSettings;
  /** Output `WorkflowFourEyes`: whether who created a workflow may not decide it. Default: true. */
  readonly workflowFourEyes?: boolean;
  /** The backend's name, which its events carry and which keeps its idempotency keys its own. */
  readonly source?: string;
  /** Default: the machine's clock. */
  readonly now?: Clock;
  /**
   * The `traceparent` of what the backend is doing now, such as its active span's, or `undefined`; asked at each
   * write of an item, as the action is called, and its events are in that trace. Default: none is written.
   */
  readonly traceparent?: () => string | undefined;
  /** How long an Outbox item or a report is kept, and its idempotency key with it. Default: 7 days. */
  readonly outboxTtlMs?: number;
  /** Writes that are queued or under way, at most; as many proposals, and actions on payment streams and workflows. Default: 1,000. */
  readonly maxPending?: number;
  /** Requests that are under way at once, at most; as many of proposals, of payment streams, and of workflows. Default: 8. */
  readonly maxRequests?: number;
  readonly retry?: Partial<RetryPolicy>;
}

export type Publisher = ReturnType<typeof createPublisher>;

const defaultOutboxTtlMs = 7 * 24 * 3_600_000;

/**
 * The way for a backend to publish: an action per domain event, each a write that the event follows
 * from. An action's promise resolves once its write is committed or was found not to be made, and
 * rejects with a MalformedItemError before anything is written, or an AppError when DynamoDB could
 * not be had, the queue was full, or the publisher closed.
 */
export function createPublisher(options: PublisherOptions) {
  const { source, now = systemClock, outboxTtlMs = defaultOutboxTtlMs, tables } = options;
  const isOwnClient = !('send' in options.client);
  const client = 'send' in options.client ? options.client : ownClient(options.client);
  const retry = { ...defaultRetryPolicy, ...options.retry };
  const { maxPending = 1_000, maxRequests = 8, workflowFourEyes = true } = options;
  const queue = createWriteQueue<ItemWrite, PublishResult>({
    maxPending,
    maxRequests,
    maxBatch: maxBatchWrites,
    itemsOf,
    mayShare: isPlainPut,
    send: async writes => await sendWrites(writes, { client, tables, retry }),
  });
  /** Of requests that go out one by one, those of the same item in order. */
  const requestQueue = <Act extends { readonly run: () => Promise<Result> }, Result>(
    itemOf: (act: Act) => string,
  ) =>
    createWriteQueue<Act, Result>({
      maxPending,
      maxRequests,
      maxBatch: 1,
      itemsOf: act => [itemOf(act)],
      mayShare: () => false,
      send: async acts => await Promise.allSettled(acts.map(({ run }) => run())),
    });
  const proposalQueue = requestQueue<ProposalAct, ProposalResult>(({ makerId }) => makerId);
  const paymentStreamQueue = requestQueue<PaymentStreamTask, PaymentStreamResult>(
    ({ streamId }) => streamId,
  );
  const workflowQueue = requestQueue<WorkflowTask, WorkflowResult>(({ workflowId }) => workflowId);
  const queues = [queue, proposalQueue, paymentStreamQueue, workflowQueue];
  // Each request is repeated as it is: its token makes a repetition do nothing twice.
  const retrying = ownConversions(
    client,
    async send => await withRetries(retry, async ({ signal }) => await send(signal)),
  );
  const { traceparent = () => undefined } = options;
  const writer = createItemWriter({
    push: queue.push,
    clock: now,
    source,
    outboxTtlMs,
    traceparent,
  });
  const transactions = transactionActions(writer);
  const close = async (): Promise<void> => {
    await Promise.all(queues.map(each => each.close()));
    if (isOwnClient) client.destroy();
  };

  return {
    fights: fightActions(writer),
    bets: betActions(writer),
    users: userActions(writer),
    transactions,
    streams: streamActions(writer),
    paymentStreams: paymentStreamActions({
      store: createPaymentStreamsTable(retrying, tables.PaymentStreams),
      push: paymentStreamQueue.push,
      clock: now,
      traceparent,
    }),
    workflows: workflowActions({
      store: createWorkflowsTable(retrying, tables.Workflows),
      push: workflowQueue.push,
      clock: now,
      fourEyes: workflowFourEyes,
      traceparent,
    }),
    proposals: proposalActions({
      desk:
        options.proposals &&
        createProposalDesk(client, tables, options.proposals, retry.attemptTimeoutMs),
      push: proposalQueue.push,
      clock: now,
      retry,
      source: source ?? 'unnamed',
      traceparent,
    }),
    database: databaseActions(writer),
    system: systemActions(writer),
    messages: messageActions(writer),
    ...serviceActions(writer, transactions),

    /** Any event that is no change of state; `event(…)` builds one. */
    send: async (outgoing: OutgoingEvent): Promise<PublishResult> => await writer.send(outgoing),

    /**
     * Writes a whole item as it is, whatever is there; the events follow from what changed. For
     * backends that keep their state elsewhere and copy it, as the Sequelize adapter does.
     */
    put: async (table: PublishedTable, item: Item): Promise<PublishResult> =>
      await writer.put(table, item),

    /** How many writes are queued or under way. */
    get pending(): number {
      return queues.reduce((sum, { pending }) => sum + pending, 0);
    },
    /** Resolves when every write so far has settled, well or not; each reports to its own caller. */
    flush: async (): Promise<void> => {
      await Promise.all(queues.map(each => each.flush()));
    },
    /** Takes nothing more, and flushes. */
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** One attempt each: the publisher's own retries know what is left of a batch. */
function ownClient(config: DynamoDBClientConfig): DynamoDBDocumentClient {
  const requestHandler = {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
  };
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({ maxAttempts: 1, requestHandler, ...config }),
  );
}

function itemsOf(write: ItemWrite): readonly string[] {
  const touched = write.kind === 'joint' ? write.changes : [write];
  return touched.map(({ table, id }) => `${table} ${id}`);
}
