import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;
const readers: Record<string, StreamReader> = {};
const titles = [
  'System',
  'Fights',
  'Bets',
  'Users',
  'Finance',
  'Streaming',
  'Notifications',
  'Global',
];

beforeAll(async () => {
  target = await connectTarget();
  await Promise.all(
    titles.map(async title => {
      readers[title] = await target.open(title, { query: { clientId: 'events' } });
      await reader(title).until(({ event }) => event === 'connected');
    }),
  );
});
afterAll(async () => {
  await target.close();
});

function reader(title: string): StreamReader {
  const found = readers[title];
  if (found === undefined) throw new Error(`no reader of ${title}`);
  return found;
}

interface Row {
  readonly title: string;
  readonly table: string;
  readonly key: string;
  /** Each is put over the one before. */
  readonly writes: readonly Record<string, unknown>[];
  /** type, home channel, priority, and some of the data; in order. */
  readonly events: readonly (readonly [string, string, string, Record<string, unknown>])[];
}

const fight = {
  title: 'Final',
  venue: 'Palenque',
  red: 'Giro',
  blue: 'Colorado',
  scheduledAt: '2026-11-21T20:00:00.000Z',
};
const bet = { fightId: 'f1', userId: 'ana', side: 'red', currency: 'MXN' };
const user = {
  username: 'ana',
  email: 'ana@example.com',
  role: 'bettor',
  status: 'active',
  verified: true,
};
const money = { userId: 'ana', amount: 5_000, currency: 'MXN', provider: 'spei' };
const video = { fightId: 'f1', viewerCount: 10 };
const proposal = {
  fightId: 'f1',
  fromUserId: 'ana',
  toUserId: 'bea',
  amount: 500,
  currency: 'MXN',
  status: 'pending',
  createdAt: '2026-11-21T20:00:00.000Z',
  expiresAt: '2099-01-01T00:00:00.000Z',
};

