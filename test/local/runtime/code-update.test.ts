import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

/** Says its version; at /stream, says it until it is asked to end; at /slow, once it may. */
const source = (version: string) => `
  const asked = new Promise(resolve => process.once('SIGTERM', resolve));
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.write('${version}');
    if (event.rawPath === '/stream') {
      stream.write(', open');
      stream.write(' ');
      await asked;
      stream.write('asked to end');
    }
    if (event.rawPath === '/slow') await new Promise(resolve => setTimeout(resolve, 1_300));
    stream.end();
  });`;

let host: TestHost;
let directory: string;

const start = async (isDebugged = false): Promise<void> => {
  directory = mkdtempSync(join(tmpdir(), 'code-update-'));
  host = await runAssembly(
    {
      functions: { Talks: source('old') },
      resources: {
        Talks: functionResource('Talks', { Timeout: isDebugged ? 1 : 60 }),
        TalksUrl: urlResource('Talks', 'RESPONSE_STREAM'),
      },
      outputs: { Url: { Value: { 'Fn::GetAtt': ['TalksUrl', 'FunctionUrl'] } } },
    },
    { isDebugged },
  );
};
afterEach(async () => {
  await host.stop();
  rmSync(directory, { recursive: true, force: true });
});

const call = async (path = ''): Promise<string> =>
  await (await fetch(`${host.outputs.Url}${path}`)).text();

function update(version: string): void {
  writeFileSync(join(directory, 'index.mjs'), source(version));
  host.updateFunctionCode('Talks', directory);
}

describe('new code of a function', () => {
  beforeEach(() => start());

  test('is what every later invocation runs', async () => {
    expect([await call(), await call()]).toEqual(['old', 'old']);
    update('new');
    expect([await call(), await call()]).toEqual(['new', 'new']);
  });

  test('has what still runs asked to end by SIGTERM, and serve nothing after it', async () => {
    const response = await fetch(`${host.outputs.Url}stream`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = (await reader?.read())?.value ?? '';
    expect(seen).toContain('old');
    update('new');
    expect(await call()).toBe('new');
    for (;;) {
      const next = await reader?.read();
      if (next === undefined || next.done) break;
      seen += next.value;
    }
    expect(seen).toBe('old, open asked to end');
    expect(await call()).toBe('new');
  });

  test('may come again and again', async () => {
    for (const version of ['second', 'third']) {
      update(version);
      expect(await call()).toBe(version);
    }
  });

  test('of a directory without its handler is refused, and the old code goes on', async () => {
    expect(() => host.updateFunctionCode('Talks', directory)).toThrow(
      /^Talks: no module for its handler "index\.handler" in /,
    );
    expect(await call()).toBe('old');
  });

  test('is for functions only', () => {
    expect(() => host.updateFunctionCode('TalksUrl', directory)).toThrow(
      'received new code for TalksUrl, expected a function of the template',
    );
  });
});

// That any other times out is held by function.test.ts: do=hang and do=spin.
test('a function that is debugged may take longer than its timeout', async () => {
  await start(true);
  expect(await call('slow')).toBe('old');
  expect(host.lines.filter(line => /Timedout/.test(line))).toEqual([]);
});
