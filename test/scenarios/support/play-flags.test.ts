import { parsePlay } from './play-flags.ts';

test.each([
  [['--host', 'web-function'], { sseHost: 'web-function', jestArgs: [] }],
  [
    ['live.test', '--host=function-url', '-t', 'x'],
    { sseHost: 'function-url', jestArgs: ['live.test', '-t', 'x'] },
  ],
  [['live.test'], { jestArgs: ['live.test'] }],
])('%j is a kind of host and what is Jest’s', (args, expected) => {
  expect(parsePlay(args, {})).toEqual({ isAgain: false, ...expected });
});

test('the kind may be set for a run without the launcher, and the flag comes first', () => {
  const env = { SSE_HOST: 'web-function' };
  expect(parsePlay([], env).sseHost).toBe('web-function');
  expect(parsePlay(['--host', 'function-url'], env).sseHost).toBe('function-url');
});

test.each([
  [['--host', 'lambda'], {}, '--host: received "lambda", expected function-url or web-function'],
  [['--host'], {}, '--host: received "", expected function-url or web-function'],
  [['--host='], {}, '--host: received "", expected function-url or web-function'],
  [[], { SSE_HOST: 'x' }, 'SSE_HOST: received "x", expected function-url or web-function'],
  [
    ['--host', 'web-function', '--host', 'web-function'],
    {},
    '--host: received it twice, expected one kind',
  ],
  [
    ['--host', 'web-function'],
    { OUTPUTS: 'outputs.json' },
    'received --host and OUTPUTS, but the stack of OUTPUTS has its kind',
  ],
])('%j with %j is refused', (args, env, message) => {
  expect(() => parsePlay(args, env)).toThrow(message);
});

test('what is played again has nothing to play where the stack is given', () => {
  const args = ['--again', '--host', 'web-function', 'live.test'];
  expect(parsePlay(args, { OUTPUTS: 'outputs.json' })).toMatchObject({ isAgain: true });
  expect(parsePlay(args, {})).toEqual({
    ...{ isAgain: false, sseHost: 'web-function', jestArgs: ['live.test'] },
  });
});
