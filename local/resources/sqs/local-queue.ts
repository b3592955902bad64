import { randomUUID } from 'node:crypto';
import type {
  MessageAttributes,
  MessageQueue,
  ReceivedMessage,
  ReceiveRequest,
} from '../../contract/message-queue.ts';
import { attributesBytes, md5, md5OfAttributes } from './message-attributes.ts';
import type { QueueFile } from './queue-file.ts';
import {
  defaultBounds,
  type QueueBounds,
  type QueuedMessage,
  QueueState,
  type VisibilityChange,
} from './queue-state.ts';
import { readReceiptHandle, receiptHandle } from './receipt-handle.ts';
import { SqsError } from './sqs-error.ts';

/** What the template says of a queue. */
export interface QueueDefinition {
  readonly arn: string;
  readonly name: string;
  readonly url: string;
  readonly createdAtMs: number;
  readonly visibilityTimeoutMs: number;
  readonly delayMs: number;
  readonly retentionMs: number;
  readonly maximumMessageBytes: number;
  readonly receiveWaitMs: number;
  readonly redrive?: { readonly target: LocalQueue; readonly maxReceiveCount: number } | undefined;
  /** Which queues may have this one as their dead-letter queue; absent: all. */
  readonly redriveSources?: readonly string[] | undefined;
  /** Attributes that are given back as the template has them: "RedrivePolicy". */
  readonly policies: Readonly<Record<string, string>>;
}

/** What a sender gives. */
export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly systemAttributes: Readonly<Record<string, string>>;
  /** @default - the queue's own */
  readonly delayMs?: number | undefined;
}

export interface QueueOptions {
  /** Where messages outlive the host. @default - nowhere */
  readonly file?: QueueFile | undefined;
  readonly bounds?: QueueBounds;
  /** Called when a message could not be moved, for the dead-letter queue is full. */
  onStuck?(messageId: string): void;
  readonly now?: () => number;
}

interface Waiter {
  readonly request: ReceiveRequest;
  resolve(messages: readonly QueuedMessage[]): void;
}

/** setTimeout keeps 31 bits, and fires up to a millisecond early. */
const longestTimerMs = 2 ** 31 - 1;
/** docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
const purgePauseMs = 60_000;

/** A queue that runs: its messages, those who wait for some, and the timer that wakes them. */
export class LocalQueue implements MessageQueue {
  readonly definition: QueueDefinition;
  readonly #state: QueueState;
  readonly #options: QueueOptions;
  readonly #bounds: QueueBounds;
  readonly #now: () => number;
  readonly #waiters = new Set<Waiter>();
  #timer: NodeJS.Timeout | undefined;
  #isWaking = false;
  #purgedAtMs = Number.NEGATIVE_INFINITY;

  constructor(definition: QueueDefinition, options: QueueOptions = {}) {
    const { bounds = defaultBounds, now = Date.now, file } = options;
    this.definition = definition;
    this.#options = options;
    this.#bounds = bounds;
    this.#now = now;
    const { retentionMs, redrive } = definition;
    const rules = { retentionMs, maxReceiveCount: redrive?.maxReceiveCount };
    this.#state = new QueueState(rules, bounds, file);
    if (file !== undefined) this.#state.restore(file.load(), now());
  }

  get arn(): string {
    return this.definition.arn;
  }

  get visibilityTimeoutMs(): number {
    return this.definition.visibilityTimeoutMs;
  }

  /** @throws SqsError when the queue is full. */
  send({ body, attributes, systemAttributes, delayMs }: NewMessage): QueuedMessage {
    const nowMs = this.#now();
    const message: QueuedMessage = {
      messageId: randomUUID(),
      body,
      attributes,
      systemAttributes,
      bytes: Buffer.byteLength(body) + attributesBytes(attributes),
      sentAtMs: nowMs,
      visibleAtMs: nowMs + (delayMs ?? this.definition.delayMs),
      receives: 0,
      receivesHere: 0,
    };
    if (!this.#state.send(message, nowMs)) {
      const { messages, bytes } = this.#bounds;
      throw new SqsError(
        'OverLimit',
        `The queue ${this.definition.name} is full: the local host keeps ${messages} messages of ${bytes} bytes together, and AWS as many as come.`,
      );
    }
    this.#wakeSoon();
    return message;
  }

