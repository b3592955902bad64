import type { FightStatus } from '../../../core/wire/payload/fights.ts';
import type { ItemInput, OwnAttributes } from '../item-input.ts';
import type { PublishResult } from '../item-write.ts';
import type { ItemWriter } from '../item-writer.ts';

/** A new fight; `upcoming` unless it says otherwise. */
export interface NewFight
  extends Omit<ItemInput<'Fights'>, 'status' | 'scheduledAt'>,
    OwnAttributes {
  readonly status?: FightStatus;
  readonly scheduledAt?: string | Date;
}

/** A fight's change of status: made only if the fight is in (one of) `from`. */
export interface FightStatusChange {
  readonly fightId: string;
  readonly from: FightStatus | readonly FightStatus[];
  readonly to: FightStatus;
  readonly winner?: string;
}

/** What happens to fights; each is an event on the channel `fights`. */
export function fightActions(writer: ItemWriter) {
  const statusChanged = async (change: FightStatusChange): Promise<PublishResult> => {
    const { fightId, from, to, winner } = change;
    // `openedAt` is how the window's closing knows how long it was open (events.md).
    const opening = to === 'betting' ? { openedAt: writer.nowText() } : {};
    return await writer.change({
      table: 'Fights',
      id: fightId,
      set: { ...opening, status: to, winner },
      expected: { attribute: 'status', is: [from].flat() },
    });
  };
  return {
    /** FIGHT_CREATED. A fight that is there already stays as it is. */
    created: async ({ own, ...fight }: NewFight) =>
      await writer.create('Fights', { ...own, status: 'upcoming', ...fight }),

    /** FIGHT_STATUS_UPDATE, and what opens or closes the betting window. */
    statusChanged,

    /** From upcoming to betting: BETTING_WINDOW_OPENED too. */
    opened: async (fightId: string) =>
      await statusChanged({ fightId, from: 'upcoming', to: 'betting' }),

    /** From betting to live: BETTING_WINDOW_CLOSED too. */
    started: async (fightId: string) =>
      await statusChanged({ fightId, from: 'betting', to: 'live' }),

    /** From live to completed. */
    completed: async ({ fightId, winner }: { fightId: string; winner?: string }) =>
      await statusChanged({ fightId, from: 'live', to: 'completed', ...(winner && { winner }) }),

    /** From wherever it was before its end to cancelled. */
    cancelled: async (fightId: string) =>
      await statusChanged({ fightId, from: ['upcoming', 'betting', 'live'], to: 'cancelled' }),
  };
}
