import { setTimeout as delay } from 'node:timers/promises';
import type { HostLog } from '../contract/host-log.ts';
import type { InvocationResult } from '../contract/invocation.ts';
import type { MessageQueue, ReceivedMessage } from '../contract/message-queue.ts';
import { deliverMessages } from './queue-delivery.ts';
import { queueRecord } from './queue-event.ts';
import { type QueueMappingSettings, receiveLimit } from './queue-mapping-settings.ts';

/** What a poller reads, and where the messages go. */
export interface QueuePollerOptions {
  readonly queue: MessageQueue;
  readonly region: string;
  readonly settings: QueueMappingSettings;
  readonly log: HostLog;
  /** The mapping's logical id, for the log. */
  readonly name: string;
  invoke(records: readonly unknown[]): Promise<InvocationResult>;
  takeRedelivery(): boolean;
  /** Of so many messages so many come again. @default - nobody counts */
  onInvoked?(messages: number, failed: number): void;
  /** A message was removed from its queue. @default - nobody counts */
  onRemoved?(): void;
}

/** The longest wait of a receive: docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const longestWaitMs = 20_000;
/** What one invocation takes: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const payloadLimitBytes = 6 * 1_024 * 1_024;
const stopGraceMs = 1_000;
/** Five batches at once, 300 more each minute, 1,250 at most: docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const firstConcurrency = 5;
const moreConcurrencyEachSecond = 5;
const mostConcurrency = 1_250;
const scalingIntervalMs = 1_000;

/** Messages that were received together or one after the other, and until when they are this mapping's. */
interface Batch {
  readonly messages: readonly ReceivedMessage[];
  readonly visibleAgainAtMs: number;
}

/** Waits for messages of one queue, and has the function invoked with them, several times at once. */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #polling: Promise<void> = Promise.resolve();
  /** Ends the wait for a place. */
  #waiting = new AbortController();
  /** Since when something has been under way without a pause. */
  #busySinceMs = 0;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#polling = this.#poll();
  }

  /** Lets running invocations end within a second; later ones end with their environments. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.abort();
    const grace = new AbortController();
    await this.#polling;
    await Promise.race([
      Promise.all(this.#running),
      delay(stopGraceMs, undefined, { signal: grace.signal }).catch(() => {}),
    ]);
    grace.abort();
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#place();
      if (signal.aborted) return;
      for (const batch of await this.#gather()) {
        await this.#place();
        this.#keep(this.#deliver(batch));
      }
    }
  }

  /** Waits until one more invocation may begin: one has ended, or more may run at once by now. */
  async #place(): Promise<void> {
    while (this.#running.size >= this.#concurrency() && !this.#stopping.signal.aborted) {
      this.#waiting = new AbortController();
      const { signal } = this.#waiting;
      await delay(scalingIntervalMs, undefined, { signal }).catch(() => {});
    }
  }

  #concurrency(): number {
    const { maximumConcurrency } = this.#options.settings;
    if (maximumConcurrency !== undefined) return maximumConcurrency;
    const busySec = Math.floor((Date.now() - this.#busySinceMs) / 1_000);
    return Math.min(mostConcurrency, firstConcurrency + busySec * moreConcurrencyEachSecond);
  }

  /** What the next invocations get: one batch, or several if it would be too large for one. */
  async #gather(): Promise<Batch[]> {
    const { queue, settings } = this.#options;
    const { batchSize, batchingWindowMs } = settings;
    const receive = (max: number, waitMs: number) =>
      queue.receive({ max: Math.min(max, receiveLimit), waitMs }, this.#stopping.signal);
    const first = await receive(batchSize, longestWaitMs);
    if (first.length === 0) return [];
    const receivedAtMs = Date.now();
    const messages = [...first];
    let bytes = bytesOf(first);
    while (messages.length < batchSize && bytes < payloadLimitBytes) {
      const leftMs = receivedAtMs + batchingWindowMs - Date.now();
      if (leftMs <= 0 || this.#stopping.signal.aborted) break;
      const more = await receive(batchSize - messages.length, Math.min(leftMs, longestWaitMs));
      messages.push(...more);
      bytes += bytesOf(more);
    }
    const visibleAgainAtMs = receivedAtMs + queue.visibilityTimeoutMs;
    return fitting(messages).map(part => ({ messages: part, visibleAgainAtMs }));
  }

  async #deliver({ messages, visibleAgainAtMs }: Batch): Promise<void> {
    const { queue, region, settings, log, name } = this.#options;
    const { reportsItemFailures } = settings;
    try {
      await deliverMessages(
        messages,
        { reportsItemFailures, visibleAgainAtMs },
        {
          invoke: batch =>
            this.#options.invoke(batch.map(message => queueRecord(message, queue, region))),
          remove: message => {
            queue.remove(message.receiptHandle);
            this.#options.onRemoved?.();
          },
          invoked: (invoked, failed) => this.#options.onInvoked?.(invoked, failed),
          takeRedelivery: () => {
            if (this.#stopping.signal.aborted || !this.#options.takeRedelivery()) return false;
            log.warn(`[${name}] injected fault: ${messages.length} messages delivered again`);
            return true;
          },
          pause: delayMs => this.#pause(delayMs),
          stopping: () => this.#stopping.signal.aborted,
          now: Date.now,
        },
      );
    } catch (error) {
      log.warn(`[${name}] cannot deliver, its messages come again: ${String(error)}`);
    }
  }

  #keep(task: Promise<void>): void {
    if (this.#running.size === 0) this.#busySinceMs = Date.now();
    this.#running.add(task);
    void task.then(() => {
      this.#running.delete(task);
      this.#waiting.abort();
    });
  }

  /** False when the poller is stopping. */
  async #pause(delayMs: number): Promise<boolean> {
    const { signal } = this.#stopping;
    await delay(delayMs, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }
}

const bytesOf = (messages: readonly ReceivedMessage[]): number =>
  messages.reduce((sum, message) => sum + Buffer.byteLength(JSON.stringify(message)), 0);

/** Messages in as few parts as fit into invocations. */
function fitting(messages: readonly ReceivedMessage[]): ReceivedMessage[][] {
  const parts: ReceivedMessage[][] = [];
  let part: ReceivedMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const more = bytesOf([message]);
    if (part.length > 0 && bytes + more > payloadLimitBytes) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(message);
    bytes += more;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
