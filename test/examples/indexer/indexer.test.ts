import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Publisher } from '../../../clients/backend/index.ts';
import { Indexer, type WrittenEvent } from '../../../examples/indexer/indexer.ts';
import type { LedgerReading } from '../../../examples/indexer/ledger-reading.ts';
import type { Trouble } from '../../../examples/indexer/trouble.ts';
import {
  type PublishedTables,
  startPublishedTables,
} from '../../clients/backend/published-tables.ts';
import { runTool } from '../../tools/run-tool.ts';
import {
  byStream,
  recorded,
  recordedContract,
  recordedEvent,
  recordedEvents,
  recordedStart,
  shuffled,
} from './recorded-ledgers.ts';

let tables: PublishedTables;
let publisher: Publisher;

beforeEach(async () => {
  tables = await startPublishedTables();
  publisher = tables.publisher();
});
afterEach(async () => {
  await publisher.close();
  await tables.stop();
});

interface Run {
  readonly indexer: Indexer;
  readonly written: readonly WrittenEvent[];
  readonly troubles: readonly Trouble[];
}

/** Reads them all, in the order given. */
async function index(
  readings: readonly LedgerReading[],
  options: {
    readonly publisher?: Publisher;
    readonly startLedger?: number;
    readonly maxHeldEvents?: number;
  } = {},
): Promise<Run> {
  const written: WrittenEvent[] = [];
  const troubles: Trouble[] = [];
  const indexer = new Indexer({
    ...{ publisher, contractId: recordedContract, startLedger: recordedStart },
    ...options,
    onWritten: each => written.push(each),
    onTrouble: trouble => troubles.push(trouble),
  });
  for (const reading of readings) await indexer.take(reading);
  indexer.finish();
  return { indexer, written, troubles };
}

const outcomes = ({ written }: Pick<Run, 'written'>) => ({
  written: written.filter(({ outcome }) => outcome === 'written').length,
  already: written.filter(({ outcome }) => outcome === 'already').length,
});

async function expectRecordedTable(): Promise<void> {
  const items = await Promise.all(
    Object.keys(recordedEvents).map(async id => await tables.item('PaymentStreams', id)),
  );
  expect(items).toMatchObject([
    {
      ...{ status: 'cancelled', depositedAmount: '900000000', withdrawnAmount: '100000000' },
      ...{ snapshotAmount: '360000000', snapshotTime: '2026-11-20T20:06:00.000Z' },
      ...{ refundedAmount: '540000000', ratePerSecond: '2000000', ledger: 3_727_872 },
    },
    {
      ...{ status: 'completed', depositedAmount: '1000000000', withdrawnAmount: '1000000000' },
      ...{ ledger: 3_727_843, updatedAt: '2026-11-20T20:03:35.000Z' },
    },
    {
      ...{ status: 'active', depositedAmount: '2200', withdrawnAmount: '1200' },
      ...{ snapshotAmount: '1250', snapshotTime: '2026-11-20T20:02:30.000Z' },
      ...{ ratePerSecond: '20', ledger: 3_727_850 },
    },
    {
      ...{ status: 'paused', depositedAmount: '170141183460469231731687303715884105727' },
      withdrawnAmount: '235000000000000000000000000000000',
      snapshotAmount: '310000000000000000000000000000000',
    },
    { status: 'completed', depositedAmount: '160000', withdrawnAmount: '160000' },
  ]);
  expect(items.every(item => Array.isArray(item?.chainEvents))).toBe(true);
}

test('recorded ledgers become payment streams, and events of each in its order [F3]', async () => {
  const run = await index(recorded);
  expect(run.troubles).toEqual([]);
  // The chain says twice that 7002 is completed: by its last withdrawal, and by itself.
  expect(outcomes(run)).toEqual({ written: 22, already: 1 });
  expect(run.indexer.nextLedger).toBe(3_727_880);
  await expectRecordedTable();
  expect(byStream(await tables.received())).toEqual(recordedEvents);

  // All of it again, and by a process that has just started: nothing changes.
  expect(outcomes(await index(recorded))).toEqual({ written: 0, already: 23 });
  for (const reading of recorded) await run.indexer.take(reading);
  expect(run.written).toHaveLength(23);
  expect(await tables.received()).toEqual([]);
});

const whole: LedgerReading = {
  ...{ startLedger: recordedStart, endLedger: 3_727_880 },
  events: recorded.flatMap(({ events }) => events),
};

test.each<readonly [string, readonly LedgerReading[]]>([
  ['shuffled', shuffled(recorded, 1)],
  ['shuffled otherwise', shuffled(recorded, 2)],
  ['backwards', [...recorded].reverse()],
  ['as one shuffled reading', shuffled([whole], 3)],
  ['doubled and shuffled', shuffled([...recorded, ...recorded], 4)],
  [
    'with each event twice in its reading',
    recorded.map(reading => ({ ...reading, events: [...reading.events, ...reading.events] })),
  ],
  ['in readings that overlap', shuffled([...recorded, whole, ...overlapping(7)], 5)],
])('read %s, they come to the same table and the same events, once', async (_title, readings) => {
  const run = await index(readings);
  expect(run.troubles).toEqual([]);
  expect(outcomes(run)).toEqual({ written: 22, already: 1 });
  await expectRecordedTable();
  expect(byStream(await tables.received())).toEqual(recordedEvents);
});

