import { reachesStarter, starters } from './starters.ts';

/** Found at run time, as a package of ours or of others might: no import of this file shows it. */
const load = (
  module: string,
): Promise<Readonly<Record<string, (...args: readonly unknown[]) => unknown>>> => import(module);

test.each(Object.keys(starters))(
  'a unit test that uses %s fails and says where it belongs',
  async module => {
    const [name = ''] = starters[module] ?? [];
    const use = async () => (await load(module))[name]?.();
    await expect(use()).rejects.toThrow(/npm run test:engines/);
  },
);

test('what a package loads by the old name of a module is refused too', async () => {
  const { createServer } = await load('http');
  expect(createServer).toThrow(/a unit test uses createServer of node:http/);
});

test('the parts of a module that start nothing work', async () => {
  const { isIP } = await load('node:net');
  expect(isIP?.('127.0.0.1')).toBe(4);
});

test.each([
  ['test/core/auth/authenticate-request.test.ts', false],
  ['test/clients/browser/stream/channel-stream.test.ts', false],
  // By way of `test/support/engine.ts`.
  ['test/core/log/log-writer.test.ts', true],
  // By way of the local host.
  ['test/local/runtime/function.test.ts', true],
  // By way of `test/lib/synthesize.ts`.
  ['test/lib/grants.test.ts', true],
])('%s reaches what starts something: %s', (file, reaches) => {
  expect(reachesStarter(file)).toBe(reaches);
});