const rows: readonly Row[] = [
  {
    title: 'a fight from its creation over its betting window to its end',
    table: 'Fights',
    key: 'fightId',
    writes: [
      { ...fight, status: 'upcoming' },
      { ...fight, status: 'betting' },
      { ...fight, status: 'live' },
      { ...fight, status: 'completed', winner: 'red' },
    ],
    events: [
      ['FIGHT_CREATED', 'fights', 'normal', { ...fight, status: 'upcoming' }],
      ['FIGHT_STATUS_UPDATE', 'fights', 'normal', { oldStatus: 'upcoming', newStatus: 'betting' }],
      ['BETTING_WINDOW_OPENED', 'fights', 'high', { openedAt: expect.anything() }],
      ['FIGHT_STATUS_UPDATE', 'fights', 'high', { oldStatus: 'betting', newStatus: 'live' }],
      ['BETTING_WINDOW_CLOSED', 'fights', 'high', { closedAt: expect.anything() }],
      [
        'FIGHT_STATUS_UPDATE',
        'fights',
        'high',
        { oldStatus: 'live', newStatus: 'completed', winner: 'red' },
      ],
    ],
  },
  {
    title: 'a fight that is cancelled while bets are open',
    table: 'Fights',
    key: 'fightId',
    writes: [
      { ...fight, status: 'betting' },
      { ...fight, status: 'cancelled' },
    ],
    events: [
      ['FIGHT_CREATED', 'fights', 'normal', { status: 'betting' }],
      ['BETTING_WINDOW_OPENED', 'fights', 'high', {}],
      ['FIGHT_STATUS_UPDATE', 'fights', 'high', { newStatus: 'cancelled' }],
      ['BETTING_WINDOW_CLOSED', 'fights', 'high', {}],
    ],
  },
  {
    title: 'a step the table does not know is reported as it happened',
    table: 'Fights',
    key: 'fightId',
    writes: [
      { ...fight, status: 'live' },
      { ...fight, status: 'upcoming' },
    ],
    events: [
      ['FIGHT_CREATED', 'fights', 'normal', { status: 'live' }],
      [
        'FIGHT_STATUS_UPDATE',
        'fights',
        'high',
        { oldStatus: 'live', newStatus: 'upcoming', unexpected: true },
      ],
    ],
  },
  {
    title: 'a bet that is placed and matched',
    table: 'Bets',
    key: 'betId',
    writes: [
      { ...bet, amount: 99_999, status: 'pending' },
      { ...bet, amount: 99_999, status: 'matched', matchedBetId: 'other' },
    ],
    events: [
      ['NEW_BET', 'bets', 'normal', { ...bet, amount: 99_999 }],
      ['BET_MATCHED', 'bets', 'normal', { matchedBetId: 'other', amount: 99_999 }],
    ],
  },
  {
    title: 'a large bet',
    table: 'Bets',
    key: 'betId',
    writes: [{ ...bet, amount: 100_000, status: 'pending' }],
    events: [['NEW_BET', 'bets', 'high', { amount: 100_000 }]],
  },
  {
    title: 'a bet that is inserted matched',
    table: 'Bets',
    key: 'betId',
    writes: [{ ...bet, amount: 10, status: 'matched', matchedBetId: 'other' }],
    events: [
      ['NEW_BET', 'bets', 'normal', { amount: 10 }],
      ['BET_MATCHED', 'bets', 'normal', { matchedBetId: 'other' }],
    ],
  },
  ...(['accepted', 'rejected', 'cancelled', 'timeout'] as const).map(status => ({
    title: `a PAGO proposal that ends ${status}`,
    table: 'Proposals',
    key: 'proposalId',
    writes: [
      { ...proposal, kind: 'pago' },
      {
        ...proposal,
        kind: 'pago',
        status,
        decidedAt: '2026-11-21T20:01:00.000Z',
        updatedAt: '2026-11-21T20:01:00.000Z',
      },
    ],
    events: [
      ['PAGO_PROPOSAL', 'bets', 'normal', { action: 'created', amount: 500 }] as const,
      [
        'PAGO_PROPOSAL',
        'bets',
        status === 'accepted' ? 'high' : 'normal',
        { action: status, pendingMs: 60_000 },
      ] as const,
    ],
  })),
  {
    title: 'a DOY proposal',
    table: 'Proposals',
    key: 'proposalId',
    writes: [{ ...proposal, kind: 'doy' }],
    events: [['DOY_PROPOSAL', 'bets', 'normal', { action: 'created' }]],
  },
  {
    title: 'a user who registers, is verified, banned, restored and promoted',
    table: 'Users',
    key: 'userId',
    writes: [
      { ...user, status: 'pending', verified: false },
      { ...user, updatedBy: 'kim' },
      { ...user, status: 'banned', updatedBy: 'kim', reason: 'fraud' },
      { ...user, updatedBy: 'kim' },
      { ...user, role: 'operator', updatedBy: 'kim' },
    ],
    events: [
      ['USER_REGISTERED', 'users', 'low', { username: 'ana', role: 'bettor' }],
      ['USER_VERIFIED', 'users', 'normal', { username: 'ana', updatedBy: 'kim' }],
      ['USER_BANNED', 'users', 'high', { username: 'ana', updatedBy: 'kim', reason: 'fraud' }],
      ['ADMIN_ACTION', 'users', 'high', { updatedBy: 'kim' }],
      [
        'ADMIN_ACTION',
        'users',
        'high',
        { oldRole: 'bettor', newRole: 'operator', updatedBy: 'kim' },
      ],
    ],
  },
  {
    title: 'a deposit that fails, and one that is large',
    table: 'Transactions',
    key: 'transactionId',
    writes: [
      { ...money, type: 'deposit', status: 'pending' },
      { ...money, type: 'deposit', status: 'failed' },
      { ...money, type: 'deposit', status: 'completed', amount: 1_000_000 },
    ],
    events: [
      [
        'WALLET_TRANSACTION',
        'finance',
        'normal',
        { userId: 'ana', type: 'deposit', amount: 5_000, currency: 'MXN', status: 'pending' },
      ],
      ['WALLET_TRANSACTION', 'finance', 'high', { status: 'failed' }],
      ['WALLET_TRANSACTION', 'finance', 'high', { status: 'completed', amount: 1_000_000 }],
    ],
  },
  {
    title: 'a withdrawal',
    table: 'Transactions',
    key: 'transactionId',
    writes: [{ ...money, type: 'withdrawal', status: 'completed' }],
    events: [
      ['WALLET_TRANSACTION', 'finance', 'normal', { type: 'withdrawal', status: 'completed' }],
    ],
  },
  {
    title: 'a payment that completes',
    table: 'Transactions',
    key: 'transactionId',
    writes: [
      { ...money, type: 'payment', status: 'pending' },
      { ...money, type: 'payment', status: 'completed' },
    ],
    events: [
      [
        'PAYMENT_PROCESSED',
        'finance',
        'normal',
        { userId: 'ana', amount: 5_000, provider: 'spei', status: 'completed' },
      ],
    ],
  },
  {
    title: 'a payment that is inserted failed',
    table: 'Transactions',
    key: 'transactionId',
    writes: [{ ...money, type: 'payment', status: 'failed' }],
    events: [['PAYMENT_PROCESSED', 'finance', 'high', { status: 'failed' }]],
  },
  {
    title: 'a payout',
    table: 'Transactions',
    key: 'transactionId',
    writes: [
      { ...money, type: 'payout', status: 'pending' },
      { ...money, type: 'payout', status: 'completed' },
    ],
    events: [
      [
        'PAYOUT_PROCESSED',
        'finance',
        'high',
        { userId: 'ana', amount: 5_000, status: 'completed' },
      ],
    ],
  },
  {
    title: 'a video stream that starts, gains viewers, fails and ends',
    table: 'VideoStreams',
    key: 'streamId',
    writes: [
      { ...video, status: 'idle' },
      { ...video, status: 'live' },
      { ...video, status: 'live', viewerCount: 25 },
      { ...video, status: 'error', viewerCount: 25, error: 'encoder lost' },
      { ...video, status: 'ended', viewerCount: 25 },
    ],
    events: [
      ['STREAM_STARTED', 'streaming', 'normal', { fightId: 'f1' }],
      ['VIEWER_COUNT_UPDATE', 'streaming', 'normal', { viewerCount: 25, previous: 10 }],
      ['STREAM_ERROR', 'streaming', 'high', { fightId: 'f1', error: 'encoder lost' }],
      ['STREAM_ENDED', 'streaming', 'normal', { fightId: 'f1', viewerCount: 25 }],
    ],
  },
  ...(
    [
      ['ok', 'normal'],
      ['degraded', 'high'],
      ['down', 'critical'],
    ] as const
  ).map(([status, priority]) => ({
    title: `a component that is ${status}`,
    table: 'SystemReports',
    key: 'reportId',
    writes: [{ kind: 'status', component: 'payments', status, message: 'seen' }],
    events: [
      [
        'SYSTEM_STATUS',
        'system',
        priority,
        { component: 'payments', status, message: 'seen' },
      ] as const,
    ],
  })),
  ...(
    [
      [{ severity: 'medium' }, 'normal'],
      [{ severity: 'high' }, 'high'],
      [{ severity: 'critical' }, 'critical'],
      [{ durationMs: 2_000 }, 'normal'],
      [{ durationMs: 2_001 }, 'high'],
      [{ durationMs: 10_000 }, 'critical'],
    ] as const
  ).map(([parts, priority]) => ({
    title: `a slow query with ${JSON.stringify(parts)}`,
    table: 'SystemReports',
    key: 'reportId',
    writes: [
      {
        kind: 'database',
        query: "SELECT * FROM bets WHERE user = 'ana' AND id = 7",
        durationMs: 1_500,
        thresholdMs: 1_000,
        ...parts,
      },
    ],
    events: [
      [
        'DATABASE_PERFORMANCE',
        'system',
        priority,
        { query: 'SELECT * FROM bets WHERE user = ? AND id = ?', thresholdMs: 1_000 },
      ] as const,
    ],
  })),
  {
    title: 'maintenance',
    table: 'SystemReports',
    key: 'reportId',
    writes: [{ kind: 'maintenance', status: 'on', message: 'five minutes', component: 'wallet' }],
    events: [
      [
        'SYSTEM_MAINTENANCE',
        'system',
        'high',
        { status: 'on', message: 'five minutes', component: 'wallet' },
      ],
    ],
  },
  {
    title: 'an event through the Outbox',
    table: 'Outbox',
    key: 'eventId',
    writes: [
      {
        channel: 'bets',
        type: 'ODDS_UPDATE',
        priority: 'critical',
        source: 'odds-engine',
        data: { fightId: 'f1', red: 1.8, blue: 2.1 },
      },
    ],
    events: [['ODDS_UPDATE', 'bets', 'critical', { fightId: 'f1', red: 1.8, blue: 2.1 }]],
  },
];