/** The same ledgers, cut elsewhere. */
function overlapping(size: number): LedgerReading[] {
  const readings: LedgerReading[] = [];
  for (let startLedger = recordedStart; startLedger < 3_727_880; startLedger += size) {
    const endLedger = Math.min(startLedger + size + 3, 3_727_880);
    const events = whole.events.filter(event => {
      const { ledger } = event as { ledger: number };
      return ledger >= startLedger && ledger < endLedger;
    });
    readings.push({ startLedger, endLedger, events });
  }
  return readings;
}

test('two processes that read them at once, each in an order of its own, write each event once [F3]', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'indexer-'));
  const outputs = join(directory, 'outputs.json');
  const stack = {
    ...Object.fromEntries(
      Object.entries(tables.tables).map(([table, name]) => [`${table}TableName`, name]),
    ),
    ...{ ProposalsTableName: 'Proposals', LimitsTableName: 'Limits' },
    ...{ ProposalTimeoutSeconds: '180', CheckUsers: 'true', Currencies: 'MXN' },
    DynamoDbEndpoint: tables.engine.endpoint,
  };
  await writeFile(outputs, JSON.stringify({ GalloBetsRealtime: stack }));
  const runs = await Promise.all(
    [11, 12].map(async seed => {
      const file = join(directory, `ledgers-${seed}.jsonl`);
      const readings = shuffled([...recorded, ...recorded], seed);
      await writeFile(file, readings.map(reading => JSON.stringify(reading)).join('\n'));
      return await runTool('examples/indexer/main.ts', ['--outputs', outputs, '--recorded', file]);
    }),
  );
  expect(runs.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([
    { exitCode: 0, stderr: '' },
    { exitCode: 0, stderr: '' },
  ]);
  const counted = runs.map(({ stdout }) =>
    /up to ledger 3727879: (\d+) written, (\d+) already there, 0 to look at/.exec(stdout),
  );
  expect(counted.reduce((sum, match) => sum + Number(match?.[1]), 0)).toBe(22);
  expect(counted.reduce((sum, match) => sum + Number(match?.[2]), 0)).toBe(24);
  await expectRecordedTable();
  expect(byStream(await tables.received())).toEqual(recordedEvents);
  await rm(directory, { recursive: true });
});

test('two publishers of one process that read them at once write each event once', async () => {
  await using other = tables.publisher();
  const runs = await Promise.all([
    index(shuffled(recorded, 21)),
    index(shuffled(recorded, 22), { publisher: other }),
  ]);
  expect(runs.map(({ troubles }) => troubles)).toEqual([[], []]);
  const [one, two] = runs.map(outcomes);
  expect((one?.written ?? 0) + (two?.written ?? 0)).toBe(22);
  await expectRecordedTable();
  expect(byStream(await tables.received())).toEqual(recordedEvents);
});

test('ledgers that come too early wait; a gap is reported, and nothing behind it is written', async () => {
  const [first, second, ...rest] = recorded;
  if (first === undefined || second === undefined) throw new Error('nothing is recorded');
  const gapped = await index([first, ...rest]);
  expect(gapped.indexer.nextLedger).toBe(3_727_810);
  expect(gapped.troubles).toEqual([
    {
      kind: 'gap',
      message:
        'ledgers 3727810 to 3727819 were not read, 21 events of later ones wait for them; nothing more comes',
      streamIds: [],
    },
  ]);
  expect(await tables.item('PaymentStreams', '7001')).toMatchObject({
    depositedAmount: '600000000',
  });
  await gapped.indexer.take(second);
  expect(gapped.indexer.nextLedger).toBe(3_727_880);
  await expectRecordedTable();
});

test('no more than so many events wait; what is not kept is named, and can be read again', async () => {
  const [first, ...rest] = recorded;
  if (first === undefined) throw new Error('nothing is recorded');
  const run = await index([...rest, first], { maxHeldEvents: 10 });
  expect(run.troubles.map(({ kind }) => kind)).toEqual(['gap', 'gap', 'gap', 'gap', 'gap']);
  expect(run.troubles[0]?.message).toMatch(
    /^ledgers 3727800 to 3727809 were not read, \d+ events of later ones wait for them; no more than 10 events may wait: ledgers \d+ to \d+ are not kept, and must be read again$/,
  );
  for (const reading of rest) await run.indexer.take(reading);
  await expectRecordedTable();
  expect(byStream(await tables.received())).toEqual(recordedEvents);
});

const withEvents = (change: (events: readonly unknown[]) => readonly unknown[]): LedgerReading => ({
  ...whole,
  events: [...change(whole.events)],
});

const other = 'f'.repeat(64);

