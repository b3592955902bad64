import { accrued, isCompleted, type PaymentStreamStatus } from '../wire/payment-stream.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type StreamItem = TableItem<'PaymentStreams'>;
/** What an old image must hold for the new one to be compared with it. */
type Compared = 'status' | 'ratePerSecond' | 'depositedAmount' | 'withdrawnAmount';
type Before = Partial<StreamItem> & Pick<StreamItem, Compared>;

const known: KnownTransitions<PaymentStreamStatus> = {
  active: ['paused', 'cancelled', 'completed'],
  paused: ['active', 'cancelled', 'completed'],
  cancelled: [],
  completed: [],
};

/** The events of a write to PaymentStreams: each says whose stream it is, by which readers are judged. */
export function paymentStreamEvents({
  item,
  before,
}: Write<StreamItem>): readonly StateEventDraft[] {
  const old = comparable(before);
  // Compared with nothing that can be read, a stream is published as new: with its end, if that came.
  if (old === undefined) {
    const isEnded = isCompleted(item) && before?.status !== 'completed';
    return [created(item), ...(isEnded ? [completed(item, {})] : [])];
  }
  return [
    ...toppedUp(item, old),
    ...withdrawn(item, old),
    ...statusEvents(item, old),
    ...rateChanged(item, old),
    ...depletion(item, old),
  ];
}

function comparable(before: Partial<StreamItem> | undefined): Before | undefined {
  const { status, ratePerSecond, depositedAmount, withdrawnAmount } = before ?? {};
  if (status === undefined || ratePerSecond === undefined) return undefined;
  if (depositedAmount === undefined || withdrawnAmount === undefined) return undefined;
  return { ...before, status, ratePerSecond, depositedAmount, withdrawnAmount };
}

function created(item: StreamItem): StateEventDraft {
  const { depletion: _depletion, depletesAt: _depletesAt, ...data } = item;
  return { rule: 'created', type: 'stream.created', priority: 'normal', data };
}

function toppedUp(item: StreamItem, old: Before): readonly StateEventDraft[] {
  const { depositedAmount } = item;
  const added = growth(depositedAmount, old.depositedAmount);
  if (added === undefined) return [];
  const data = { ...parties(item), added, depositedAmount };
  return [{ rule: 'topped-up', type: 'stream.topped_up', priority: 'normal', data }];
}

function withdrawn(item: StreamItem, old: Before): readonly StateEventDraft[] {
  const { withdrawnAmount } = item;
  const paid = growth(withdrawnAmount, old.withdrawnAmount);
  if (paid === undefined) return [];
  const data = { ...parties(item), withdrawn: paid, withdrawnAmount };
  return [{ rule: 'withdrawn', type: 'stream.withdrawn', priority: 'normal', data }];
}

/** By its status, or by what was paid out: whichever comes first completes it, once. */
function statusEvents(item: StreamItem, old: Before): readonly StateEventDraft[] {
  const status = isCompleted(item) ? 'completed' : item.status;
  const wasCompleted = isCompleted(old);
  if (status === old.status || (status === 'completed' && wasCompleted)) return [];
  // What was paid out in full goes on once more is paid in: it was not ended by anyone.
  const goesOn = growth(item.depositedAmount, old.depositedAmount) !== undefined;
  const oldStatus = wasCompleted && !goesOn ? 'completed' : old.status;
  return [statusEvent(item, old, status, surpriseAt(known, oldStatus, status))];
}

function statusEvent(
  item: StreamItem,
  old: Before,
  status: PaymentStreamStatus,
  surprise: Surprise,
): StateEventDraft {
  const priority = surprise.unexpected ? 'high' : 'normal';
  const data = { ...surprise, ...parties(item), ...terms(item) };
  switch (status) {
    case 'cancelled':
      return cancelled(item, old, surprise);
    case 'completed':
      return completed(item, surprise);
    case 'paused':
      return { rule: 'paused', type: 'stream.paused', priority, data };
    case 'active':
      return { rule: 'resumed', type: 'stream.resumed', priority, data };
  }
}

function cancelled(item: StreamItem, old: Before, surprise: Surprise): StateEventDraft {
  const data = { ...surprise, ...parties(item), refunded: refunded(item, old) };
  return { rule: 'cancelled', type: 'stream.cancelled', priority: 'high', data };
}

function completed(item: StreamItem, surprise: Surprise): StateEventDraft {
  const priority = surprise.unexpected ? 'high' : 'normal';
  const data = { ...surprise, ...parties(item), withdrawnAmount: item.withdrawnAmount };
  return { rule: 'completed', type: 'stream.completed', priority, data };
}

function rateChanged(item: StreamItem, old: Before): readonly StateEventDraft[] {
  if (old.ratePerSecond === item.ratePerSecond) return [];
  const data = { ...parties(item), ...terms(item) };
  return [{ rule: 'rate', type: 'stream.rate_changed', priority: 'normal', data }];
}

/**
 * The mark is written once each time that the deposit runs low or out, and nothing else with it. One
 * that a backend's own write brings back from an older copy of the item, or drops, says nothing.
 */
function depletion(item: StreamItem, old: Before): readonly StateEventDraft[] {
  const { depletion: phase, depletesAt } = item;
  const isSame = phase === old.depletion && depletesAt === old.depletesAt;
  if (phase === undefined || isSame || !isSameButMarks(item, old)) return [];
  const data = { ...parties(item), depletesAt };
  return [{ rule: phase, type: `stream.${phase}`, priority: 'high', data }];
}

function isSameButMarks(item: StreamItem, old: Before): boolean {
  const { depletion: _phase, depletesAt: _depletesAt, ...now } = item;
  const { depletion: _oldPhase, depletesAt: _oldDepletesAt, ...then } = old;
  const names = Object.keys({ ...now, ...then }) as (keyof typeof now)[];
  return names.every(name => now[name] === then[name]);
}

function parties({ streamId, sender, recipient }: StreamItem) {
  return { streamId, sender, recipient };
}

function terms({ snapshotAmount, snapshotTime, ratePerSecond }: StreamItem) {
  return { snapshotAmount, snapshotTime, ratePerSecond };
}

/** By how much an amount grew; `undefined` if it did not. */
function growth(amount: string, old: string): string | undefined {
  const added = BigInt(amount) - BigInt(old);
  return added > 0n ? String(added) : undefined;
}

/** What went back to the sender: as the item says, else what had not accrued at this write's snapshot. */
function refunded(item: StreamItem, old: Before): string | undefined {
  const { refundedAmount, depositedAmount, snapshotAmount, snapshotTime } = item;
  if (refundedAmount !== undefined) return refundedAmount;
  if (snapshotAmount === undefined || snapshotTime === undefined) return undefined;
  if (snapshotTime === old.snapshotTime) return undefined;
  return String(BigInt(depositedAmount) - accrued(item, snapshotTime));
}
