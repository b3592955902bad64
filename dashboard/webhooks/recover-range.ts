import type { RecoverOptions } from '../../clients/react/index.ts';
import { readStartTime } from '../channel/start-time.ts';

/** The part of the log that two fields name, or why they name none, for whoever typed them. */
export type RangeResult =
  | { readonly kind: 'range'; readonly range: RecoverOptions }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads two fields for date and time, in the reader's own zone; an empty end is now. */
export function readRange(from: string, to: string, nowMs: number): RangeResult {
  const since = readStartTime(from, nowMs);
  if (since.kind === 'refused') return since;
  if (to === '') return { kind: 'range', range: { since: since.atMs } };
  const until = readStartTime(to, nowMs);
  if (until.kind === 'refused') return until;
  if (until.atMs <= since.atMs) {
    return { kind: 'refused', reason: 'Its end must come after its beginning.' };
  }
  return { kind: 'range', range: { since: since.atMs, until: until.atMs } };
}
