import type { InvocationResult } from '../contract/invocation.ts';
import type { StreamRecord } from '../contract/stream-record.ts';
import { isRecord } from '../template/template.ts';
import type { MappingSettings } from './mapping-settings.ts';

/** Why records were given up, as the record at the on-failure destination says it. */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** What delivering a batch needs of the world. */
export interface DeliveryPorts {
  invoke(records: readonly StreamRecord[]): Promise<InvocationResult>;
  /** Called after each invocation: of so many records so many are not done with. @default - nobody counts */
  invoked?(records: number, failed: number): void;
  /** Everything up to and including this record is done with. */
  checkpoint(record: StreamRecord): void;
  discard(
    records: readonly StreamRecord[],
    condition: DiscardCondition,
    invocations: number,
  ): Promise<void>;
  /** Waits before a retry; false when the host stops meanwhile. */
  pause(delayMs: number): Promise<boolean>;
  /** True once the host stops: a failure may then be its own doing, and counts for nothing. */
  stopping(): boolean;
  now(): number;
}

interface Batch {
  readonly records: readonly StreamRecord[];
  /** Failed invocations that count against MaximumRetryAttempts; splitting does not. */
  readonly failures: number;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;

const pauseAfter = (failures: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));

/** The position of the first failed record; the length when all went well. */
function firstFailure(
  result: InvocationResult,
  records: readonly StreamRecord[],
  settings: MappingSettings,
): number {
  if (result.kind === 'error') return 0;
  if (!settings.reportsItemFailures || !isRecord(result.payload)) return records.length;
  const failures = result.payload.batchItemFailures;
  if (!Array.isArray(failures) || failures.length === 0) return records.length;
  const positions = failures.map(failure => {
    const identifier = isRecord(failure) ? failure.itemIdentifier : undefined;
    // An identifier that names no record of the batch fails it as a whole:
    // docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    return Math.max(
      0,
      records.findIndex(record => record.dynamodb.SequenceNumber === identifier),
    );
  });
  return Math.min(...positions);
}

/** What is tried next after a failure: the rest again, or its two halves one after the other. */
function afterFailure(rest: Batch, madeProgress: boolean, settings: MappingSettings): Batch[] {
  const { records, failures } = rest;
  if (!settings.bisectOnError || madeProgress || records.length < 2) {
    return [{ records, failures: failures + 1 }];
  }
  const middle = Math.ceil(records.length / 2);
  return [
    { records: records.slice(0, middle), failures },
    { records: records.slice(middle), failures },
  ];
}

/**
 * Delivers records in order until each was accepted or given up, retrying and splitting as an event
 * source mapping does (docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html). Returns
 * early only when the host stops.
 */
export async function deliverBatch(
  records: readonly StreamRecord[],
  settings: MappingSettings,
  ports: DeliveryPorts,
): Promise<void> {
  let pending: Batch[] = [{ records, failures: 0 }];
  let invocations = 0;
  for (let batch = pending.shift(); batch !== undefined; batch = pending.shift()) {
    const oldestMs = ports.now() - settings.maximumRecordAgeMs;
    const fresh = batch.records.findIndex(
      record => record.dynamodb.ApproximateCreationDateTime * 1000 >= oldestMs,
    );
    const expired = fresh < 0 ? batch.records : batch.records.slice(0, fresh);
    if (expired.length > 0) {
      await giveUp(expired, 'RecordAgeExceeded', invocations, ports);
      pending.unshift({ ...batch, records: batch.records.slice(expired.length) });
      continue;
    }
    if (batch.records.length === 0) continue;

    const result = await ports.invoke(batch.records);
    invocations += 1;
    if (result.kind === 'error' && ports.stopping()) return;
    const failedAt = firstFailure(result, batch.records, settings);
    ports.invoked?.(batch.records.length, batch.records.length - failedAt);
    const accepted = batch.records[failedAt - 1];
    if (accepted !== undefined) ports.checkpoint(accepted);
    if (failedAt === batch.records.length) continue;

    const rest = { ...batch, records: batch.records.slice(failedAt) };
    // Throttling is no fault of the records: it is retried until they are too old.
    const throttled = isThrottled(result);
    const next = throttled ? [rest] : afterFailure(rest, failedAt > 0, settings);
    const failures = next[0]?.failures ?? 0;
    if (settings.maximumRetryAttempts >= 0 && failures > settings.maximumRetryAttempts) {
      await giveUp(rest.records, 'RetryAttemptsExhausted', invocations, ports);
      continue;
    }
    pending = [...next, ...pending];
    if (!(await ports.pause(pauseAfter(throttled ? invocations : failures)))) return;
  }
}

/** Whether Lambda did not invoke the function at all. */
export const isThrottled = (result: InvocationResult): boolean =>
  result.kind === 'error' && result.errorType === 'TooManyRequestsException';

async function giveUp(
  records: readonly StreamRecord[],
  condition: DiscardCondition,
  invocations: number,
  ports: DeliveryPorts,
): Promise<void> {
  await ports.discard(records, condition, invocations);
  const last = records.at(-1);
  if (last !== undefined) ports.checkpoint(last);
}
