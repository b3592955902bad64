import { randomBytes } from 'node:crypto';
import { ScanCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Change } from '../../../../core/change/change.ts';
import { changeToEvents } from '../../../../core/change/change-to-events.ts';
import { UnroundedNumber } from '../../../../core/change/exact-number.ts';
import { type MalformedChange, publishChanges } from '../../../../core/change/publish-changes.ts';
import { recordOfRow } from '../../../../lambdas/adapters/changes/quarantine-row.ts';
import {
  createQuarantine,
  type RefusedRow,
} from '../../../../lambdas/adapters/changes/quarantine-table.ts';
import {
  startTestEngine,
  type TestEngine,
  type TestIndex,
  type TestKey,
} from '../../../support/engine.ts';
import { allEventIds, coldWriter, createTestLog } from '../../../support/event-log.ts';

let engine: TestEngine;
let nowMs: number;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});

let tables = 0;
async function newQuarantine(
  indexes: readonly TestIndex[] = [],
  outboxKey: TestKey = { name: 'eventId' },
) {
  tables += 1;
  nowMs = 1_790_000_000_000;
  const quarantineTableName = `Quarantine-${tables}`;
  const outboxTableName = `Outbox-${tables}`;
  await engine.createTable({
    name: quarantineTableName,
    partitionKey: { name: 'table' },
    sortKey: { name: 'changeId' },
    indexes,
  });
  await engine.createTable({ name: outboxTableName, partitionKey: outboxKey });
  const { client } = engine;
  const refused: [RefusedRow, string][] = [];
  const setAside: number[] = [];
  const create = () =>
    createQuarantine({
      client,
      quarantineTableName,
      outboxTableName,
      clock: () => nowMs,
      onRefused: (row, error) => refused.push([row, (error as Error).name]),
      onSetAside: changes => setAside.push(changes),
    });
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
    refused,
    setAside,
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
      newItem: {
        betId: id,
        tags: new Set(['x']),
        amount: 9007199254740993n,
        odds: new UnroundedNumber('1.83333333333333333333'),
        seal: new Uint8Array([104, 105]),
      },
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
      item: '{"betId":"c1","tags":["x"],"amount":"9007199254740993","odds":"1.83333333333333333333","seal":"aGk="}',
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

test('keeps the record of a change whole, up to 100,000 bytes as it is packed, so that it can be given again', async () => {
  const { create, kept } = await newQuarantine();
  const record = {
    eventID: 'c1',
    dynamodb: { NewImage: { amount: { N: '1.83333333333333333333' } } },
  };
  // What has no pattern packs to three quarters of its base64.
  const noise = randomBytes(140_000).toString('base64');
  for (const [id, each] of Object.entries({ c1: record, c2: { noise } })) {
    const { change, reason } = malformed(id);
    await create().keep([{ change: { ...change, record: each }, reason }]);
  }
  const rows = Object.fromEntries((await kept()).map(row => [row.changeId, row.record]));
  expect(await recordOfRow(rows.c1 as Uint8Array)).toEqual(record);
  expect(rows.c2).toBeUndefined();
});

test('keeps and counts a change that is given again once', async () => {
  const { create, kept, reports, setAside } = await newQuarantine();
  await create().keep([malformed('c1')]);
  nowMs += 60_000;
  await create().keep([malformed('c1')]);
  expect(await kept()).toHaveLength(1);
  expect(await reports()).toHaveLength(1);
  expect(setAside).toEqual([1]);
});

test('killed after keeping and before reporting, it reports on the retry', async () => {
  const { create, kept, reports, client, setAside } = await newQuarantine();
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
  // By the one that was killed: the retry met it kept.
  expect(setAside).toEqual([1]);
});

test('keeps the new ones of a batch of which some are kept already, one of them twice', async () => {
  const { create, kept, reports, setAside } = await newQuarantine();
  await create().keep([malformed('c1')]);
  nowMs += 60_000;
  await create().keep([malformed('c0'), malformed('c1'), malformed('c2'), malformed('c2')]);
  expect((await kept()).map(({ changeId }) => changeId)).toEqual(['c0', 'c1', 'c2']);
  const counts = (await reports()).map(({ data }) => (data as { count: number }).count);
  expect(counts.toSorted()).toEqual([1, 2]);
  expect(setAside).toEqual([1, 2]);
});

test('reports each table on its own', async () => {
  const { create, reports } = await newQuarantine();
  await create().keep([malformed('c1'), malformed('f1', 'Fights')]);
  expect((await reports()).map(({ eventId }) => eventId).toSorted()).toEqual([
    'quarantine.Bets.29833333',
    'quarantine.Fights.29833333',
  ]);
});

test('10,000 of them raise one report a minute, and the next one counts what it came too early for', async () => {
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

/** As the fan-out sets the item aside, with the reason that it has itself. */
function setAside(change: Pick<Change, 'table' | 'key' | 'newItem'>): MalformedChange {
  const whole = { ...change, changeId: 'c1', recordedAtMs: 1_790_000_000_000 };
  const result = changeToEvents(whole, { largeBetAmount: 1, largeTransactionAmount: 1 });
  if (result.kind !== 'malformed') throw new Error('expected a malformed item');
  return { change: whole, reason: result.reason };
}

const fire = '🔥';

test('an item whose text is cut in the middle of a character keeps the whole characters before', async () => {
  const { create, kept } = await newQuarantine();
  const newItem = { fightId: 'f11', status: 'unknown', notes: fire.repeat(16_000) };
  await create().keep([setAside({ table: 'Fights', key: 'f11', newItem })]);
  const [row] = await kept();
  expect(row?.reason).toBe(
    'Fights "f11": status is "unknown", expected one of upcoming, betting, live, completed, cancelled',
  );
  // 45 characters and 14,977 of two halves each: the next would have been parted.
  expect(row?.item).toHaveLength(29_999);
  expect(String(row?.item).slice(-6)).toBe(fire.repeat(3));
});

test('an unknown field whose name is cut in the middle of a character is named by those before', async () => {
  const { create, kept } = await newQuarantine();
  const name = `${'x'.repeat(51)}${fire}${fire}`;
  const newItem = { eventId: 'e1', channel: 'system', type: 'A', data: {}, target: { [name]: 1 } };
  await create().keep([setAside({ table: 'Outbox', key: 'e1', newItem })]);
  expect((await kept()).map(({ reason }) => reason)).toEqual([
    `Outbox "e1": target.${'x'.repeat(51)}… is 1, expected no such attribute`,
  ]);
});

test('an item whose row is refused for good is kept as its key and a code, those beside it whole', async () => {
  // An index over a number that is a text here: DynamoDB refuses the rows that have it.
  const byTags: TestIndex = { name: 'byKey', partitionKey: { name: 'item', type: 'N' } };
  const { create, kept, refused, reports } = await newQuarantine([byTags]);
  const removed = { ...malformed('c2').change, newItem: undefined };
  const { newItem: _, ...withoutItem } = removed;
  const spoilt = malformed('c1');
  await create().keep([
    { ...spoilt, change: { ...spoilt.change, key: `ñ${fire}${'k'.repeat(2_000)}` } },
    { change: withoutItem, reason: 'whole' },
  ]);
  expect(
    (await kept()).map(({ changeId, key, reason, item }) => ({ changeId, key, reason, item })),
  ).toEqual([
    { changeId: 'c1', key: `??${'k'.repeat(254)}`, reason: 'ITEM_MALFORMED', item: undefined },
    { changeId: 'c2', key: 'c2', reason: 'whole', item: undefined },
  ]);
  expect(refused).toEqual([]);
  expect((await reports()).map(({ data }) => (data as { count: number }).count)).toEqual([2]);
});

test('what every form is refused of is reported and given up, and those beside it are kept', async () => {
  const { create, kept, refused, reports } = await newQuarantine();
  // An empty key is what DynamoDB takes in no form.
  await create().keep([malformed(''), malformed('c2')]);
  expect((await kept()).map(({ changeId }) => changeId)).toEqual(['c2']);
  expect(refused).toEqual([[{ table: 'Bets', changeId: '', key: '' }, 'ValidationException']]);
  const reported = (await reports()).map(({ eventId, data }) => [
    eventId,
    (data as { message: string }).message,
  ]);
  expect(reported.toSorted()).toEqual([
    [
      'quarantine-lost.Bets.29833333',
      '1 malformed Bets item refused by the Quarantine table and not kept; the log of change-fan-out has the keys',
    ],
    [
      'quarantine.Bets.29833333',
      '1 malformed Bets item quarantined so far; the reasons are in the Quarantine table',
    ],
  ]);
});

test('with every row of the quarantine refused, the items behind still flow', async () => {
  const byReason: TestIndex = { name: 'byReason', partitionKey: { name: 'reason', type: 'N' } };
  const { create, refused } = await newQuarantine([byReason]);
  const store = await createTestLog(engine, `EventLog-${tables}`);
  const change = { table: 'Fights', recordedAtMs: 1_790_000_000_000 } as const;
  const bad = { ...change, changeId: 'c1', key: 'f1', newItem: { fightId: 'f1', status: 'x' } };
  const opened = { fightId: 'f2', status: 'upcoming', title: 'Pelea' };
  const good = { ...change, changeId: 'c2', key: 'f2', newItem: opened };
  const summary = await publishChanges([bad, good], {
    writer: coldWriter(store),
    quarantine: create(),
    thresholds: { largeBetAmount: 1, largeTransactionAmount: 1 },
    statistics: { appended: () => undefined },
  });
  expect(summary).toEqual({ changes: 2, events: 1, malformed: 1 });
  expect(await allEventIds(store, 'fights')).toEqual(['c2.created']);
  expect(refused.map(([row]) => row.key)).toEqual(['f1']);
});

test('a batch of which nothing can be kept is given up after two tries of each', async () => {
  const byReason: TestIndex = { name: 'byReason', partitionKey: { name: 'reason', type: 'N' } };
  const { client, create, kept, refused, setAside } = await newQuarantine([byReason]);
  const send = jest.spyOn(client, 'send');
  await create().keep(Array.from({ length: 100 }, (_, n) => malformed(`c${n}`)));
  const transactions = send.mock.calls.filter(
    ([command]) => command instanceof TransactWriteCommand,
  );
  send.mockRestore();
  expect(await kept()).toEqual([]);
  expect(refused).toHaveLength(100);
  expect(setAside).toHaveLength(100);
  expect(transactions).toHaveLength(207);
});

test('a report that is refused for good is logged and given up', async () => {
  const { create, kept, refused } = await newQuarantine([], { name: 'eventId', type: 'N' });
  await create().keep([malformed('c1')]);
  expect(await kept()).toHaveLength(1);
  expect(refused).toEqual([[{ table: 'Bets' }, 'ValidationException']]);
});

test.each([
  'ProvisionedThroughputExceededException',
  'InternalServerError',
  'AccessDeniedException',
])('what may pass is thrown, so that the batch comes again: %s', async name => {
  const { client, create, refused } = await newQuarantine();
  const error = Object.assign(new Error('not now'), { name });
  const failing = jest.spyOn(client, 'send').mockImplementation(() => Promise.reject(error));
  await expect(create().keep([malformed('c1')])).rejects.toBe(error);
  failing.mockRestore();
  expect(refused).toEqual([]);
});

test.each<[string, string]>([
  ['a key of 2 KB of characters of two halves', fire.repeat(512)],
  ['the text of a binary key', '255,'.repeat(2_047)],
  ['a key of 3 KB', 'ñ'.repeat(1_536)],
  ['half a character', 'f\ud83d'],
])('%s is kept with a reason that names it', async (_name, key) => {
  const { create, kept, refused } = await newQuarantine();
  await create().keep([setAside({ table: 'Fights', key, newItem: { fightId: 'f1', status: 1 } })]);
  const [row] = await kept();
  expect(String(row?.key).slice(0, 40)).toBe(key.toWellFormed().slice(0, 40));
  expect(String(row?.key).length).toBeLessThanOrEqual(4_096);
  expect(
    String(row?.reason).endsWith(
      ': status is 1, expected one of upcoming, betting, live, completed, cancelled',
    ),
  ).toBe(true);
  expect(refused).toEqual([]);
});

test('a field whose names are as long as DynamoDB takes them is named by its beginning', async () => {
  const { create, kept } = await newQuarantine();
  const long = fire.repeat(16_000);
  const data = { [long]: { [long]: { [long]: { [long]: new Uint8Array(1) } } } };
  const newItem = { eventId: 'e1', channel: 'system', type: 'A', data };
  await create().keep(
    Array.from({ length: 25 }, (_, n) => {
      const { change, reason } = setAside({ table: 'Outbox', key: 'e1', newItem });
      return { change: { ...change, changeId: `c${n}` }, reason };
    }),
  );
  const rows = await kept();
  expect(rows).toHaveLength(25);
  expect(rows[0]?.reason).toBe(
    `Outbox "e1": data.${fire.repeat(27)}… is 1 bytes, expected what JSON can hold`,
  );
});
