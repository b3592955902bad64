import fc from 'fast-check';
import { type ChangeTable, changeTables, type Item } from '../../../core/change/change.ts';
import { changeToEvents } from '../../../core/change/change-to-events.ts';
import { channelEventSchema } from '../../../core/wire/event.ts';
import { isEventType, payloadSchemas } from '../../../core/wire/payloads.ts';
import { changeOf, eventsOf, thresholds } from './change-of.ts';

test('an event has the one envelope: id from change and rule, source from the table [L2]', () => {
  const oldItem = { fightId: 'f1', status: 'betting', updatedAt: '2026-11-21T19:59:00.000Z' };
  const newItem = { fightId: 'f1', status: 'cancelled', updatedAt: '2026-11-21T20:00:04.000Z' };
  expect(eventsOf('Fights', oldItem, newItem)).toEqual([
    {
      id: 'c1.status',
      type: 'FIGHT_STATUS_UPDATE',
      timestamp: 1_795_291_204_000,
      priority: 'high',
      source: 'Fights',
      version: '1.0',
      channel: 'fights',
      data: { fightId: 'f1', status: 'cancelled', oldStatus: 'betting', newStatus: 'cancelled' },
    },
    {
      id: 'c1.closed',
      type: 'BETTING_WINDOW_CLOSED',
      timestamp: 1_795_291_204_000,
      priority: 'high',
      source: 'Fights',
      version: '1.0',
      channel: 'fights',
      data: { fightId: 'f1', status: 'cancelled', closedAt: 1_795_291_204_000, openMs: 64_000 },
    },
  ]);
});

test('a change without either image makes no event', () => {
  expect(eventsOf('Bets', null, null)).toEqual([]);
});

const statuses: Readonly<Record<ChangeTable, readonly string[]>> = {
  Fights: ['upcoming', 'betting', 'live', 'completed', 'cancelled'],
  Bets: ['pending', 'matched', 'settled', 'cancelled'],
  Users: ['pending', 'active', 'banned'],
  Transactions: ['pending', 'completed', 'failed'],
  VideoStreams: ['idle', 'live', 'ended', 'error'],
  PaymentStreams: ['active', 'paused', 'cancelled', 'completed'],
  Workflows: ['draft', 'pending', 'approved', 'rejected', 'cancelled'],
  WorkflowOperations: ['running', 'completed'],
  SystemReports: ['ok', 'degraded', 'down', 'on', 'off'],
  Proposals: ['pending', 'accepted', 'rejected', 'cancelled', 'timeout'],
  Outbox: ['any'],
};

const text = fc.constantFrom('a', 'ana', "it's", '\u0000', '\ud800', 'x'.repeat(200));
const sortable = fc.constantFrom('2026-11-21T20:00:04.500Z', '0000-01-01T00:00:00.000Z');
const tokenAmount = fc.constantFrom('0', '1', '1000', String(2n ** 127n - 1n));
const names =
  'fightId betId userId transactionId streamId reportId proposalId eventId fromUserId toUserId ' +
  'matchedBetId title winner role username updatedBy reason provider currency message query error ' +
  'sender recipient tokenAddress workflowId bulkOperationId createdBy requestedBy';

const people = fc.constantFrom(
  { users: ['ana'] },
  { users: ['ana', 'beto'], needed: 2 },
  { roles: ['admin'] },
);
const workflowAttributes = {
  currentStep: fc.constantFrom('review', 'release', 1),
  dueAt: sortable,
  overdueAt: sortable,
  remindedAt: sortable,
  escalatedAt: sortable,
  escalatedTo: people,
  approvers: people,
  assignees: fc.constantFrom([], ['ana']),
  visibleTo: fc.constantFrom({ permissions: ['compliance'] }, { roles: ['admin'] }),
  version: fc.nat(3),
  action: fc.constantFrom('approve', 'cancel'),
  expected: fc.nat(3),
  done: fc.nat(3),
  failed: fc.nat(1),
};

