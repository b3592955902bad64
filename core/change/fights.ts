import type { FightStatus } from '../wire/payload/fights.ts';
import type { Priority } from '../wire/priority.ts';
import { isoTimeMs } from './event-timestamp.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type FightWrite = Write<TableItem<'Fights'>>;

const known: KnownTransitions<FightStatus> = {
  upcoming: ['betting', 'cancelled'],
  betting: ['live', 'cancelled'],
  live: ['completed', 'cancelled'],
  completed: [],
  cancelled: [],
};

const priorityAt: Readonly<Record<FightStatus, Priority>> = {
  upcoming: 'normal',
  betting: 'normal',
  live: 'high',
  completed: 'high',
  cancelled: 'high',
};

/** The events of a write to Fights. */
export function fightEvents(write: FightWrite): readonly StateEventDraft[] {
  const { status } = write.item;
  const oldStatus = write.before?.status;
  // Without a status that can be read there is no transition: the fight is published as new.
  if (oldStatus === undefined) {
    return [created(write), ...(status === 'betting' ? [windowOpened(write, {})] : [])];
  }
  if (oldStatus === status) return [];
  const surprise = surpriseAt(known, oldStatus, status);
  return [
    statusUpdate(write, oldStatus, surprise),
    ...(status === 'betting' ? [windowOpened(write, surprise)] : []),
    ...(oldStatus === 'betting' ? [windowClosed(write, surprise)] : []),
  ];
}

function created({ item }: FightWrite): StateEventDraft {
  const { fightId, title, venue, red, blue, scheduledAt, status } = item;
  const data = { fightId, title, venue, red, blue, scheduledAt, status };
  return { rule: 'created', type: 'FIGHT_CREATED', priority: 'normal', data };
}

function statusUpdate(
  { item }: FightWrite,
  oldStatus: FightStatus,
  surprise: Surprise,
): StateEventDraft {
  const { fightId, status: newStatus, winner } = item;
  const priority = surprise.unexpected ? 'high' : priorityAt[newStatus];
  const data = { ...surprise, fightId, oldStatus, newStatus, winner };
  return { rule: 'status', type: 'FIGHT_STATUS_UPDATE', priority, data };
}

function windowOpened({ item, timestampMs }: FightWrite, surprise: Surprise): StateEventDraft {
  const data = { ...surprise, fightId: item.fightId, openedAt: timestampMs };
  return { rule: 'opened', type: 'BETTING_WINDOW_OPENED', priority: 'high', data };
}

function windowClosed(write: FightWrite, surprise: Surprise): StateEventDraft {
  const closedAt = write.timestampMs;
  const data = { ...surprise, fightId: write.item.fightId, closedAt, openMs: openMs(write) };
  return { rule: 'closed', type: 'BETTING_WINDOW_CLOSED', priority: 'high', data };
}

/**
 * How long the window was open. Two images show it only through the old one: by `openedAt` if the
 * backend keeps that, else by `updatedAt`, which is the opening unless the fight was edited while
 * the window was open; then it counts from the last edit. Otherwise it is not known.
 */
function openMs({ oldItem, timestampMs }: FightWrite): number | undefined {
  const openedAtMs = isoTimeMs(oldItem?.openedAt) ?? isoTimeMs(oldItem?.updatedAt);
  if (openedAtMs === undefined || openedAtMs > timestampMs) return undefined;
  return timestampMs - openedAtMs;
}
