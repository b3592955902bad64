import { type PublishedTables, startPublishedTables } from './published-tables.ts';

let tables: PublishedTables;

beforeAll(async () => {
  tables = await startPublishedTables();
});
afterAll(() => tables.stop());

test('an event carries source, context, target and an end', async () => {
  const atMs = 1_795_291_205_250;
  const result = await tables.publisher({ now: () => atMs }).send({
    type: 'ODDS_UPDATE',
    channel: 'bets',
    priority: 'critical',
    correlationId: 'trace-7',
    data: { fightId: 'f1', red: 1.8 },
  });
  expect(await tables.item('Outbox', result.id)).toEqual({
    eventId: result.id,
    source: 'shop',
    type: 'ODDS_UPDATE',
    channel: 'bets',
    priority: 'critical',
    correlationId: 'trace-7',
    data: { fightId: 'f1', red: 1.8 },
    createdAt: '2026-11-21T20:00:05.250Z',
    ttl: 1_795_896_006,
  });
});

test('a report has an end too, and is the same when it is published again later', async () => {
  const publish = async (atMs: number) =>
    await tables
      .publisher({ now: () => atMs, outboxTtlMs: 60_000 })
      .system.status({ status: 'ok', idempotencyKey: 'ttl' });
  const { id } = await publish(1_795_291_205_250);
  expect(await tables.item('SystemReports', id)).toEqual({
    reportId: id,
    kind: 'status',
    status: 'ok',
    createdAt: '2026-11-21T20:00:05.250Z',
    ttl: 1_795_291_266,
  });
  expect(await publish(1_795_291_209_000)).toEqual({ outcome: 'already', id });
});

test('the same key of another source is another event', async () => {
  const publish = async (source: string) =>
    await tables
      .publisher({ source })
      .messages.notification('ana', { title: 'x' }, { idempotencyKey: 'shared' });
  const [one, other] = [await publish('one'), await publish('other')];
  expect([one.outcome, other.outcome]).toEqual(['written', 'written']);
  expect(one.id).not.toBe(other.id);
});

test('a trace is no content: the same key of another span is the same event', async () => {
  const spans = ['00f067aa0ba902b7', '53995c3f42cd8ad8'];
  const [first = '', second = ''] = spans.map(
    span => `00-4bf92f3577b34da6a3ce929d0e0e4736-${span}-01`,
  );
  const publish = async (traceparent: string) =>
    await tables
      .publisher({ traceparent: () => traceparent })
      .messages.notification('ana', { title: 'x' }, { idempotencyKey: 'traced' });
  const { id } = await publish(first);
  expect(await publish(second)).toEqual({ outcome: 'already', id });
  expect((await tables.item('Outbox', id))?.traceparent).toBe(first);
});