const titleOf: Record<string, string> = {
  system: 'System',
  fights: 'Fights',
  bets: 'Bets',
  users: 'Users',
  finance: 'Finance',
  streaming: 'Streaming',
};

/** The events that one item made, as a reader saw them. */
function seenBy(title: string, key: string, id: string) {
  return reader(title)
    .messages.filter(({ data }) => data?.data?.[key] === id || data?.metadata?.correlationId === id)
    .map(({ event, data }) => [event, data.channel, data.priority, data.data]);
}

test.each(rows)(
  '$title: on its home channel, on global, and when it matters on notifications',
  async row => {
    const id = unique('e');
    const isOutbox = row.table === 'Outbox';
    for (const write of row.writes) {
      const extra = isOutbox ? { correlationId: id } : {};
      await target.put(row.table, { [row.key]: id, ...write, ...extra });
    }
    const home = titleOf[row.events[0]?.[1] ?? ''] ?? '';
    const expected = row.events.map(([type, channel, priority, data]) => [
      type,
      channel,
      priority,
      expect.objectContaining(isOutbox ? data : { [row.key]: id, ...data }),
    ]);
    const important = expected.filter(
      ([, , priority]) => priority === 'high' || priority === 'critical',
    );
    for (const [title, wanted] of [
      [home, expected],
      ['Global', expected],
      ['Notifications', important],
    ] as const) {
      await reader(title).until(() => seenBy(title, row.key, id).length >= wanted.length);
      expect(seenBy(title, row.key, id)).toEqual(wanted);
    }
  },
);

