import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { coldWriter, createTestLog, encodedEvent } from '../support/event-log.ts';
import { runTool } from './run-tool.ts';

let engine: TestEngine;
let directory: string;
let outputsFile: string;

beforeAll(async () => {
  engine = await startTestEngine();
  directory = await mkdtemp(join(tmpdir(), 'replay-'));
  outputsFile = join(directory, 'outputs.json');
  const outputs = { EventLogTableName: 'EventLog', DynamoDbEndpoint: engine.endpoint };
  writeFileSync(outputsFile, JSON.stringify({ GalloBetsRealtime: outputs }));
  const store = await createTestLog(engine, 'EventLog');
  const ids = Array.from({ length: 60 }, (_, n) => `e${n}`);
  for (const id of ids) await coldWriter(store).append('fights', [encodedEvent(id)], Date.now());
}, 120_000);
afterAll(async () => {
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
});

const replay = (...args: readonly string[]) =>
  runTool('tools/replay.ts', [...args, '--outputs', outputsFile]);
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

test('a log is written to a file, one whole event a line with its cursor, and goes on from any of them', async () => {
  const file = join(directory, 'fights.ndjson');
  const all = await replay('--channel', 'fights', '--file', file);
  expect(all).toEqual({ exitCode: 0, stdout: '', stderr: '60 events written\n' });
  const lines = linesOf(readFileSync(file, 'utf8'));
  expect(lines).toHaveLength(60);
  expect(lines[7]).toEqual({
    cursor: expect.stringMatching(/^\w{16}\.8$/),
    appendedAt: expect.any(Number),
    event: expect.objectContaining({ id: 'e7', channel: 'fights', version: '1.0' }),
  });
  const range = ['--from', lines[49].cursor, '--to', lines[57].cursor];
  const some = await replay('--channel', 'fights', ...range, '--file', '-');
  expect(some.stderr).toBe('8 events written\n');
  expect(linesOf(some.stdout).map(({ event }) => event.id)).toEqual([
    ...['e50', 'e51', 'e52', 'e53', 'e54', 'e55', 'e56', 'e57'],
  ]);
}, 120_000);

test('a file that is there is left alone', async () => {
  const file = join(directory, 'there');
  writeFileSync(file, 'mine');
  const { exitCode, stderr } = await replay('--channel', 'fights', '--file', file);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^--file: there is such a file; expected the name of a new one\n/);
  expect(readFileSync(file, 'utf8')).toBe('mine');
}, 120_000);

test('a cursor of another log ends it with a sentence', async () => {
  const range = ['--from', 'other.7', '--file', '-'];
  const { exitCode, stderr } = await replay('--channel', 'fights', ...range);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('nothing leads on from other.7 (unknown-cursor)');
}, 120_000);

test.each([
  [[], '--channel: received nothing, expected one of system, '],
  [['--channel', 'fights'], 'received neither --file nor --into, expected one of them'],
  [['--channel', 'fights', '--file', '-', '--into', 'bets'], 'received --file and --into'],
  [['--channel', 'fights', '--into', 'inbox'], '--into: received "inbox", which holds'],
  [['--channel', 'fights', '--into', 'bets', '--rate', '201'], '--rate: received "201", expected'],
  [['--channel', 'fights', '--into', 'bets', '--run', 'a b'], '--run: received "a b", expected'],
  [['--channel', 'fights', '--from', 'noon', '--file', '-'], '--from: received "noon", expected'],
])(
  '%s is refused',
  async (args, message) => {
    const { exitCode, stderr } = await replay(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) });
  },
  120_000,
);