  /** @throws SqsError when too many messages are in flight for one who does not wait. */
  async receive(request: ReceiveRequest, signal?: AbortSignal): Promise<ReceivedMessage[]> {
    return (await this.#receive(request, signal)).map(message => this.#received(message));
  }

  remove(handle: string): void {
    const { messageId, receives } = readReceiptHandle(this.definition.name, handle);
    this.#state.remove(messageId, receives, this.#now());
    this.#wake(); // one in flight less
  }

  changeVisibility(handle: string, visibilityMs: number): VisibilityChange {
    const receive = readReceiptHandle(this.definition.name, handle);
    const change = this.#state.changeVisibility(receive, visibilityMs, this.#now());
    this.#wake();
    return change;
  }

  /** False when that was done less than a minute ago. */
  purge(): boolean {
    const nowMs = this.#now();
    if (nowMs < this.#purgedAtMs + purgePauseMs) return false;
    this.#purgedAtMs = nowMs;
    this.#state.purge();
    return true;
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    return this.#state.counts(this.#now());
  }

  /** How long the oldest message has been here, as SQS measures it, in ms; 0: there is none. */
  oldestAgeMs(): number {
    const nowMs = this.#now();
    return nowMs - (this.#state.oldestSentAtMs(nowMs) ?? nowMs);
  }

  /** How many receives wait for a message. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Answers those who wait, and keeps what there is. */
  stop(): void {
    for (const { resolve } of this.#waiters) resolve([]);
    clearTimeout(this.#timer);
    this.#options.file?.close();
  }

  async #receive(request: ReceiveRequest, signal?: AbortSignal): Promise<readonly QueuedMessage[]> {
    const { messages, isOverLimit } = this.#take(request);
    if (messages.length > 0) return messages;
    if (request.waitMs <= 0) {
      if (isOverLimit) throw overLimit(this.#bounds.inFlight);
      return [];
    }
    if (signal?.aborted === true) return [];
    return await this.#wait(request, signal);
  }

  #wait(request: ReceiveRequest, signal?: AbortSignal): Promise<readonly QueuedMessage[]> {
    return new Promise(resolve => {
      const end = (messages: readonly QueuedMessage[]): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        this.#waiters.delete(waiter);
        resolve(messages);
      };
      const giveUp = (): void => end([]);
      const waiter: Waiter = { request, resolve: end };
      const timer = setTimeout(giveUp, request.waitMs);
      signal?.addEventListener('abort', giveUp);
      this.#waiters.add(waiter);
      this.#schedule();
    });
  }

  /** Once all that is being sent is there, so that a batch that is sent can be received as one. */
  #wakeSoon(): void {
    if (this.#isWaking || this.#waiters.size === 0) return;
    this.#isWaking = true;
    queueMicrotask(() => {
      this.#isWaking = false;
      this.#wake();
    });
  }

  /** Gives what is visible to those who wait, the first of them first. */
  #wake(): void {
    for (const waiter of this.#waiters) {
      if (!this.#state.hasVisible(this.#now())) break;
      const { messages } = this.#take(waiter.request);
      if (messages.length > 0) waiter.resolve(messages);
    }
    this.#schedule();
  }

  /** No timer runs while nobody waits, or nothing will become visible by itself. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const atMs = this.#waiters.size > 0 ? this.#state.nextVisibleAtMs() : undefined;
    if (atMs === undefined) return;
    const delayMs = Math.min(Math.max(1, atMs - this.#now()), longestTimerMs);
    this.#timer = setTimeout(() => this.#wake(), delayMs);
  }

  #take({ max, visibilityTimeoutMs }: ReceiveRequest) {
    const visibilityMs = visibilityTimeoutMs ?? this.visibilityTimeoutMs;
    const { redrive } = this.definition;
    const giveUp = redrive && ((message: QueuedMessage) => this.#giveUp(message, redrive.target));
    return this.#state.receive({ max, visibilityMs }, this.#now(), giveUp);
  }

  #giveUp(message: QueuedMessage, target: LocalQueue): boolean {
    const isMoved = target.#adopt(message, this.arn);
    if (!isMoved) this.#options.onStuck?.(message.messageId);
    return isMoved;
  }

  /** A message of a queue that has this one as its dead-letter queue; its age stays. */
  #adopt(message: QueuedMessage, sourceArn: string): boolean {
    const nowMs = this.#now();
    const moved = {
      ...message,
      visibleAtMs: nowMs,
      receivesHere: 0,
      systemAttributes: { ...message.systemAttributes, DeadLetterQueueSourceArn: sourceArn },
    };
    if (!this.#state.send(moved, nowMs)) return false;
    this.#wakeSoon();
    return true;
  }

  #received(message: QueuedMessage): ReceivedMessage {
    const { messageId, body, attributes, sentAtMs, receives, firstReceivedAtMs } = message;
    return {
      messageId,
      receiptHandle: receiptHandle(this.definition.name, message),
      body,
      md5OfBody: md5(body),
      md5OfAttributes: md5OfAttributes(attributes),
      attributes,
      systemAttributes: {
        ...message.systemAttributes,
        SentTimestamp: String(sentAtMs),
        ApproximateReceiveCount: String(receives),
        ApproximateFirstReceiveTimestamp: String(firstReceivedAtMs),
      },
    };
  }
}

const overLimit = (inFlight: number): SqsError =>
  new SqsError(
    'OverLimit',
    `The maximum number of in flight messages is reached: ${inFlight}. Delete messages, or use long polling.`,
  );
