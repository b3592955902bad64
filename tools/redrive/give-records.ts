import type { BatchRecord } from './failed-batch.ts';

/** What a function answered to records. */
export type GivenAnswer =
  | { readonly kind: 'answered'; readonly payload: unknown }
  | { readonly kind: 'failed'; readonly reason: string };

/** Gives records to a function, and waits for its answer. */
export type Invoke = (records: readonly BatchRecord[]) => Promise<GivenAnswer>;

/** A record that its function does not take, and what it said. */
export interface RefusedRecord {
  readonly record: BatchRecord;
  readonly reason: string;
}

/** What became of the records. */
export interface Given {
  readonly handled: number;
  readonly refused: readonly RefusedRecord[];
  /** So many were not given any more, after three were refused. */
  readonly untried: number;
}

/** After so many the fault is the function's, not the records'. */
const maxRefused = 3;

/**
 * Gives records to a function as a mapping does: all at once, what is left after a part of them was
 * taken, and in halves where all fail, down to the single record that its function refuses. Those
 * behind it are given all the same, as the mapping goes on behind a batch that it gives up.
 */
export async function giveRecords(records: readonly BatchRecord[], invoke: Invoke): Promise<Given> {
  const pending: (readonly BatchRecord[])[] = [records];
  const refused: RefusedRecord[] = [];
  let handled = 0;
  for (let batch = pending.shift(); batch !== undefined; batch = pending.shift()) {
    const answer = await invoke(batch);
    const failedAt = firstFailure(answer, batch);
    handled += failedAt;
    const rest = batch.slice(failedAt);
    const [first] = rest;
    if (first === undefined) continue;
    if (failedAt > 0) pending.unshift(rest);
    else if (rest.length > 1) pending.unshift(...halvesOf(rest));
    else {
      refused.push({ record: first, reason: reasonOf(answer) });
      if (refused.length === maxRefused) break;
    }
  }
  return { handled, refused, untried: pending.flat().length };
}

/**
 * The position of the first record that was not taken; their number when all were.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
function firstFailure(answer: GivenAnswer, records: readonly BatchRecord[]): number {
  if (answer.kind === 'failed') return 0;
  const failures = failuresOf(answer.payload);
  const positions = failures.map(identifier =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === identifier),
  );
  // An identifier that names no record of the batch fails it as a whole.
  return Math.min(records.length, ...positions.map(at => Math.max(0, at)));
}

function failuresOf(payload: unknown): readonly unknown[] {
  if (typeof payload !== 'object' || payload === null) return [];
  const { batchItemFailures } = payload as { readonly batchItemFailures?: unknown };
  if (!Array.isArray(batchItemFailures)) return [];
  return batchItemFailures.map((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
      ? failure.itemIdentifier
      : undefined,
  );
}

function reasonOf(answer: GivenAnswer): string {
  return answer.kind === 'failed'
    ? answer.reason
    : 'it is among the batchItemFailures of the answer';
}

function halvesOf(records: readonly BatchRecord[]) {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)];
}
