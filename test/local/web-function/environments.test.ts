import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holding, runWebFunction, type WebHost } from './held-streams.ts';
import { listening } from './web-assembly.ts';

let host: WebHost;
afterEach(() => host.stop());

const starts = (): readonly string[] => host.lines.filter(line => line.includes('cold start'));

describe('the limit of an environment', () => {
  test('is low at first; a request beyond it waits for another environment', async () => {
    host = await runWebFunction({}, { firstConcurrency: 2 });
    const streams = [await host.hold(), await host.hold(), await host.hold()];
    const [first, second, third] = streams.map(({ environment }) => environment);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    // No memory is shared: each has counted its own.
    expect(streams.map(({ asked }) => asked)).toEqual([1, 2, 1]);
    expect(starts()).toHaveLength(2);
  });

  test('is 128 at most: as many are in one environment, and the next in another', async () => {
    host = await runWebFunction(
      { service: { MaxConcurrencyPerEnvironment: 128 } },
      { firstConcurrency: 1_000 },
    );
    const streams = [await host.hold()];
    streams.push(...(await Promise.all(Array.from({ length: 127 }, () => host.hold()))));
    expect(new Set(streams.map(({ environment }) => environment)).size).toBe(1);
    expect((await host.hold()).environment).not.toBe(streams[0]?.environment);
    expect(starts()).toHaveLength(2);
  });

  test('grows while it is reached, up to that of the revision', async () => {
    host = await runWebFunction(
      { service: { MaxConcurrencyPerEnvironment: 5 } },
      { firstConcurrency: 2, adjustMs: 50 },
    );
    const streams = [await host.hold(), await host.hold()];
    await host.logged(/environment 1 gets 4 requests at once/);
    streams.push(await host.hold(), await host.hold());
    await host.logged(/environment 1 gets 5 requests at once/);
    streams.push(await host.hold());
    expect(new Set(streams.map(({ environment }) => environment)).size).toBe(1);
    expect((await host.hold()).environment).not.toBe(streams[0]?.environment);
  });

  test('falls while the environment is busy', async () => {
    host = await runWebFunction({}, { firstConcurrency: 1, adjustMs: 50 });
    await host.hold();
    await host.logged(/environment 1 gets 2 requests at once/);
    await host.ask('/busy');
    await host.logged(/environment 1 gets 1 requests at once/);
  });

  test('is that of a whole crowd: nobody is lost in the queue', async () => {
    host = await runWebFunction({}, { firstConcurrency: 4, environmentsAtMost: 3, adjustMs: 50 });
    const answers = await Promise.all(Array.from({ length: 60 }, () => host.said()));
    expect(answers).toHaveLength(60);
    expect(starts().length).toBeLessThanOrEqual(3);
  });
});

test('the memory that an environment knows of is its own', async () => {
  host = await runWebFunction({}, { firstConcurrency: 1 });
  const memory = async (): Promise<number> => Number(await (await host.ask('/memory')).text());
  const before = await memory();
  const first = await host.hold();
  // Of another environment, for the first has no room.
  await host.ask('/fill');
  expect(await memory()).toBeGreaterThan(before + 90_000_000);
  const second = await host.hold();
  expect(second.environment).not.toBe(first.environment);
  first.close();
  await host.logged(/a reader has left/);
  expect(await memory()).toBeLessThan(before + 50_000_000);
});