test('every event is the one envelope, under the id of its place in the log', async () => {
  const id = unique('e');
  const before = Date.now();
  await target.put('Bets', {
    betId: id,
    ...bet,
    amount: 7,
    status: 'pending',
    createdAt: new Date(before).toISOString(),
  });
  const message = await reader('Bets').until(({ data }) => data?.data?.betId === id);
  expect(message.id).toMatch(/^[a-z0-9]{4}\.\d+$/);
  expect(message.data).toEqual({
    id: expect.any(String),
    type: 'NEW_BET',
    timestamp: before,
    priority: 'normal',
    source: 'Bets',
    version: '1.0',
    channel: 'bets',
    data: expect.objectContaining({ betId: id, ...bet, amount: 7 }),
  });
});

test('writes that change nothing listed yield nothing, and a removal neither', async () => {
  const id = unique('e');
  await target.put('VideoStreams', { streamId: id, ...video, status: 'idle' });
  await target.put('VideoStreams', { streamId: id, ...video, status: 'idle', viewerCount: 99 });
  await target.put('Transactions', {
    transactionId: id,
    ...money,
    type: 'payment',
    status: 'pending',
  });
  await target.update('Users', { userId: id }, { ...user, email: 'x@example.com' });
  await reader('Users').until(({ data }) => data?.data?.userId === id);
  await target.update('Users', { userId: id }, { email: 'new@example.com' });
  // What comes after on the same channels proves that nothing came before.
  const last = unique('e');
  await target.put('VideoStreams', { streamId: last, ...video, status: 'live' });
  await target.put('Transactions', {
    transactionId: last,
    ...money,
    type: 'payout',
    status: 'completed',
  });
  await target.put('Users', { userId: last, ...user });
  await reader('Streaming').until(({ data }) => data?.data?.streamId === last);
  await reader('Finance').until(({ data }) => data?.data?.transactionId === last);
  await reader('Users').until(({ data }) => data?.data?.userId === last);
  expect(seenBy('Streaming', 'streamId', id)).toEqual([]);
  expect(seenBy('Finance', 'transactionId', id)).toEqual([]);
  expect(seenBy('Users', 'userId', id)).toHaveLength(1);
});
