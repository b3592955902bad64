import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { HostLimits } from '../../../local/resources/kinds.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

/** Sends each reader how many were in the environment before, and stays with it. */
const source = `
let readers = 0;
export const handler = awslambda.streamifyResponse(async (event, responseStream) => {
  responseStream.write('reader ' + (readers += 1));
  responseStream.write('.');
  await new Promise(resolve => setTimeout(resolve, event.rawPath === '/brief' ? 10 : 60_000));
  responseStream.end();
});
`;

describe('readers', () => {
  let host: TestHost;
  const open: IncomingMessage[] = [];
  afterEach(async () => {
    for (const response of open.splice(0)) response.on('error', () => {}).destroy();
    await host.stop();
  });

  const run = async (limits: Partial<HostLimits>): Promise<void> => {
    host = await runAssembly(
      {
        functions: { main: source },
        resources: {
          Main: functionResource('main', { ReservedConcurrentExecutions: 2, Timeout: 60 }),
          Url: urlResource('Main', 'RESPONSE_STREAM'),
        },
        outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
      },
      { limits },
    );
  };
  /** What a new reader receives first, or the status of its refusal. */
  const read = async (path = ''): Promise<string> => {
    const [response] = (await once(get(`${host.outputs.Url}${path}`), 'response')) as [
      IncomingMessage,
    ];
    open.push(response);
    if (response.statusCode !== 200) return String(response.statusCode);
    const [chunk] = await once(response, 'data');
    return String(chunk);
  };

  test('each have an environment of their own, and are throttled beyond the reserved concurrency', async () => {
    await run({});
    expect([await read(), await read(), await read()]).toEqual(['reader 1', 'reader 1', '429']);
    expect(host.lines.filter(line => line.includes('BENCHMARK'))).toEqual([]);
  });

  test('share one where a benchmark asks for it, which the log says', async () => {
    await run({ readersPerEnvironment: 2 });
    await host.logged(/^warn BENCHMARK: up to 2 readers share one environment/);
    const received = [await read(), await read(), await read(), await read(), await read()];
    expect(received).toEqual(['reader 1', 'reader 2', 'reader 1', 'reader 2', '429']);
  });

  test('who left a shared environment make room in it, and give its place back', async () => {
    await run({ readersPerEnvironment: 2 });
    for (let reader = 1; reader <= 6; reader += 1) {
      expect(await read('brief')).toBe(`reader ${reader}`);
      // It may have ended in the tick of its first bytes.
      const response = open.at(-1);
      if (response !== undefined) await finished(response);
    }
    expect(host.lines.filter(line => line.startsWith('error'))).toEqual([]);
  });
});
