import { postponed } from '../deadline/deadline.ts';
import { isCompleted, type PaymentStreamPhase } from '../wire/payment-stream.ts';
import type { Deadline, FoundStream, ItemWrite, StreamWrite } from './deadline.ts';
import { type Depletion, depletionOf } from './depletion-of.ts';

/**
 * Decides by the terms and by what was published before. A phase that begins is written to the item,
 * which publishes it; one that no longer holds is taken from it, which publishes nothing. What a
 * backend does to the mark on the item changes neither. `undefined`: all is as it should be.
 */
export function settlement(
  stream: FoundStream,
  deadline: Deadline | undefined,
  nowMs: number,
  noticeMs: number,
): StreamWrite | undefined {
  if (stream.kind === 'malformed') {
    const later = postponed(deadline, nowMs);
    return later && { item: { kind: 'none' }, deadline: later };
  }
  if (stream.kind === 'absent') return withoutDeadline(deadline, { kind: 'none' });
  const { terms, isMarked } = stream;
  if (terms.status === 'cancelled' || terms.status === 'completed') {
    return withoutDeadline(deadline, { kind: 'none' });
  }
  if (isCompleted(terms)) return { item: { kind: 'complete' }, deadline: undefined };
  const current = held(depletionOf(terms, nowMs, noticeMs), deadline);
  const next = deadlineOf(current, deadline);
  const item = itemWrite(current, deadline?.phase, isMarked);
  return item.kind === 'none' && isSame(next, deadline) ? undefined : { item, deadline: next };
}

/**
 * While the deposit is used up at the same moment, no phase goes back: neither by a clock that is
 * behind that of the last settling, nor by a notice that a deployment has made shorter.
 */
function held(depletion: Depletion, deadline: Deadline | undefined): Depletion {
  const { depletesAtMs } = depletion;
  const isUnmoved = depletesAtMs !== undefined && depletesAtMs === deadline?.depletesAtMs;
  if (!isUnmoved || rank(deadline?.phase) <= rank(depletion.phase)) return depletion;
  return deadline?.phase === 'depleted'
    ? { phase: 'depleted', depletesAtMs }
    : { phase: 'depleting', depletesAtMs, dueAtMs: depletesAtMs };
}

function deadlineOf(
  { phase, depletesAtMs, dueAtMs }: Depletion,
  before: Deadline | undefined,
): Deadline | undefined {
  if (phase === undefined && dueAtMs === undefined) return undefined;
  return { phase, depletesAtMs, dueAtMs, armedForMs: before?.armedForMs };
}

function itemWrite(
  { phase, depletesAtMs }: Depletion,
  before: PaymentStreamPhase | undefined,
  isMarked: boolean,
): ItemWrite {
  if (phase !== undefined && rank(phase) > rank(before))
    return { kind: 'mark', phase, depletesAtMs };
  return isMarked && rank(phase) < rank(before) ? { kind: 'unmark' } : { kind: 'none' };
}

function withoutDeadline(deadline: Deadline | undefined, item: ItemWrite): StreamWrite | undefined {
  return deadline === undefined ? undefined : { item, deadline: undefined };
}

function isSame(one: Deadline | undefined, other: Deadline | undefined): boolean {
  return (
    (one === undefined) === (other === undefined) &&
    one?.phase === other?.phase &&
    one?.depletesAtMs === other?.depletesAtMs &&
    one?.dueAtMs === other?.dueAtMs
  );
}

const ranks = { depleting: 1, depleted: 2 } as const;

function rank(phase: PaymentStreamPhase | undefined): number {
  return phase === undefined ? 0 : ranks[phase];
}
