import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MalformedChange } from '../../../core/change/publish-changes.ts';
import { createQuarantine } from '../../../lambdas/adapters/quarantine-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';

let engine: TestEngine;
let nowMs: number;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});

let tables = 0;
async function newQuarantine() {
  tables += 1;
  nowMs = 1_790_000_000_000;
  const quarantineTableName = `Quarantine-${tables}`;
  const outboxTableName = `Outbox-${tables}`;
  await engine.createTable({
    name: quarantineTableName,
    partitionKey: { name: 'table' },
    sortKey: { name: 'changeId' },
  });
  await engine.createTable({ name: outboxTableName, partitionKey: { name: 'eventId' } });
  const { client } = engine;
  const create = () =>
    createQuarantine({ client, quarantineTableName, outboxTableName, clock: () => nowMs });
  const itemsOf = async (TableName: string) => {
    const items: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName, ...(start ? { ExclusiveStartKey: start } : {}) }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  };
  return {
    client,
    create,
    kept: async () => (await itemsOf(quarantineTableName)).filter(item => item.key !== undefined),
    reports: async () => await itemsOf(outboxTableName),
  };
}

function malformed(id: string, table: 'Bets' | 'Fights' = 'Bets'): MalformedChange {
  return {
    change: {
      table,
      changeId: id,
      recordedAtMs: 1_790_000_000_000,
      key: id,
      newItem: { betId: id, tags: new Set(['x']), amount: 9007199254740993n },
    },
    reason: `${table} ${id}: amount is missing, expected a whole number`,
  };
}

test('keeps the item with its reason, and asks for one SYSTEM_STATUS', async () => {
  const { create, kept, reports } = await newQuarantine();
  await create().keep([malformed('c1')]);
  expect(await kept()).toEqual([
    {
      table: 'Bets',
      changeId: 'c1',
      key: 'c1',
      reason: 'Bets c1: amount is missing, expected a whole number',
      item: '{"betId":"c1","tags":["x"],"amount":"9007199254740993"}',
      recordedAt: '2026-09-21T14:13:20.000Z',
      quarantinedAt: '2026-09-21T14:13:20.000Z',
      ttl: 1_790_000_000 + 30 * 24 * 3600,
    },
  ]);
  expect(await reports()).toEqual([
    {
      eventId: 'quarantine.Bets.29833333',
      channel: 'system',
      type: 'SYSTEM_STATUS',
      priority: 'high',
      source: 'quarantine',
      data: {
        component: 'table Bets',
        status: 'degraded',
        message:
          '1 malformed Bets item quarantined so far; the reasons are in the Quarantine table',
        count: 1,
      },
      ttl: 1_790_000_000 + 30 * 24 * 3600,
    },
  ]);
});

test('keeps and counts a change that is given again once', async () => {
  const { create, kept, reports } = await newQuarantine();
  await create().keep([malformed('c1')]);
  nowMs += 60_000;
  await create().keep([malformed('c1')]);
  expect(await kept()).toHaveLength(1);
  expect(await reports()).toHaveLength(1);
});

test('killed after keeping and before reporting, it reports on the retry', async () => {
  const { create, kept, reports, client } = await newQuarantine();
  const send = client.send.bind(client);
  const killed = jest.spyOn(client, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof UpdateCommand) throw new Error('killed');
    return await send(command as Parameters<typeof send>[0]);
  });
  await expect(create().keep([malformed('c1')])).rejects.toThrow('killed');
  killed.mockRestore();
  expect(await kept()).toHaveLength(1);
  expect(await reports()).toEqual([]);
  await create().keep([malformed('c1')]);
  expect(await kept()).toHaveLength(1);
  expect((await reports()).map(({ data }) => (data as { count: number }).count)).toEqual([1]);
});

test('keeps the new ones of a batch of which some are kept already, one of them twice', async () => {
  const { create, kept, reports } = await newQuarantine();
  await create().keep([malformed('c1')]);
  nowMs += 60_000;
  await create().keep([malformed('c0'), malformed('c1'), malformed('c2'), malformed('c2')]);
  expect((await kept()).map(({ changeId }) => changeId)).toEqual(['c0', 'c1', 'c2']);
  const counts = (await reports()).map(({ data }) => (data as { count: number }).count);
  expect(counts.toSorted()).toEqual([1, 2]);
});

test('reports each table on its own', async () => {
  const { create, reports } = await newQuarantine();
  await create().keep([malformed('c1'), malformed('f1', 'Fights')]);
  expect((await reports()).map(({ eventId }) => eventId).toSorted()).toEqual([
    'quarantine.Bets.29833333',
    'quarantine.Fights.29833333',
  ]);
});

test('10,000 of them raise one report a minute, and the next one tells what it came too early for', async () => {
  const { create, kept, reports } = await newQuarantine();
  const quarantine = create();
  for (let batch = 0; batch < 100; batch += 1) {
    await quarantine.keep(Array.from({ length: 100 }, (_, n) => malformed(`c${batch}.${n}`)));
  }
  expect(await kept()).toHaveLength(10_000);
  expect((await reports()).map(({ data }) => (data as { count: number }).count)).toEqual([100]);
  nowMs += 60_000;
  await quarantine.keep([malformed('later')]);
  const counts = (await reports()).map(({ data }) => (data as { count: number }).count);
  expect(counts.toSorted((a, b) => a - b)).toEqual([100, 9_901]);
}, 120_000);