/** Attributes that mostly keep the table's contract, so that its rules are reached. */
function likelyAttributes(table: ChangeTable): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const types = table === 'Outbox' ? ['notification', 'mine', 'NEW_BET'] : ['deposit', 'payout'];
  const kinds = table === 'Proposals' ? ['pago', 'doy'] : ['status', 'database', 'maintenance'];
  return {
    ...Object.fromEntries(names.split(' ').map(name => [name, text])),
    status: fc.constantFrom(...statuses[table]),
    side: fc.constantFrom('red', 'blue', 'draw'),
    amount: fc.constantFrom(1, 99_999, 100_000, 1_000_000),
    type: fc.constantFrom(...types),
    kind: fc.constantFrom(...kinds),
    verified: fc.boolean(),
    viewerCount: fc.nat(3),
    ratePerSecond: tokenAmount,
    depositedAmount: tokenAmount,
    withdrawnAmount: tokenAmount,
    snapshotAmount: tokenAmount,
    snapshotTime: sortable,
    depletion: fc.constantFrom('depleting', 'depleted'),
    depletesAt: sortable,
    ...workflowAttributes,
    durationMs: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    thresholdMs: fc.constantFrom(1, 100),
    odds: fc.constantFrom(1.5, 3),
    createdAt: sortable,
    expiresAt: sortable,
    updatedAt: fc.oneof(sortable, text),
    scheduledAt: sortable,
    channel: fc.constantFrom('bets', 'inbox', 'global'),
    priority: fc.constantFrom('low', 'high'),
    data: fc.dictionary(fc.string(), fc.jsonValue().map(noNegativeZero)),
    target: fc.constantFrom({ users: ['ana'] }, { channels: ['bets'] }, { roles: new Set(['x']) }),
  };
}

/** DynamoDB has no negative zero, and JSON neither. */
const noNegativeZero = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Items of the table: whole ones, ones with attributes broken or missing, and anything at all. */
function anyItem(table: ChangeTable): fc.Arbitrary<Item> {
  const anything = fc.anything({ withBigInt: true, withSet: true, withDate: true });
  const likely = Object.entries(likelyAttributes(table));
  const broken = likely.map(([name, value]): [string, fc.Arbitrary<unknown>] => [
    name,
    fc.oneof({ weight: 20, arbitrary: value }, { weight: 1, arbitrary: anything }),
  ]);
  return fc.oneof(
    { weight: 3, arbitrary: fc.record(Object.fromEntries(likely)) },
    { weight: 2, arbitrary: fc.record(Object.fromEntries(broken), { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.dictionary(fc.string(), anything) },
  );
}

const anyChange = fc.constantFrom(...changeTables).chain(table =>
  fc
    .record({
      oldItem: fc.option(anyItem(table)),
      newItem: fc.option(anyItem(table), { freq: 20 }),
    })
    .map(({ oldItem, newItem }) => changeOf(table, oldItem, newItem)),
);

test('whatever the items hold, nothing is thrown, and every event keeps envelope and payload', () => {
  let events = 0;
  fc.assert(
    fc.property(anyChange, change => {
      const result = changeToEvents(change, thresholds);
      if (result.kind === 'malformed') {
        expect(result.reason.length).toBeLessThan(1_000);
        return;
      }
      for (const { event, json, bytes } of result.events) {
        events += 1;
        expect(channelEventSchema.parse(JSON.parse(json))).toEqual(event);
        expect(bytes).toBe(Buffer.byteLength(json));
        if (isEventType(event.type)) payloadSchemas[event.type].parse(event.data);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(events).toBeGreaterThan(500);
});

test('ids are unique within a change, and the same when it is read again', () => {
  fc.assert(
    fc.property(anyChange, change => {
      const first = changeToEvents(change, thresholds);
      if (first.kind === 'malformed') return;
      const ids = first.events.map(({ event }) => event.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(changeToEvents(change, thresholds)).toEqual(first);
    }),
    { numRuns: 1_000 },
  );
});
