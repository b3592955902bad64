import type { MessageAttributes } from '../../contract/message-queue.ts';
import { DueTimes } from './due-times.ts';

/** A message of a queue; each change makes another. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** What SQS keeps beside it from the beginning: "SenderId", "AWSTraceHeader", … */
  readonly systemAttributes: Readonly<Record<string, string>>;
  /** Of body and attributes, as the limits count them. */
  readonly bytes: number;
  readonly sentAtMs: number;
  /** Nobody receives it before. */
  readonly visibleAtMs: number;
  /** How often it was received, in all queues where it has been. */
  readonly receives: number;
  /** The same, in this queue alone. */
  readonly receivesHere: number;
  readonly firstReceivedAtMs?: number | undefined;
  readonly lastReceivedAtMs?: number | undefined;
}

/** What of a queue decides when a message may be received, and for how long it is kept. */
export interface QueueRules {
  readonly retentionMs: number;
  /** After so many receives here it is moved to the dead-letter queue. @default - it never is */
  readonly maxReceiveCount?: number | undefined;
}

/** How much a queue holds; `messages` and `bytes` are the host's own limits, for AWS has none. */
export interface QueueBounds {
  readonly messages: number;
  readonly bytes: number;
  readonly inFlight: number;
}

/** 120,000 in flight: docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
export const defaultBounds: QueueBounds = {
  messages: 250_000,
  bytes: 256 * 1_024 * 1_024,
  inFlight: 120_000,
};

/** Where changes of messages go that outlive the host. */
export interface MessageJournal {
  put(message: QueuedMessage): void;
  delete(messageId: string): void;
}

/** 12 hours from the receive on: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
const longestVisibilityMs = 43_200_000;

/**
 * So often received, a message is not looked at for the age of the oldest one:
 * docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const agelessReceives = 3;

const noJournal: MessageJournal = { put: () => {}, delete: () => {} };

/** What a receive gave: messages, or the knowledge that too many are in flight. */
export interface Receipt {
  readonly messages: readonly QueuedMessage[];
  readonly isOverLimit: boolean;
}

export type VisibilityChange = 'changed' | 'gone' | 'not-in-flight' | 'too-long';

/**
 * The messages of one standard queue, as a state machine whose clock is an argument. Each message is
 * in one of three states: waiting for its delay, visible, or in flight.
 */
export class QueueState {
  readonly #rules: QueueRules;
  readonly #bounds: QueueBounds;
  readonly #journal: MessageJournal;
  /** In the order in which they came. */
  readonly #messages = new Map<string, QueuedMessage>();
  readonly #visible = new Set<string>();
  readonly #inFlight = new Set<string>();
  /** When those that are not visible become so. */
  readonly #due = new DueTimes();
  #bytes = 0;

  constructor(rules: QueueRules, bounds = defaultBounds, journal = noJournal) {
    this.#rules = rules;
    this.#bounds = bounds;
    this.#journal = journal;
  }

  /** Puts back what was kept. */
  restore(messages: Iterable<QueuedMessage>, nowMs: number): void {
    for (const message of messages) {
      this.#hold(message);
      if (message.visibleAtMs <= nowMs) this.#visible.add(message.messageId);
      else this.#hide(message, message.lastReceivedAtMs !== undefined);
    }
    this.#settle(nowMs);
  }

