import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SegmentStore } from '../../core/log/segment.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { allSegments, coldWriter, createTestLog, encodedEvent } from '../support/event-log.ts';
import { runTool } from './run-tool.ts';

let engine: TestEngine;
let folder: string;
let outputs: string;
let log: SegmentStore;
let backup: SegmentStore;

beforeAll(async () => {
  engine = await startTestEngine();
  folder = await mkdtemp(join(tmpdir(), 'restore-log-'));
  outputs = join(folder, 'outputs.json');
  const DynamoDbEndpoint = engine.endpoint;
  const stack = { EventLogTableName: 'EventLog', DynamoDbEndpoint };
  await writeFile(outputs, JSON.stringify({ GalloBetsRealtime: stack }));
  log = await createTestLog(engine, 'EventLog');
  backup = await createTestLog(engine, 'Backup');
  await createTestLog(engine, 'Empty');
  await engine.createTable({ name: 'Fights', partitionKey: { name: 'fightId' } });
});
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

const restore = (...flags: readonly string[]) =>
  runTool('tools/restore-log.ts', ['--outputs', outputs, ...flags]);

test.each([
  [[], '--from: received nothing, expected the table that a backup of EventLog was restored to'],
  [
    ['--from', 'EventLog'],
    '--from: received "EventLog", which is EventLog itself, expected the table that a backup of EventLog was restored to',
  ],
])('%j is refused before anything is written', async (flags, message) => {
  const { exitCode, stderr } = await restore(...flags);
  expect(exitCode).toBe(2);
  expect(stderr.split('\n')[0]).toBe(message);
  expect(await allSegments(log, 'fights')).toEqual([]);
});

test.each([
  ['that is not there', 'Nowhere', 'there is no table Nowhere'],
  ['of another kind', 'Fights', 'the table Fights is no EventLog'],
  ['without a log, which would empty all of them', 'Empty', 'the table Empty holds no log'],
])('a table %s is refused before anything is written', async (_kind, from, what) => {
  const { exitCode, stderr } = await restore('--from', from);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `${what}; expected the one that a backup of EventLog was restored to\n`,
  });
  expect(await allSegments(log, 'fights')).toEqual([]);
});

test('the new generation is one more than the highest of either', async () => {
  const at = (store: SegmentStore, generation: number) => coldWriter(store, Date.now, generation);
  await at(backup, 1).append('fights', [encodedEvent('a')], Date.now());
  await at(log, 4).append('fights', [encodedEvent('b')], Date.now());
  const { exitCode, stdout } = await restore('--from', 'Backup');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('fights: 1 segments brought back, 0 removed\n');
  expect(stdout).toContain('deployed with logGeneration 5,');
  // In cdk.json it would count for every stage.
  expect(stdout).toContain(
    'put it into config/<stage>.json of this stack alone (without a stage config/default.json), and run `npm run deploy`.',
  );
  const segments = await allSegments(log, 'fights');
  expect(
    segments.map(({ generation, events }) => [generation, events.map(({ id }) => id)]),
  ).toEqual([
    [1, ['a']],
    [5, []],
  ]);
});
