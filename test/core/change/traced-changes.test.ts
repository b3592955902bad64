import { type ChangeTable, changeTables, type Item } from '../../../core/change/change.ts';
import { changeToEvents } from '../../../core/change/change-to-events.ts';
import { publishChanges } from '../../../core/change/publish-changes.ts';
import { type HopLine, hopLog } from '../../../core/trace/hop.ts';
import { channelEventSchema } from '../../../core/wire/event.ts';
import { coldWriter } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const given = `00-${traceId}-00f067aa0ba902b7-01`;
const thresholds = { largeBetAmount: 100_000, largeTransactionAmount: 1_000_000 };
const recordedAtMs = 1_790_000_000_000;

/** A well-formed item of each table; the compiler demands one. */
const items: Readonly<Record<ChangeTable, Item>> = {
  Fights: { fightId: 'f1', status: 'betting' },
  Bets: { betId: 'b1', fightId: 'f1', userId: 'ana', side: 'red', amount: 100, status: 'pending' },
  Users: { userId: 'ana', status: 'active' },
  Transactions: {
    ...{ transactionId: 't1', userId: 'ana', type: 'deposit', amount: 100, status: 'pending' },
  },
  VideoStreams: { streamId: 's1', status: 'live' },
  PaymentStreams: {
    ...{ streamId: 'p1', sender: 'ana', recipient: 'beto', ratePerSecond: '1' },
    ...{ depositedAmount: '100', status: 'active' },
  },
  Workflows: { workflowId: 'w1', status: 'pending' },
  WorkflowOperations: {
    ...{ bulkOperationId: 'o1', action: 'approve', expected: 1, status: 'running' },
  },
  SystemReports: { reportId: 'r1', kind: 'status', status: 'ok' },
  Proposals: {
    ...{ proposalId: 'pr1', kind: 'pago', fightId: 'f1', fromUserId: 'ana', toUserId: 'beto' },
    ...{ amount: 100, status: 'pending', createdAt: '2026-11-21T20:00:00.000Z' },
    expiresAt: '2026-11-21T20:03:00.000Z',
  },
  Outbox: { eventId: 'e1', channel: 'bets', type: 'ODDS_UPDATE', data: {} },
};

const changeOf = (table: ChangeTable, newItem: Item, oldItem?: Item) => ({
  ...{ table, changeId: 'c1', key: 'k', recordedAtMs, newItem },
  ...(oldItem && { oldItem }),
});

test.each(changeTables)(
  'in an item of %s the attribute is allowed, is no change, and is in no data',
  table => {
    const item = items[table];
    const without = changeToEvents(changeOf(table, item), thresholds);
    for (const traceparent of [given, 'x', 7, { a: 1 }]) {
      expect(changeToEvents(changeOf(table, { ...item, traceparent }), thresholds)).toEqual(
        without,
      );
    }
    expect(without.kind).toBe('events');
    const touched = changeToEvents(
      changeOf(table, { ...item, traceparent: given }, item),
      thresholds,
    );
    expect(touched).toEqual({ kind: 'events', events: [] });
  },
);

test('each event of a traced change has it in its metadata, beside what is there, and fits the envelope', () => {
  const item = { ...items.Outbox, correlationId: 'c', target: { users: ['ana'] } };
  for (const change of [changeOf('Outbox', item), changeOf('Fights', items.Fights)]) {
    const result = changeToEvents(change, thresholds, given);
    const events = result.kind === 'events' ? result.events : [];
    expect(events.length).toBeGreaterThan(0);
    for (const { event, json } of events) {
      expect(event.metadata).toMatchObject({ traceparent: given });
      expect(channelEventSchema.parse(JSON.parse(json))).toEqual(event);
    }
  }
  const sent = changeToEvents(changeOf('Outbox', item), thresholds, given);
  expect(sent.kind === 'events' && sent.events[0]?.event.metadata).toEqual({
    ...{ correlationId: 'c', target: { users: ['ana'] }, traceparent: given },
  });
});

test('an event that only its trace makes too large goes without, to the byte', () => {
  const sized = (length: number) => {
    const item = { ...items.Outbox, data: { text: 'x'.repeat(length) } };
    return changeToEvents(changeOf('Outbox', item), thresholds, given);
  };
  const bytesOf = (result: ReturnType<typeof sized>) =>
    result.kind === 'events' ? (result.events[0]?.bytes ?? 0) : 0;
  const isTraced = (result: ReturnType<typeof sized>) =>
    result.kind === 'events' && result.events[0]?.event.metadata !== undefined;
  const most = 200 * 1024;
  const room = most - bytesOf(sized(0));
  expect(bytesOf(sized(room))).toBe(most);
  expect(isTraced(sized(room))).toBe(true);
  const oneMore = sized(room + 1);
  expect(oneMore.kind).toBe('events');
  expect(isTraced(oneMore)).toBe(false);
});

async function published(items: readonly Item[], sampling: number) {
  const store = memorySegments();
  const lines: HopLine[] = [];
  let nowMs = recordedAtMs;
  const changes = items.map((item, at) => ({
    ...changeOf('Bets', item),
    changeId: `c${at}`,
  }));
  const publish = () =>
    publishChanges(changes, {
      writer: coldWriter(store, () => recordedAtMs),
      quarantine: { keep: async () => undefined },
      thresholds,
      statistics: { appended: () => undefined },
      tracing: { sampling, logHop: hopLog(line => lines.push(line)), now: () => nowMs++ },
    });
  return { publish, store, lines };
}

test('a traced change is fanned out, and appended to each of its logs, a line each', async () => {
  const { publish, lines, store } = await published([{ ...items.Bets, traceparent: given }], 0);
  await publish();
  const [eventId = ''] = store.segments.flatMap(({ events }) => events.map(({ id }) => id));
  expect(lines.map(({ atMs: _, ...line }) => line)).toEqual([
    { traceId, eventId, channel: 'bets', hop: 'fanned-out' },
    { traceId, eventId, channel: 'bets', hop: 'appended' },
    { traceId, eventId, channel: 'global', hop: 'appended' },
  ]);
  expect(lines.map(({ atMs }) => atMs)).toEqual(lines.map(({ atMs }) => atMs).toSorted());
});

test('a retry leaves the same lines again, and the log as it is', async () => {
  const { publish, lines, store } = await published([items.Bets], 1);
  await publish();
  const before = [...store.segments];
  const first = lines.splice(0).map(({ atMs: _, ...line }) => line);
  await publish();
  expect(lines.map(({ atMs: _, ...line }) => line)).toEqual(first);
  expect(store.segments).toEqual(before);
  expect(first).toHaveLength(3);
});

test('what is malformed is counted by what is wrong, publishes its event, and is no malformed item', async () => {
  const bets = [{ traceparent: 'x' }, { traceparent: '' }, { traceparent: 7 }, {}].map(
    (more, at) => ({ ...items.Bets, betId: `b${at}`, ...more }),
  );
  const { publish, lines } = await published(bets, 0);
  expect(await publish()).toEqual({
    ...{ changes: 4, events: 4, malformed: 0 },
    traceparentsIgnored: { form: 2, type: 1 },
  });
  expect(lines).toEqual([]);
});
