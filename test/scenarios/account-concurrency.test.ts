import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireOutput } from '../../tools/outputs.ts';
import { runTool } from '../tools/run-tool.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

/** What the plan reserves for each channel of an account of a thousand: docs/operations.md. */
const share = 23;

// A deployed stack has the account that it has. Ten slots and forty are those of strangers.test.ts.
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

onLocalHost('in an account of a thousand slots', () => {
  let directory: string;
  let host: OwnHost;
  let target: Target;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'thousand-'));
    // Streams of the test are open at the same time, however slow the machine is.
    const context = { accountConcurrency: '1000', streamLifetimeSeconds: '270' };
    host = await startOwnHost(directory, context);
    target = await connectTarget(host.outputsFile);
  }, 300_000);
  afterAll(async () => {
    await target?.close();
    await host?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('preflight finds what the stack was deployed with, and what it has reserved', async () => {
    const kind = target.onWebFunction ? ['--sse-host', 'web-function'] : [];
    const { stdout } = await runTool('tools/preflight.ts', [
      ...['--outputs', host.outputsFile],
      ...kind,
    ]);
    expect(stdout).toContain('-c accountConcurrency=1000\n');
    expect(stdout).toMatch(/^\d+ are reserved already\./m);
  });

  test('a channel has its share of streams and no more, and no other channel is the poorer', async () => {
    const opened = await Promise.all(
      Array.from({ length: share }, () => target.open('Fights', { history: 0 })),
    );
    expect(opened.map(({ status }) => status)).toEqual(opened.map(() => 200));
    await Promise.all(opened.map(stream => stream.until(({ event }) => event === 'connected')));
    expect(await oneMore()).toBe(target.onWebFunction ? 200 : 429);

    const bets = await target.open('Bets', { history: 0 });
    expect(bets.status).toBe(200);
    await bets.until(({ event }) => event === 'connected');
    const eventId = unique('note');
    await target.put('Outbox', { eventId, channel: 'bets', type: 'NOTE', data: {} });
    await bets.until(({ data }) => data?.id === eventId);
  }, 240_000);

  /** The status of one stream more, by Lambda itself where the share is used up. */
  async function oneMore(): Promise<number> {
    const abort = new AbortController();
    const token = await target.token(unique('admin'), 'admin');
    const response = await fetch(requireOutput(target.outputs, 'FightsChannelUrl'), {
      headers: { authorization: `Bearer ${token}` },
      signal: abort.signal,
    });
    abort.abort();
    return response.status;
  }
});
