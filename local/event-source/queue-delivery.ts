import type { InvocationResult } from '../contract/invocation.ts';
import type { ReceivedMessage } from '../contract/message-queue.ts';
import { isRecord } from '../template/template.ts';

/** What delivering messages needs of the world. */
export interface QueueDeliveryPorts {
  invoke(messages: readonly ReceivedMessage[]): Promise<InvocationResult>;
  /** Called after each invocation: of so many messages so many come again. @default - nobody counts */
  invoked?(messages: number, failed: number): void;
  /** Removes a message from its queue. */
  remove(message: ReceivedMessage): void;
  /** True if the batch, which was accepted, is to be delivered again. */
  takeRedelivery(): boolean;
  /** Waits; false when the host stops meanwhile. */
  pause(delayMs: number): Promise<boolean>;
  stopping(): boolean;
  now(): number;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Delivers messages that were just received. Those that were accepted are removed; the others come back
 * when their visibility timeout is over, and have then been received once more. A throttled invocation
 * is tried again for so long, without another receive, and then dropped.
 *
 * docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function deliverMessages(
  messages: readonly ReceivedMessage[],
  { reportsItemFailures, visibleAgainAtMs }: DeliveryTerms,
  ports: QueueDeliveryPorts,
): Promise<void> {
  for (let throttles = 0; ; throttles += 1) {
    const result = await ports.invoke(messages);
    if (result.kind === 'error' && ports.stopping()) return;
    if (isThrottled(result)) ports.invoked?.(messages.length, messages.length);
    else {
      const failed = failedMessages(result, messages, reportsItemFailures);
      ports.invoked?.(messages.length, failed.size);
      for (const message of messages) if (!failed.has(message)) ports.remove(message);
      if (failed.size === 0 && ports.takeRedelivery()) await ports.invoke(messages);
      return;
    }
    const delayMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(throttles, 10));
    if (ports.now() + delayMs >= visibleAgainAtMs || !(await ports.pause(delayMs))) return;
  }
}

export interface DeliveryTerms {
  readonly reportsItemFailures: boolean;
  /** From then on somebody else may receive the messages. */
  readonly visibleAgainAtMs: number;
}

const isThrottled = (result: InvocationResult): boolean =>
  result.kind === 'error' && result.errorType === 'TooManyRequestsException';

/**
 * Those that are not to be removed: all of a failed invocation, and all where the report of what failed
 * is not one, or names a message that is not of the batch.
 */
function failedMessages(
  result: InvocationResult,
  messages: readonly ReceivedMessage[],
  reportsItemFailures: boolean,
): ReadonlySet<ReceivedMessage> {
  if (result.kind === 'error') return new Set(messages);
  if (!reportsItemFailures || result.payload === null || result.payload === undefined) {
    return new Set();
  }
  if (!isRecord(result.payload)) return new Set(messages);
  const failures = result.payload.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return new Set(messages);
  const failed = new Set<ReceivedMessage>();
  for (const failure of failures) {
    const identifier = isRecord(failure) ? failure.itemIdentifier : undefined;
    const message = messages.find(({ messageId }) => messageId === identifier);
    if (message === undefined) return new Set(messages);
    failed.add(message);
  }
  return failed;
}