describe('an environment that starts', () => {
  test('has requests wait for it, and a slow start has them wait longer', async () => {
    host = await runWebFunction({}, { firstConcurrency: 3 });
    await host.inject({ kind: 'slowStart', byMs: 300, times: 1 });
    const answers = await Promise.all([host.said(), host.said(), host.said()]);
    expect(new Set(answers.map(({ environment }) => environment)).size).toBe(1);
    expect(starts()).toHaveLength(1);
    await host.logged(
      /^warn \[Streams\] injected fault: {"kind":"slowStart","byMs":300,"times":1}$/,
    );
  });

  test('waits for nobody who has left: the place is for the next', async () => {
    host = await runWebFunction(
      { endpoint: { ScalingConfig: { MaxEnvironments: 2 } } },
      { firstConcurrency: 1 },
    );
    await host.inject({ kind: 'slowStart', byMs: 500, times: 1 });
    const left = new AbortController();
    const asked = fetch(host.url, { signal: left.signal });
    await host.logged(/injected fault/);
    left.abort();
    await expect(asked).rejects.toThrow('abort');
    expect((await host.said()).asked).toBe(1);
    expect(starts()).toHaveLength(1);
  });

  test.each<[string, string, RegExp, number]>([
    [
      'ends by an error',
      `throw new Error('no database')`,
      /environment 1 ended by an error: Error: no database/,
      10_000,
    ],
    ['exits', 'process.exit(7)', /environment 1 exited with status 7/, 10_000],
    ['has nothing to do', '', /environment 1 exited with status 0/, 10_000],
    [
      'listens elsewhere',
      `${listening} createServer().listen(0, '127.0.0.1');`,
      /environment 1 did not listen on 127\.[\d.:]+, its AWS_LAMBDA_HTTP_ENDPOINT, in 0\.4 seconds/,
      400,
    ],
  ])('and %s is 500 for who waited, and in the log', async (_, source, logged, initMs) => {
    host = await runWebFunction({ source }, { initMs });
    expect((await host.ask()).status).toBe(500);
    await host.logged(logged);
    expect(host.lines.filter(line => /environment [^1] /.test(line))).toEqual([]);
  });

  test('too slowly has failed', async () => {
    host = await runWebFunction({}, { initMs: 400 });
    await host.inject({ kind: 'slowStart', byMs: 400, times: 1 });
    expect((await host.ask()).status).toBe(500);
    await host.logged(/environment 1 did not listen/);
  });

  test('has its output in the log, its errors with their stacks', async () => {
    host = await runWebFunction({ source: `console.log('hola'); throw new TypeError('bad')` });
    await host.ask();
    await host.logged(/^info \[Streams\] hola$/);
    await host.logged(/^warn \[Streams\] TypeError: bad$/);
    await host.logged(/^warn \[Streams\] {5}at .*index\.mjs/);
  });
});

describe('an endpoint', () => {
  test('whose environments are all full throttles at once', async () => {
    host = await runWebFunction(
      { endpoint: { ScalingConfig: { MaxEnvironments: 2 } } },
      { firstConcurrency: 1 },
    );
    const streams = [await host.hold()];
    // One more environment starts, and has room for one more request.
    const answers = await Promise.allSettled([host.hold(), host.hold()]);
    streams.push(...answers.flatMap(each => (each.status === 'fulfilled' ? [each.value] : [])));
    expect(streams).toHaveLength(2);
    expect((await host.ask()).status).toBe(429);
    streams[0]?.close();
    await host.logged(/a reader has left/);
    expect((await host.ask()).status).toBe(200);
  });

  test.each([
    [0, [429, 429, 429]],
    [2, [200, 200, 429]],
  ])('with a rate limit of %d takes no more requests in a second', async (RateLimit, expected) => {
    host = await runWebFunction({ endpoint: { ThrottleConfig: { RateLimit } } });
    const answers = await Promise.all([host.ask(), host.ask(), host.ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(expected);
  });

  test('has no environment for long that has no requests', async () => {
    host = await runWebFunction({}, { idleMs: 50 });
    const { environment } = await host.said();
    await host.logged(/environment 1 is at rest with 0 requests/);
    expect((await host.said()).environment).not.toBe(environment);
    const stream = await host.hold();
    const other = await host.said();
    expect(other.environment).toBe(stream.environment);
  });

  test('ends its environments with the host: streams have their last word', async () => {
    host = await runWebFunction({});
    const stream = await host.hold();
    const [rest] = await Promise.all([stream.rest(), host.stop()]);
    expect(rest).toBe(' ended by SIGTERM');
    await expect(host.ask()).rejects.toThrow('fetch failed');
  });
});

describe('new code', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'web-code-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('serves what comes from now on; what older code serves is asked to end', async () => {
    host = await runWebFunction({});
    const stream = await host.hold();
    writeFileSync(
      join(directory, 'index.mjs'),
      `${listening} listen((_, response) => response.end('new'));`,
    );
    host.updateFunctionCode('Revision', directory);
    expect(await (await host.ask()).text()).toBe('new');
    expect(await stream.rest()).toBe(' ended by SIGTERM');
    writeFileSync(join(directory, 'index.mjs'), holding);
    host.updateFunctionCode('Revision', directory);
    expect((await host.said()).asked).toBe(1);
  });

  test('that has no entry is refused, and the old code goes on', async () => {
    host = await runWebFunction({});
    const { environment } = await host.said();
    expect(() => host.updateFunctionCode('Revision', directory)).toThrow(
      /^Revision: no module index\.mjs in /,
    );
    expect((await host.said()).environment).toBe(environment);
  });
});
