import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

/** Says when it begins, does its work, and answers how often this environment was called. */
const worker = `
import { appendFileSync } from 'node:fs';
const warn = message => console.log(JSON.stringify({ level: 'WARN', message }));
let calls = 0;
export const handler = async (event, context) => {
  calls += 1;
  warn('began ' + event.rawPath + ' with ' + Math.round(context.getRemainingTimeInMillis() / 100) / 10 + ' s');
  if (event.rawPath === '/long') await new Promise(done => setTimeout(done, 900));
  appendFileSync(process.env.WORK, event.rawPath + '\\n');
  return { calls };
};
`;

const directory = mkdtempSync(path.join(tmpdir(), 'faults-'));
const work = path.join(directory, 'work.txt');

let host: TestHost;
let url: string;

beforeAll(async () => {
  host = await runAssembly({
    functions: { worker },
    resources: {
      Worker1A2B3C4D: functionResource('worker', {
        Timeout: 1,
        Environment: { Variables: { WORK: work } },
      }),
      Url: urlResource('Worker1A2B3C4D', 'BUFFERED'),
    },
    outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
  });
  url = host.outputs.Url ?? '';
});
afterAll(async () => {
  await host.stop();
  rmSync(directory, { recursive: true });
});

const faults = async (method: string, body?: unknown) => {
  const answer = await fetch(`${host.outputs.AwsEndpointUrl}/_host/faults`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answered: unknown = await answer.json();
  return { status: answer.status, body: answered as Record<string, unknown> };
};
const inject = (fault: object) => faults('POST', { functions: { Worker: { times: 1, ...fault } } });
const worked = (): string[] => readFileSync(work, 'utf8').trimEnd().split('\n');
const linesWith = (text: string): number => host.lines.filter(line => line.includes(text)).length;

test('a function that is killed before it begins does nothing, and the next is a new one', async () => {
  expect(await (await fetch(`${url}warm`)).json()).toEqual({ calls: 1 });
  await inject({ kind: 'kill' });
  expect((await fetch(`${url}killed`)).status).toBe(502);
  expect(linesWith('began /killed')).toBe(0);
  expect(await (await fetch(`${url}after`)).json()).toEqual({ calls: 1 });
});

test('one that is killed as it answers has done its work, which its invoker cannot know', async () => {
  await inject({ kind: 'kill', at: 'answer' });
  expect((await fetch(`${url}unanswered`)).status).toBe(502);
  expect(worked()).toContain('/unanswered');
});

test('one that is killed halfway has begun and not ended', async () => {
  await inject({ kind: 'kill', afterMs: 300 });
  expect((await fetch(`${url}long`)).status).toBe(502);
  await host.logged(/began \/long/);
  expect(worked()).not.toContain('/long');
});

test('one that hangs is ended at its timeout', async () => {
  await inject({ kind: 'hang' });
  const startedMs = performance.now();
  expect((await fetch(`${url}hung`)).status).toBe(502);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1_000);
  expect(linesWith('began /hung')).toBe(0);
  await host.logged(/Sandbox\.Timedout: RequestId: \S+ Error: Task timed out after 1\.00 seconds/);
});

test('a slow one begins late, within the same timeout', async () => {
  await inject({ kind: 'slow', byMs: 500 });
  expect((await fetch(`${url}slow`)).status).toBe(200);
  await host.logged(/began \/slow with 0\.[0-5] s/);
  await inject({ kind: 'slow', byMs: 500 });
  expect((await fetch(`${url}long`)).status).toBe(502);
});

test('a throttled one answers 429, and is not called', async () => {
  await inject({ kind: 'throttle' });
  expect((await fetch(`${url}throttled`)).status).toBe(429);
  expect(linesWith('began /throttled')).toBe(0);
});

test('the switches show what is set, count down, and are cleared', async () => {
  await inject({ kind: 'throttle', times: 2 });
  await fetch(url);
  expect((await faults('GET')).body.functions).toEqual({
    Worker1A2B3C4D: { kind: 'throttle', times: 1 },
  });
  expect((await faults('DELETE')).body.functions).toEqual({});
  expect((await fetch(url)).status).toBe(200);
});

test('what is not understood is refused with what was expected, and the log names each injected fault', async () => {
  expect(await faults('POST', { functions: { Nobody: { kind: 'kill' } } })).toEqual({
    status: 400,
    body: { message: 'no function Nobody in this template; it has Worker1A2B3C4D' },
  });
  expect((await faults('POST', '{')).status).toBe(400);
  expect((await faults('PUT', {})).body.message).toMatch(
    /^The local host does not serve PUT \/_host\/faults; it serves GET, POST and DELETE/,
  );
  await host.logged(/\[Worker\] injected fault: {"kind":"throttle"/);
});
