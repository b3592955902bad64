import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerReading } from '../../examples/indexer/ledger-reading.ts';
import {
  byStream,
  recorded,
  recordedEvents,
  renumbered,
  shuffled,
} from '../examples/indexer/recorded-ledgers.ts';
import { runTool } from '../tools/run-tool.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target } from './support/target.ts';

let target: Target;
let reader: StreamReader;
let directory: string;

/** So that the payment streams of a run are its own: a number to each of the recorded ones. */
const base = Date.now() * 1_000;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'indexer-'));
  target = await connectTarget();
  reader = await target.open('PaymentStreams', { follows: true });
  await reader.until(({ event }) => event === 'connected');
});
afterAll(async () => {
  await target.close();
  await rm(directory, { recursive: true, force: true });
});

async function runIndexer(name: string, readings: readonly LedgerReading[]) {
  const file = join(directory, name);
  await writeFile(file, readings.map(reading => JSON.stringify(reading)).join('\n'));
  const outputs = process.env.SCENARIO_OUTPUTS ?? '';
  return await runTool('examples/indexer/main.ts', ['--outputs', outputs, '--recorded', file]);
}

/** What the log has of these payment streams, by their recorded numbers; deadlines have events of their own. */
function inLog() {
  const own = reader.messages.flatMap(({ data: { type, data } }) => {
    const isOwn = Number(data?.streamId) > base && Number(data?.streamId) < base + 10_000;
    if (!isOwn || /^stream\.deplet/.test(type)) return [];
    return [[type, { ...data, streamId: String(Number(data.streamId) - base) }] as const];
  });
  return byStream(own);
}

const eventCount = Object.values(recordedEvents).flat().length;
const seenCount = () => Object.values(inLog()).flat().length;

test('two indexers read a chain at once, shuffled and doubled: the log has each event once, in order [F3]', async () => {
  const readings = renumbered([...recorded, ...recorded], base);
  const runs = await Promise.all(
    [1, 2].map(async seed => await runIndexer(`run-${seed}.jsonl`, shuffled(readings, seed))),
  );
  expect(runs.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([
    { exitCode: 0, stderr: '' },
    { exitCode: 0, stderr: '' },
  ]);
  await reader.until(() => seenCount() >= eventCount);
  expect(inLog()).toEqual(recordedEvents);

  // Again, forwards: nothing is written, so what is written after it is all that comes.
  const again = await runIndexer('again.jsonl', renumbered(recorded, base));
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('0 written, 23 already there, 0 to look at'),
  });
  const creation = renumbered(recorded.slice(0, 1), base + 1_000);
  expect(await runIndexer('last.jsonl', creation)).toMatchObject({ exitCode: 0 });
  await reader.until(({ data }) => data?.data?.streamId === String(base + 1_000 + 7_003));
  const { 8001: _, 8002: _two, 8003: _three, 8004: _four, ...first } = inLog();
  expect(first).toEqual(recordedEvents);
});

test('a fork ends the run with an error that names the ledger, and nothing of it comes to the log', async () => {
  const forked = renumbered(recorded, base).map(reading => ({
    ...reading,
    events: reading.events.map(event => ({ ...(event as object), txHash: 'f'.repeat(64) })),
  }));
  const { exitCode, stdout, stderr } = await runIndexer('forked.jsonl', forked);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^up to ledger 3727879: 0 written, 0 already there, 5 to look at$/m);
  expect(stderr.trim().split('\n')).toHaveLength(5);
  expect(stderr).toMatch(/^fork: ledger 3727800 was replaced: /m);
});
