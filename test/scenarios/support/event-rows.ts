/** Writes to one item, and the events they must make. */
export interface EventRow {
  readonly title: string;
  readonly table: string;
  readonly key: string;
  /** @default - `key` */
  readonly keyInEvents?: string;
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
export const bet = { fightId: 'f1', userId: 'ana', side: 'red', currency: 'MXN' };
export const user = {
  username: 'ana',
  email: 'ana@example.com',
  role: 'bettor',
  status: 'active',
  verified: true,
};
export const money = { userId: 'ana', amount: 5_000, currency: 'MXN', provider: 'spei' };
export const video = { fightId: 'f1', viewerCount: 10 };
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

/** Every row of events.md, as writes of a plain client; PaymentStreams and Workflows have files of their own. */
export const eventRows: readonly EventRow[] = [
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
      [
        'FIGHT_CREATED',
        'fights',
        'normal',
        { ...fight, scheduledAt: 1_795_291_200_000, status: 'upcoming' },
      ],
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
        { action: status, pendingMs: expect.any(Number) },
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
