import type { Item } from '../../core/change/change.ts';
import { changeToEvents } from '../../core/change/change-to-events.ts';
import { itemSchemas } from '../../core/change/item-schemas.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import { accrued } from '../../core/wire/payment-stream.ts';
import { planNight } from '../../examples/derby-night/plan-night.ts';
import { keyOf } from '../../examples/derby-night/step.ts';

const startsAtMs = Date.UTC(2026, 10, 21, 20);
const thresholds = { largeBetAmount: 100_000, largeTransactionAmount: 1_000_000 };

/** Every event that the night's own writes make, in order; throws at a write that breaks a contract. */
function eventsOf(seed: number): ChannelEvent[] {
  const items = new Map<string, Item>();
  return planNight({ seed, startsAtMs, speed: 1, currency: 'MXN' }).steps.flatMap((step, index) => {
    if (step.kind !== 'put') return [];
    const key = String(step.item[keyOf[step.table]]);
    const oldItem = items.get(`${step.table} ${key}`);
    items.set(`${step.table} ${key}`, step.item);
    const result = changeToEvents(
      {
        table: step.table,
        changeId: String(index),
        recordedAtMs: step.dueAtMs,
        key,
        newItem: step.item,
        ...(oldItem === undefined ? {} : { oldItem }),
      },
      thresholds,
    );
    if (result.kind === 'malformed') throw new Error(result.reason);
    return result.events.map(({ event }) => event);
  });
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('night %i breaks no contract and surprises no table', seed => {
  const events = eventsOf(seed);
  expect(events.length).toBeGreaterThan(350);
  expect(events.filter(({ data }) => data.unexpected !== undefined)).toEqual([]);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'night %i shows every type of event but the proposals and the deadlines of payment streams',
  seed => {
    const types = new Set(eventsOf(seed).map(({ type }) => type));
    expect([...types].toSorted()).toEqual([
      'ADMIN_ACTION',
      'BETTING_WINDOW_CLOSED',
      'BETTING_WINDOW_OPENED',
      'BET_MATCHED',
      'COMPLIANCE_ALERT',
      'DATABASE_PERFORMANCE',
      'EXPOSURE_ALERT',
      'FIGHT_CREATED',
      'FIGHT_STATUS_UPDATE',
      'NEW_BET',
      'ODDS_UPDATE',
      'PAYMENT_PROCESSED',
      'PAYOUT_PROCESSED',
      'STREAM_ENDED',
      'STREAM_ERROR',
      'STREAM_STARTED',
      'SYSTEM_MAINTENANCE',
      'SYSTEM_STATUS',
      'USER_BANNED',
      'USER_REGISTERED',
      'USER_VERIFIED',
      'VIEWER_COUNT_UPDATE',
      'WALLET_TRANSACTION',
      'dashboardUpdate',
      'notification',
      'reportUpdate',
      'stream.cancelled',
      'stream.completed',
      'stream.created',
      'stream.paused',
      'stream.rate_changed',
      'stream.resumed',
      'stream.topped_up',
      'stream.withdrawn',
      'systemAlert',
      'userUpdate',
    ]);
  },
);

test('large bets, large and failed transactions stand out', () => {
  const urgent = eventsOf(1).filter(({ priority }) => priority === 'high');
  const has = (type: string, field: string, value: unknown) =>
    urgent.some(event => event.type === type && event.data[field] === value);
  expect(urgent.filter(({ type }) => type === 'NEW_BET').length).toBeGreaterThan(5);
  expect(has('WALLET_TRANSACTION', 'amount', 2_500_000)).toBe(true);
  expect(has('WALLET_TRANSACTION', 'status', 'failed')).toBe(true);
});

/** What readers may count on finding in each type of the Outbox that the night sends (events.md). */
const documented: Readonly<Record<string, readonly string[]>> = {
  notification: ['title', 'message'],
  dashboardUpdate: ['dashboard'],
  reportUpdate: ['reportId', 'status'],
  userUpdate: ['userId'],
  systemAlert: ['component', 'message'],
  ODDS_UPDATE: ['fightId'],
  EXPOSURE_ALERT: ['fightId', 'exposure', 'limit', 'currency'],
  COMPLIANCE_ALERT: ['userId', 'rule', 'message'],
};

test('what the night sends through the Outbox holds what is documented of it', () => {
  const sent = eventsOf(1).filter(({ type }) => type in documented);
  const lacking = sent.flatMap(({ type, data }) =>
    (documented[type] ?? []).filter(field => data[field] === undefined).map(field => [type, field]),
  );
  expect(lacking).toEqual([]);
  expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(Object.keys(documented)));
});

test('an alert of the night names an exposure above its limit', () => {
  const alerts = eventsOf(1).filter(({ type }) => type === 'EXPOSURE_ALERT');
  expect(alerts.length).toBeGreaterThan(0);
  for (const { data } of alerts) {
    expect(data).toMatchObject({ limit: 180_000, currency: 'MXN' });
    expect(data.exposure).toBeGreaterThan(180_000);
  }
});

test.each([0.7, 1, 3, 20])('a payment stream pays no more than has accrued, at speed %d', speed => {
  const { steps } = planNight({ seed: 1, startsAtMs, speed, currency: 'MXN' });
  const puts = steps
    .filter(step => step.kind === 'put')
    .filter(({ table }) => table === 'PaymentStreams');
  const overpaid = puts.filter(({ dueAtMs, item }) => {
    const parsed = itemSchemas.PaymentStreams.parse(item);
    return BigInt(parsed.withdrawnAmount) > accrued({ ...parsed, status: 'active' }, dueAtMs);
  });
  expect(puts).toHaveLength(10);
  expect(overpaid).toEqual([]);
  const used = puts.find(({ item }) => item.status === 'completed');
  expect(used?.item).toMatchObject({ depositedAmount: '300000', withdrawnAmount: '300000' });
});
