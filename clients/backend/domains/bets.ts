import { shownValue } from '../../../core/change/malformed-reason.ts';
import type { BetStatus } from '../../../core/wire/payload/bets.ts';
import type { ItemInput, OwnAttributes } from '../item-input.ts';
import type { ItemWriter } from '../item-writer.ts';
import { MalformedItemError } from '../malformed-item-error.ts';

/** A bet as it is placed: pending, and matched with none. */
export interface NewBet extends Omit<ItemInput<'Bets'>, 'status' | 'matchedBetId'>, OwnAttributes {}

/** What happens to bets, on the channel `bets`. */
export function betActions(writer: ItemWriter) {
  const statusChange = (id: string, from: readonly BetStatus[], to: BetStatus) => ({
    table: 'Bets' as const,
    id,
    set: { status: to },
    expected: { attribute: 'status', is: from },
  });
  const matchOf = (betId: string, matchedBetId: string) => {
    const change = statusChange(betId, ['pending'], 'matched');
    return { ...change, set: { ...change.set, matchedBetId } };
  };
  return {
    /** NEW_BET. A bet that is there already stays as it is. */
    placed: async ({ own, ...bet }: NewBet) =>
      await writer.create('Bets', { ...own, ...bet, status: 'pending' }),

    /** BET_MATCHED for both sides, in one transaction: both are pending, or neither is matched. */
    matched: async ({ betId, matchedBetId }: { betId: string; matchedBetId: string }) => {
      if (betId === matchedBetId) throw matchedWithItself(betId);
      return await writer.changeTogether([
        matchOf(betId, matchedBetId),
        matchOf(matchedBetId, betId),
      ]);
    },

    /** A matched bet is paid out; no event (events.md). */
    settled: async (betId: string) =>
      await writer.change(statusChange(betId, ['matched'], 'settled')),

    /** A pending or matched bet is off; no event. */
    cancelled: async (betId: string) =>
      await writer.change(statusChange(betId, ['pending', 'matched'], 'cancelled')),
  };
}

/** The one rule that no schema of an item can hold: DynamoDB takes no item twice in a transaction. */
function matchedWithItself(betId: string): MalformedItemError {
  const expected = 'another bet than betId';
  return new MalformedItemError('Bets', betId, [
    { field: 'matchedBetId', received: shownValue(betId), expected },
  ]);
}
