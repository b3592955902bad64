import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const proposal = {
  proposalId: 'p1',
  kind: 'pago',
  fightId: 'f1',
  betId: 'b1',
  fromUserId: 'ana',
  toUserId: 'beto',
  amount: 20_000,
  currency: 'MXN',
  odds: 1.8,
  message: 'va?',
  status: 'pending',
  createdAt: '2026-11-21T20:00:04.500Z',
  expiresAt: '2026-11-21T20:03:04.500Z',
  requestId: "the socket's own",
};

const data = {
  proposalId: 'p1',
  kind: 'pago',
  fightId: 'f1',
  betId: 'b1',
  fromUserId: 'ana',
  toUserId: 'beto',
  amount: 20_000,
  currency: 'MXN',
  odds: 1.8,
  message: 'va?',
  createdAt: 1_795_291_204_500,
  expiresAt: 1_795_291_384_500,
};

const earlier = { createdAt: '2026-11-21T19:58:00.000Z', expiresAt: '2026-11-21T20:01:00.000Z' };
const earlierMs = { createdAt: 1_795_291_080_000, expiresAt: 1_795_291_260_000 };
const pago = { type: 'PAGO_PROPOSAL', channel: 'bets' } as const;

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  [
    'a first insert is created, with the whole proposal',
    null,
    proposal,
    [
      {
        ...pago,
        id: 'c1.created',
        priority: 'normal',
        data: { ...data, status: 'pending', action: 'created' },
      },
    ],
  ],
  [
    'a doy proposal differs by its type and kind only',
    null,
    { ...proposal, kind: 'doy' },
    [
      {
        id: 'c1.created',
        type: 'DOY_PROPOSAL',
        channel: 'bets',
        priority: 'normal',
        data: { ...data, kind: 'doy', status: 'pending', action: 'created' },
      },
    ],
  ],
  ...(
    [
      ['accepted', 'high'],
      ['rejected', 'normal'],
      ['cancelled', 'normal'],
      ['timeout', 'normal'],
    ] as const
  ).map(([status, priority]): [string, Item, Item, EventParts[]] => [
    `pending to ${status} is ${priority}, with how long it was pending`,
    { ...proposal, ...earlier },
    { ...proposal, ...earlier, status, updatedAt: '2026-11-21T20:00:04.250Z' },
    [
      {
        ...pago,
        id: `c1.${status}`,
        priority,
        data: { ...data, ...earlierMs, status, action: status, pendingMs: 124_250 },
      },
    ],
  ]),
  [
    'a proposal is never pending for less than no time, though the stream gives whole seconds',
    { ...proposal, createdAt: '2026-11-21T20:00:05.600Z' },
    { ...proposal, createdAt: '2026-11-21T20:00:05.600Z', status: 'rejected' },
    [
      {
        ...pago,
        id: 'c1.rejected',
        priority: 'normal',
        data: {
          ...data,
          createdAt: 1_795_291_205_600,
          status: 'rejected',
          action: 'rejected',
          pendingMs: 0,
        },
      },
    ],
  ],
  [
    'a second outcome is unexpected',
    { ...proposal, ...earlier, status: 'timeout' },
    { ...proposal, ...earlier, status: 'accepted' },
    [
      {
        ...pago,
        id: 'c1.accepted',
        priority: 'high',
        data: {
          ...data,
          ...earlierMs,
          status: 'accepted',
          action: 'accepted',
          pendingMs: 125_000,
          oldStatus: 'timeout',
          newStatus: 'accepted',
          unexpected: true,
        },
      },
    ],
  ],
  [
    'a decided proposal that is pending again is unexpected',
    { ...proposal, status: 'rejected' },
    proposal,
    [
      {
        ...pago,
        id: 'c1.pending',
        priority: 'high',
        data: {
          ...data,
          status: 'pending',
          action: 'pending',
          oldStatus: 'rejected',
          newStatus: 'pending',
          unexpected: true,
        },
      },
    ],
  ],
  [
    'an insert that is decided already is unexpected',
    null,
    { ...proposal, ...earlier, status: 'cancelled' },
    [
      {
        ...pago,
        id: 'c1.cancelled',
        priority: 'high',
        data: {
          ...data,
          ...earlierMs,
          status: 'cancelled',
          action: 'cancelled',
          pendingMs: 125_000,
          newStatus: 'cancelled',
          unexpected: true,
        },
      },
    ],
  ],
  ['another message alone makes no event', proposal, { ...proposal, message: 'ya?' }, []],
  ['the same item put again makes no event', proposal, { ...proposal }, []],
  ['a removal makes no event', proposal, null, []],
];

test.each(rows)('Proposals: %s', (_title, oldItem, newItem, events) => {
  expect(eventPartsOf('Proposals', oldItem, newItem)).toEqual(events);
});
