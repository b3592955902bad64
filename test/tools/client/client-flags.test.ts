import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseClientFlags } from '../../../tools/client/client-flags.ts';
import { endpointsOf } from '../../../tools/client/endpoints.ts';
import { Identity } from '../../../tools/client/identity.ts';

test('flags and commands may stand in any order', () => {
  expect(
    parseClientFlags(
      ['--json', 'connect', '--timeout', '5', 'wait pending', '--as', 'ana:bettor'],
      {},
    ),
  ).toEqual({
    help: false,
    json: true,
    timeoutMs: 5_000,
    source: { kind: 'as', holder: { sub: 'ana', role: 'bettor' } },
    commands: ['connect', 'wait pending'],
    outputsFile: 'outputs.local.json',
    urls: {},
    needsOutputs: true,
  });
});

test('addresses that are given need no outputs file', () => {
  const flags = parseClientFlags(
    ['--url', 'socket=ws://a/live', '--url', 'fights=https://b/', '--url', 'management=https://c/'],
    {},
  );
  expect(flags.needsOutputs).toBe(false);
  expect(endpointsOf(flags.urls)).toEqual({
    socketUrl: 'ws://a/live',
    managementUrl: 'https://c/',
    pollUrl: 'https://c/poll',
    channelUrls: { fights: 'https://b/' },
  });
});

test('the address of streams of several channels may be given', () => {
  const { urls } = parseClientFlags(['--url', 'live=https://a/'], {});
  expect(endpointsOf(urls)).toEqual({ channelUrls: {}, liveUrl: 'https://a/' });
});

test.each([
  [['--token-file', 't'], { GALLOBETS_TOKEN: 'a.b.c' }, { kind: 'file', file: 't' }],
  [[], { GALLOBETS_TOKEN: 'a.b.c' }, { kind: 'token', token: 'a.b.c' }],
  [[], { GALLOBETS_TOKEN: '' }, undefined],
])('%j with %j: the token comes from %j', (args, environment, source) => {
  expect(parseClientFlags(args, environment).source).toEqual(source);
});

test.each([
  [['--as', 'ana'], '--as: received "ana", expected USER:ROLE such as ana:admin'],
  [
    ['--as', 'ana:admin', '--token-file', 't'],
    'received --as and --token-file, expected one of them',
  ],
  [
    ['--url', 'fihgts=http://a'],
    '--url: received "fihgts=http://a", expected NAME=URL, with one of socket, management, system,',
  ],
  [['--url', 'socket=http://a'], '--url socket: received "http://a", expected ws://… or wss://…'],
  [['--timeout', '0'], '--timeout: received "0", expected a whole number from 1 to 3600'],
  [['--tocken', 'x'], "Unknown option '--tocken'"],
])('%j is refused', (args, message) => {
  expect(() => parseClientFlags(args, {})).toThrow(message);
});

describe('the user of the client', () => {
  const noOutputs = () => Promise.reject(new Error('not needed'));
  // {"sub":"ana","role":"bettor","exp":4102444800}
  const token = 'e30.eyJzdWIiOiJhbmEiLCJyb2xlIjoiYmV0dG9yIiwiZXhwIjo0MTAyNDQ0ODAwfQ.c2ln';
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'identity-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read from the token, and a fresh one from the file again', async () => {
    const file = join(folder, 'token');
    await writeFile(file, `${token}\n`);
    const identity = new Identity({ kind: 'file', file }, noOutputs);
    expect(identity.who).toBeUndefined();
    expect(await identity.token({ fresh: false })).toBe(token);
    expect(identity.who).toEqual({ userId: 'ana', role: 'bettor' });
    await writeFile(file, 'x.y.z');
    expect(await identity.token({ fresh: false })).toBe(token);
    expect(await identity.token({ fresh: true })).toBe('x.y.z');
  });

  it('is nobody by what is no token, and a message does not repeat it', async () => {
    const identity = new Identity({ kind: 'token', token: 'secret words' }, noOutputs);
    await expect(identity.token({ fresh: false })).rejects.toThrow(
      'the token holds 12 characters that are no token, expected a signed JWT',
    );
  });

  it('is nobody without the file', async () => {
    const identity = new Identity({ kind: 'file', file: join(folder, 'absent') }, noOutputs);
    await expect(identity.token({ fresh: false })).rejects.toThrow('absent (ENOENT)');
  });
});
