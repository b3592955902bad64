import type { CommandResult } from '../../../tools/client/client-record.ts';
import { ProposalSession } from '../../../tools/client/proposal-session.ts';

const noToken: CommandResult = { ending: 'refused', code: 'NO_TOKEN', message: 'm', next: 'n' };
const { signal } = new AbortController();

/** Proposals at that address, for someone without a token. */
const session = (socketUrl?: string) =>
  new ProposalSession({
    endpoints: { channelUrls: {}, ...(socketUrl === undefined ? {} : { socketUrl }) },
    timeoutMs: 1_000,
    signIn: async () => noToken,
    userId: () => 'ana',
    report: () => undefined,
  });

test('a socket without an address is not opened, and the way to one is named', async () => {
  expect(await session().connect(signal)).toEqual({
    ending: 'refused',
    code: 'NO_ADDRESS',
    message: 'the address of socket is not known',
    next: 'pass --outputs FILE of a stack that has it, or --url socket=…',
  });
});

test('without a token nothing is opened', async () => {
  const proposals = session('ws://127.0.0.1:1/');
  expect(await proposals.connect(signal)).toBe(noToken);
  expect(proposals.isConnected).toBe(false);
});

test.each([
  { name: 'respond', proposal: 'last', response: 'accept' },
  { name: 'cancel', proposal: 'last' },
] as const)('$name needs a socket, and says which command opens it', async command => {
  expect(await session().run(command)).toEqual({
    ending: 'refused',
    code: 'NOT_CONNECTED',
    message: 'the socket is closed',
    next: '`connect` opens it',
  });
});

test('while no socket is open nothing is pending, and no currency is known', () => {
  const proposals = session();
  expect(proposals.status()).toEqual({ status: 'closed', failures: 0, messages: 0 });
  expect(proposals.pending()).toEqual([]);
  expect(proposals.currencies).toEqual([]);
});