test('a ledger that is another one when it is read again is a fork: its payment streams stay as they are [F3]', async () => {
  const pause = recordedEvent('7001', 'paused');
  const replaced = withEvents(events =>
    events.map(event => (event === pause ? { ...pause, txHash: other } : event)),
  );
  const run = await index(recorded.slice(0, 4));
  await run.indexer.take(replaced);
  expect(run.troubles).toEqual([
    {
      kind: 'fork',
      message: `ledger 3727836 was replaced: events that are gone: ${pause.id} ${pause.txHash}; events that are new: ${pause.id} ${other}`,
      streamIds: ['7001', '7001'],
    },
  ]);
  expect(await tables.item('PaymentStreams', '7001')).toMatchObject({
    ...{ status: 'paused', transactionHash: pause.txHash },
  });
  // The others go on.
  expect(await tables.item('PaymentStreams', '7005')).toMatchObject({ status: 'completed' });
});

test.each<readonly [string, (events: readonly unknown[]) => readonly unknown[], RegExp]>([
  [
    'has another transaction in a place that was applied',
    events => {
      const pause = recordedEvent('7001', 'paused');
      return events.map(event => (event === pause ? { ...pause, txHash: other } : event));
    },
    /^ledger 3727836 was replaced: an event of payment stream 7001 is gone that was applied, of transaction [0-9a-f]{16}…$/,
  ],
  [
    'lacks an event that was applied',
    events => events.filter(event => event !== recordedEvent('7001', 'topped_up')),
    /^ledger 3727812 was replaced: an event of payment stream 7001 is gone that was applied/,
  ],
  [
    'has one more where later ones were applied',
    events => {
      const pause = recordedEvent('7001', 'paused');
      return [...events, { ...pause, id: String(pause.id).replace(/0$/, '5'), txHash: other }];
    },
    /^paused of payment stream 7001, event ".*": received event \d+ of ledger 3727836, transaction f{64} for payment stream 7001, expected one that was applied, or one after event \d+ of ledger 3727872, transaction [0-9a-f]{64}: a ledger was replaced, or was read incompletely$/,
  ],
])('a process that has just started notices a ledger that %s', async (_title, change, message) => {
  await index(recorded);
  await tables.changes();
  const before = await tables.item('PaymentStreams', '7001');
  const run = await index([withEvents(change)]);
  expect(run.troubles).toEqual([
    { kind: 'fork', message: expect.stringMatching(message), streamIds: ['7001'] },
  ]);
  expect(await tables.item('PaymentStreams', '7001')).toEqual(before);
  expect(await tables.received()).toEqual([]);
});

test('two transactions in one place of one reading are a fork, and neither is applied', async () => {
  const pause = recordedEvent('7001', 'paused');
  const run = await index([withEvents(events => [...events, { ...pause, txHash: other }])]);
  expect(run.troubles).toMatchObject([
    { kind: 'fork', message: expect.stringContaining('of two transactions'), streamIds: ['7001'] },
  ]);
  expect(await tables.item('PaymentStreams', '7001')).toMatchObject({
    ...{ status: 'active', withdrawnAmount: '100000000' },
  });
});

test('garbage is reported; a payment stream stops where its event cannot be read, the others go on', async () => {
  const topUp = recordedEvent('7001', 'topped_up');
  const garbage = [
    null,
    'text',
    { id: 'x' },
    { ...topUp, id: '0000000000000000001-0000000001' },
    { ...topUp, ledger: 1, id: '0000000004294967296-0000000001' },
    {
      ...topUp,
      topicJson: [{ symbol: 'payment_stream' }, { symbol: 'paused' }, { vec: [] }],
      txHash: other,
    },
  ];
  const broken = {
    ...topUp,
    valueJson: { map: [{ key: { symbol: 'amount' }, val: { i128: '-5' } }] },
  };
  const run = await index([
    withEvents(events => [...garbage, ...events.map(event => (event === topUp ? broken : event))]),
  ]);
  expect(run.troubles.map(({ kind, streamIds }) => [kind, streamIds])).toEqual([
    ...Array.from({ length: 5 }, () => ['unreadable', []]),
    ['unreadable', []],
    ['unreadable', ['7001']],
  ]);
  expect(run.troubles.at(-1)?.message).toBe(
    `received event "${topUp.id}", which cannot be read: topped_up: amount: Too small: expected bigint to be >=0`,
  );
  expect(await tables.item('PaymentStreams', '7001')).toMatchObject({
    ...{ status: 'active', depositedAmount: '600000000', withdrawnAmount: '0' },
  });
  expect(await tables.item('PaymentStreams', '7002')).toMatchObject({ status: 'completed' });
});

test('what the table refuses stops its payment stream: begun too late, it has no creation', async () => {
  const run = await index(recorded.slice(1), { startLedger: 3_727_810 });
  expect(run.troubles.map(({ kind, streamIds }) => [kind, ...streamIds]).sort()).toEqual(
    ['7001', '7002', '7003', '7004'].map(streamId => ['refused', streamId]),
  );
  expect(byStream(await tables.received())).toEqual({ 7005: recordedEvents['7005'] });
});
