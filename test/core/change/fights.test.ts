import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const fight = {
  fightId: 'f1',
  title: 'Derby final',
  venue: 'Palenque Real',
  red: 'El Rojo',
  blue: 'El Azul',
  scheduledAt: '2026-11-21T21:00:00Z',
  notes: "the backend's own",
};

const createdData = {
  fightId: 'f1',
  title: 'Derby final',
  venue: 'Palenque Real',
  red: 'El Rojo',
  blue: 'El Azul',
  scheduledAt: 1_795_294_800_000,
};

const opened = { id: 'c1.opened', type: 'BETTING_WINDOW_OPENED', channel: 'fights' } as const;
const closed = { id: 'c1.closed', type: 'BETTING_WINDOW_CLOSED', channel: 'fights' } as const;
const status = { id: 'c1.status', type: 'FIGHT_STATUS_UPDATE', channel: 'fights' } as const;
const created = { id: 'c1.created', type: 'FIGHT_CREATED', channel: 'fights' } as const;

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  [
    'a first insert creates the fight',
    null,
    { ...fight, status: 'upcoming' },
    [{ ...created, priority: 'normal', data: { ...createdData, status: 'upcoming' } }],
  ],
  [
    'an insert of key and status alone is enough',
    null,
    { fightId: 'f1', status: 'live' },
    [{ ...created, priority: 'normal', data: { fightId: 'f1', status: 'live' } }],
  ],
  [
    'an insert in betting opens the window too',
    null,
    { fightId: 'f1', status: 'betting' },
    [
      { ...created, priority: 'normal', data: { fightId: 'f1', status: 'betting' } },
      { ...opened, priority: 'high', data: { fightId: 'f1', openedAt: 1_795_291_205_000 } },
    ],
  ],
  [
    'upcoming to betting is a normal status update, then the window opens',
    { ...fight, status: 'upcoming' },
    { ...fight, status: 'betting', updatedAt: '2026-11-21T20:00:04.250Z' },
    [
      {
        ...status,
        priority: 'normal',
        data: { fightId: 'f1', status: 'betting', oldStatus: 'upcoming', newStatus: 'betting' },
      },
      {
        ...opened,
        priority: 'high',
        data: { fightId: 'f1', status: 'betting', openedAt: 1_795_291_204_250 },
      },
    ],
  ],
  [
    'betting to live is a high status update, then the window closes',
    { ...fight, status: 'betting', updatedAt: '2026-11-21T19:55:04.250Z' },
    { ...fight, status: 'live', updatedAt: '2026-11-21T20:00:04.250Z' },
    [
      {
        ...status,
        priority: 'high',
        data: { fightId: 'f1', status: 'live', oldStatus: 'betting', newStatus: 'live' },
      },
      {
        ...closed,
        priority: 'high',
        data: { fightId: 'f1', status: 'live', closedAt: 1_795_291_204_250, openMs: 300_000 },
      },
    ],
  ],
  [
    "the fight's own openedAt decides how long the window was open, edits in between or not",
    {
      fightId: 'f1',
      status: 'betting',
      openedAt: '2026-11-21T19:50:05Z',
      updatedAt: '2026-11-21T19:59:05Z',
    },
    { fightId: 'f1', status: 'cancelled' },
    [
      {
        ...status,
        priority: 'high',
        data: { fightId: 'f1', status: 'cancelled', oldStatus: 'betting', newStatus: 'cancelled' },
      },
      {
        ...closed,
        priority: 'high',
        data: {
          fightId: 'f1',
          status: 'cancelled',
          closedAt: 1_795_291_205_000,
          openMs: 600_000,
        },
      },
    ],
  ],
  [
    'a window that would have opened after it closed has no known length',
    { fightId: 'f1', status: 'betting', updatedAt: '2026-11-21T21:00:00.000Z' },
    { fightId: 'f1', status: 'live' },
    [
      {
        ...status,
        priority: 'high',
        data: { fightId: 'f1', status: 'live', oldStatus: 'betting', newStatus: 'live' },
      },
      {
        ...closed,
        priority: 'high',
        data: { fightId: 'f1', status: 'live', closedAt: 1_795_291_205_000 },
      },
    ],
  ],
  [
    'live to completed names the winner, among the changed fields',
    { ...fight, status: 'live' },
    { ...fight, status: 'completed', winner: 'red', venue: 'Palenque Chico' },
    [
      {
        ...status,
        priority: 'high',
        data: {
          fightId: 'f1',
          status: 'completed',
          oldStatus: 'live',
          newStatus: 'completed',
          winner: 'red',
          venue: 'Palenque Chico',
        },
      },
    ],
  ],
  [
    'upcoming to cancelled is high and expected',
    { fightId: 'f1', status: 'upcoming' },
    { fightId: 'f1', status: 'cancelled' },
    [
      {
        ...status,
        priority: 'high',
        data: { fightId: 'f1', status: 'cancelled', oldStatus: 'upcoming', newStatus: 'cancelled' },
      },
    ],
  ],
  [
    'live back to betting is unexpected in each of its events',
    { fightId: 'f1', status: 'live' },
    { fightId: 'f1', status: 'betting' },
    [
      {
        ...status,
        priority: 'high',
        data: {
          fightId: 'f1',
          status: 'betting',
          oldStatus: 'live',
          newStatus: 'betting',
          unexpected: true,
        },
      },
      {
        ...opened,
        priority: 'high',
        data: {
          fightId: 'f1',
          status: 'betting',
          oldStatus: 'live',
          newStatus: 'betting',
          unexpected: true,
          openedAt: 1_795_291_205_000,
        },
      },
    ],
  ],
  [
    'an unexpected update is high where an expected one would be normal',
    { fightId: 'f1', status: 'completed' },
    { fightId: 'f1', status: 'upcoming' },
    [
      {
        ...status,
        priority: 'high',
        data: {
          fightId: 'f1',
          status: 'upcoming',
          oldStatus: 'completed',
          newStatus: 'upcoming',
          unexpected: true,
        },
      },
    ],
  ],
  [
    'a fight whose old status cannot be read is published as new',
    { fightId: 'f1', status: 'open' },
    { fightId: 'f1', status: 'betting' },
    [
      { ...created, priority: 'normal', data: { fightId: 'f1', status: 'betting' } },
      {
        ...opened,
        priority: 'high',
        data: { fightId: 'f1', status: 'betting', openedAt: 1_795_291_205_000 },
      },
    ],
  ],
  [
    'another broken attribute in the old image does not hide the transition',
    { fightId: 'f1', status: 'upcoming', title: 7 },
    { fightId: 'f1', status: 'live', title: 'Derby' },
    [
      {
        ...status,
        priority: 'high',
        data: {
          fightId: 'f1',
          status: 'live',
          title: 'Derby',
          oldStatus: 'upcoming',
          newStatus: 'live',
          unexpected: true,
        },
      },
    ],
  ],
  [
    'an attribute written as NULL counts as absent',
    { fightId: 'f1', status: 'live', winner: null },
    { fightId: 'f1', status: 'completed', winner: null },
    [
      {
        ...status,
        priority: 'high',
        data: { fightId: 'f1', status: 'completed', oldStatus: 'live', newStatus: 'completed' },
      },
    ],
  ],
  [
    'another attribute alone makes no event',
    { ...fight, status: 'live' },
    { ...fight, status: 'live', venue: 'elsewhere', updatedAt: '2026-11-21T20:00:04.250Z' },
    [],
  ],
  [
    'the same item put again makes no event',
    { ...fight, status: 'betting' },
    { ...fight, status: 'betting' },
    [],
  ],
  ['a removal makes no event', { ...fight, status: 'betting' }, null, []],
];

test.each(rows)('Fights: %s [G4]', (_title, oldItem, newItem, events) => {
  expect(eventPartsOf('Fights', oldItem, newItem)).toEqual(events);
});
