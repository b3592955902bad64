import type { EventPayload } from '../wire/payloads.ts';
import { isCompleted, type PaymentStreamStatus } from '../wire/payment-stream.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type StreamItem = TableItem<'PaymentStreams'>;
type Before = Partial<StreamItem> & Pick<StreamItem, 'status'>;

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
  // Without a status that can be read there is no transition: the stream is published as new.
  if (before?.status === undefined) return [created(item)];
  const old: Before = { ...before, status: before.status };
  return [
    ...toppedUp(item, old),
    ...withdrawn(item, old),
    ...statusEvents(item, old),
    ...rateChanged(item, old),
    ...depletion(item, old),
  ];
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
  const paid = growth(withdrawnAmount, old.withdrawnAmount ?? '0');
  if (paid === undefined) return [];
  const data = { ...parties(item), withdrawn: paid, withdrawnAmount };
  return [{ rule: 'withdrawn', type: 'stream.withdrawn', priority: 'normal', data }];
}

/** By its status, or by what was paid out: whichever comes first completes it, once. */
function statusEvents(item: StreamItem, old: Before): readonly StateEventDraft[] {
  const oldStatus = isCompletedBefore(old) ? 'completed' : old.status;
  const status = isCompleted(item) ? 'completed' : item.status;
  // What goes on after all was paid out, because more was paid in, was not ended by anyone.
  if (status === oldStatus || (item.status === old.status && status !== 'completed')) return [];
  return [statusEvent(item, old, status, surpriseAt(known, oldStatus, status))];
}

function statusEvent(
  item: StreamItem,
  old: Before,
  status: PaymentStreamStatus,
  surprise: Surprise,
): StateEventDraft {
  const priority = surprise.unexpected ? 'high' : 'normal';
  const said = { ...surprise, ...parties(item) };
  const { withdrawnAmount } = item;
  switch (status) {
    case 'cancelled': {
      const data = { ...said, refunded: refunded(item, old) };
      return { rule: 'cancelled', type: 'stream.cancelled', priority: 'high', data };
    }
    case 'completed': {
      const data = { ...said, withdrawnAmount };
      return { rule: 'completed', type: 'stream.completed', priority, data };
    }
    case 'paused':
      return {
        rule: 'paused',
        type: 'stream.paused',
        priority,
        data: { ...said, ...terms(item) },
      };
    case 'active':
      return {
        rule: 'resumed',
        type: 'stream.resumed',
        priority,
        data: { ...said, ...terms(item) },
      };
  }
}

function rateChanged(item: StreamItem, old: Before): readonly StateEventDraft[] {
  if (old.ratePerSecond === undefined || old.ratePerSecond === item.ratePerSecond) return [];
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

/** By how much an amount grew; `undefined` if it did not, or if the old one is not known. */
function growth(amount: string, old: string | undefined): string | undefined {
  const added = old === undefined ? 0n : BigInt(amount) - BigInt(old);
  return added > 0n ? String(added) : undefined;
}

function isCompletedBefore({ status, depositedAmount, withdrawnAmount }: Before): boolean {
  if (depositedAmount === undefined) return status === 'completed';
  return isCompleted({ status, depositedAmount, withdrawnAmount });
}

/** What went back to the sender: as the item says, else what had not accrued at its last snapshot. */
function refunded(item: StreamItem, old: Before): EventPayload<'stream.cancelled'>['refunded'] {
  const { refundedAmount, depositedAmount, snapshotAmount, snapshotTime } = item;
  if (refundedAmount !== undefined) return refundedAmount;
  if (snapshotAmount === undefined || snapshotTime === old.snapshotTime) return undefined;
  return growth(depositedAmount, snapshotAmount) ?? '0';
}