  /** False when the queue is full: nothing has changed. */
  send(message: QueuedMessage, nowMs: number): boolean {
    this.#settle(nowMs);
    const { messages, bytes } = this.#bounds;
    if (this.#messages.size >= messages || this.#bytes + message.bytes > bytes) return false;
    this.#hold(message);
    if (message.visibleAtMs <= nowMs) this.#visible.add(message.messageId);
    else this.#hide(message, false);
    this.#journal.put(message);
    return true;
  }

  /**
   * Takes visible messages, the oldest first. Those that were received too often go to `giveUp`
   * instead, or stay out of sight for the time being where that has no room.
   */
  receive(
    { max, visibilityMs }: { readonly max: number; readonly visibilityMs: number },
    nowMs: number,
    giveUp?: (message: QueuedMessage) => boolean,
  ): Receipt {
    this.#settle(nowMs);
    const received: QueuedMessage[] = [];
    for (const messageId of this.#visible) {
      if (received.length >= max) break;
      const message = this.#messages.get(messageId);
      if (message === undefined) continue;
      if (this.#isExpired(message, nowMs)) {
        this.#drop(message);
        continue;
      }
      if (this.#isExhausted(message) && giveUp !== undefined) {
        if (giveUp(message)) this.#drop(message);
        else this.#replace({ ...message, visibleAtMs: nowMs + visibilityMs }, false);
        continue;
      }
      if (this.#inFlight.size >= this.#bounds.inFlight) break;
      received.push(this.#take(message, visibilityMs, nowMs));
    }
    const isOverLimit = received.length === 0 && this.#inFlight.size >= this.#bounds.inFlight;
    return { messages: received, isOverLimit };
  }

  /** Removes a message by its latest receive; an earlier one removes nothing. */
  remove(messageId: string, receives: number, nowMs: number): void {
    this.#settle(nowMs);
    const message = this.#messages.get(messageId);
    if (message !== undefined && message.receives === receives) this.#drop(message);
  }

  changeVisibility(
    { messageId, receives }: { readonly messageId: string; readonly receives: number },
    visibilityMs: number,
    nowMs: number,
  ): VisibilityChange {
    this.#settle(nowMs);
    const message = this.#messages.get(messageId);
    if (message === undefined || message.receives !== receives) return 'gone';
    if (!this.#inFlight.has(messageId)) return 'not-in-flight';
    const visibleAtMs = nowMs + visibilityMs;
    if (visibleAtMs > (message.lastReceivedAtMs ?? nowMs) + longestVisibilityMs) return 'too-long';
    const changed = { ...message, visibleAtMs };
    this.#replace(changed, true);
    this.#settle(nowMs);
    return 'changed';
  }

  /** Removes everything, what is in flight included. */
  purge(): void {
    for (const message of [...this.#messages.values()]) this.#drop(message);
  }

  /** How many messages are in each state. */
  counts(nowMs: number): { visible: number; inFlight: number; delayed: number } {
    this.#settle(nowMs);
    const [visible, inFlight] = [this.#visible.size, this.#inFlight.size];
    return { visible, inFlight, delayed: this.#messages.size - visible - inFlight };
  }

  /** When the oldest message was sent that was not received too often to be looked at; undefined: there is none. */
  oldestSentAtMs(nowMs: number): number | undefined {
    this.#settle(nowMs);
    for (const { sentAtMs, receivesHere } of this.#messages.values()) {
      if (receivesHere < agelessReceives) return sentAtMs;
    }
    return undefined;
  }

  hasVisible(nowMs: number): boolean {
    this.#settle(nowMs);
    return this.#visible.size > 0;
  }

  /** When the next message becomes visible; undefined if none will by itself. */
  nextVisibleAtMs(): number | undefined {
    return this.#due.first(this.#isDue);
  }

  #take(message: QueuedMessage, visibilityMs: number, nowMs: number): QueuedMessage {
    const taken: QueuedMessage = {
      ...message,
      visibleAtMs: nowMs + visibilityMs,
      receives: message.receives + 1,
      receivesHere: message.receivesHere + 1,
      firstReceivedAtMs: message.firstReceivedAtMs ?? nowMs,
      lastReceivedAtMs: nowMs,
    };
    this.#replace(taken, true);
    return taken;
  }

  #hold(message: QueuedMessage): void {
    this.#messages.set(message.messageId, message);
    this.#bytes += message.bytes;
  }

  #hide(message: QueuedMessage, isInFlight: boolean): void {
    const { messageId, visibleAtMs } = message;
    this.#visible.delete(messageId);
    if (isInFlight) this.#inFlight.add(messageId);
    else this.#inFlight.delete(messageId);
    this.#due.add(visibleAtMs, messageId);
    if (this.#due.size > 2 * this.#messages.size + 1_000) this.#due.keep(this.#isDue);
  }

  #replace(message: QueuedMessage, isInFlight: boolean): void {
    this.#messages.set(message.messageId, message);
    this.#hide(message, isInFlight);
    this.#journal.put(message);
  }

  #drop({ messageId, bytes }: QueuedMessage): void {
    this.#messages.delete(messageId);
    this.#visible.delete(messageId);
    this.#inFlight.delete(messageId);
    this.#bytes -= bytes;
    this.#journal.delete(messageId);
  }

  /** Brings the states up to this moment. */
  #settle(nowMs: number): void {
    for (const messageId of this.#due.takeUntil(nowMs, this.#isDue)) {
      this.#inFlight.delete(messageId);
      this.#visible.add(messageId);
    }
    for (const message of this.#messages.values()) {
      if (!this.#isExpired(message, nowMs)) break;
      this.#drop(message);
    }
  }

  /** Whether a time that was noted is still that of its message. */
  readonly #isDue = (messageId: string, atMs: number): boolean =>
    !this.#visible.has(messageId) && this.#messages.get(messageId)?.visibleAtMs === atMs;

  #isExpired({ sentAtMs }: QueuedMessage, nowMs: number): boolean {
    return sentAtMs + this.#rules.retentionMs <= nowMs;
  }

  #isExhausted({ receivesHere }: QueuedMessage): boolean {
    const { maxReceiveCount } = this.#rules;
    return maxReceiveCount !== undefined && receivesHere >= maxReceiveCount;
  }
}
