import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

/** Mistakes that a plain Node server forgives and Lambda does not, each beside its right version. */
const sources = {
  /** Counts readers in its module, and so counts those of one environment only. */
  counts: `
    let inModule = 0;
    export const handler = async event => {
      inModule += 1;
      await new Promise(resolve => setTimeout(resolve, 300));
      return { inModule, fromEvent: Number(event.queryStringParameters.n) };
    };`,
  /** Saves after it has answered, or before. */
  saves: `
    const saved = [];
    const save = name => new Promise(resolve => setTimeout(() => { saved.push(name); resolve(); }, 100));
    export const handler = async event => {
      const before = [...saved];
      const name = event.rawPath.slice(1);
      if (name === 'unawaited') save(name);
      if (name === 'awaited') await save(name);
      return before;
    };`,
  /** Fails after it has answered: the next invocation is the first to see it. */
  throwsLater: `
    export const handler = async event => {
      if (event.rawPath === '/careless') setTimeout(() => { throw new Error('left behind'); }, 20);
      else await new Promise(resolve => setTimeout(resolve, 200));
      return 'fine';
    };`,
  /** Answers by callback, which Node 24 on Lambda no longer supports. */
  callback: `export const handler = (event, context, callback) => callback(null, 'done');`,
  promise: `export const handler = async (event, context) => 'done';`,
  /** Says what an import of node:http has loaded, before and after it asks for what is large. */
  http: `
    import http from 'node:http';
    const isLoaded = () => process.moduleLoadList.some(name => name.endsWith('undici/undici'));
    export const handler = async () => [isLoaded(), http.WebSocket === WebSocket, isLoaded()];`,
};

/** A function of each source, with a URL of the same name. */
function assembly() {
  const names = Object.keys(sources);
  return {
    functions: sources,
    resources: Object.fromEntries(
      names.flatMap(name => [
        [name, functionResource(name)],
        [`${name}Url`, urlResource(name, 'BUFFERED')],
      ]),
    ),
    outputs: Object.fromEntries(
      names.map(name => [name, { Value: { 'Fn::GetAtt': [`${name}Url`, 'FunctionUrl'] } }]),
    ),
  };
}

describe('an environment', () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await runAssembly(assembly(), { verbose: true });
  });
  afterEach(() => host.stop());

  const call = async (name: keyof typeof sources, path = ''): Promise<unknown> => {
    const response = await fetch(`${host.outputs[name]}${path}`);
    return response.ok ? response.json() : response.status;
  };

  test('shares no module state with another: a count kept in a module is wrong, one that is handed in is right', async () => {
    const answers = (await Promise.all([
      call('counts', '?n=1'),
      call('counts', '?n=2'),
      call('counts', '?n=3'),
    ])) as { inModule: number; fromEvent: number }[];
    expect(answers.map(({ inModule }) => inModule)).toEqual([1, 1, 1]);
    expect(answers.map(({ fromEvent }) => fromEvent)).toEqual([1, 2, 3]);
  });

  test('has all of node:http, and loads what is large in it for whoever asks', async () => {
    expect(await call('http')).toEqual([false, true, true]);
  });

  test('is frozen with the work that was left unawaited; awaited work is done', async () => {
    await call('saves', 'unawaited');
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(await call('saves', 'look')).toEqual([]);
    await host.stop();
    host = await runAssembly(assembly());
    await call('saves', 'awaited');
    expect(await call('saves', 'look')).toEqual(['awaited']);
  });

  test('lets an error that was left behind fall on the next invocation', async () => {
    expect(await call('throwsLater', 'careless')).toBe('fine');
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(host.lines.filter(line => line.includes('left behind'))).toEqual([]);
    expect(await call('throwsLater', 'innocent')).toBe(502);
    await host.logged(/left behind/);
  });

  test('refuses a handler with a callback, and takes one with a promise', async () => {
    expect(await call('callback')).toBe(502);
    await host.logged(/Runtime\.CallbackHandlerDeprecated: handler takes 3 arguments/);
    expect(await call('promise')).toBe('done');
  });

  test('shows its cold start in the log, and none when it is reused', async () => {
    await call('promise');
    await call('promise');
    const starts = host.lines.filter(line => line.includes('cold start'));
    expect(starts).toEqual([
      expect.stringMatching(/^info \[promise\] cold start: environment 1, init \d+ ms$/),
    ]);
  });
});
