import type { BetStatus } from '../wire/payload/bets.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type BetWrite = Write<TableItem<'Bets'>>;

const known: KnownTransitions<BetStatus> = {
  pending: ['matched', 'cancelled'],
  matched: ['settled', 'cancelled'],
  settled: [],
  cancelled: [],
};

/**
 * The events of a write to Bets. Being settled or cancelled makes none; a transition that is not
 * known is published as BET_MATCHED, the one event of a bet's status, whatever status it led to.
 */
export function betEvents(write: BetWrite): readonly StateEventDraft[] {
  const { status } = write.item;
  const oldStatus = write.before?.status;
  // Without a status that can be read there is no transition: the bet is published as new.
  if (oldStatus === undefined) {
    return [created(write), ...(status === 'matched' ? [matched(write, {})] : [])];
  }
  if (oldStatus === status) return [];
  const surprise = surpriseAt(known, oldStatus, status);
  return status === 'matched' || surprise.unexpected ? [matched(write, surprise)] : [];
}

function created({ item, thresholds }: BetWrite): StateEventDraft {
  const { betId, fightId, userId, side, amount, currency } = item;
  const priority = amount >= thresholds.largeBetAmount ? 'high' : 'normal';
  const data = { betId, fightId, userId, side, amount, currency };
  return { rule: 'created', type: 'NEW_BET', priority, data };
}

function matched({ item }: BetWrite, surprise: Surprise): StateEventDraft {
  const { betId, matchedBetId, amount, currency } = item;
  const priority = surprise.unexpected ? 'high' : 'normal';
  const data = { ...surprise, betId, matchedBetId, amount, currency };
  return { rule: 'matched', type: 'BET_MATCHED', priority, data };
}
