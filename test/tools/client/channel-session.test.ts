import { ChannelSession } from '../../../tools/client/channel-session.ts';
import type { CommandResult } from '../../../tools/client/client-record.ts';

const noToken: CommandResult = { ending: 'refused', code: 'NO_TOKEN', message: 'm', next: 'n' };
const { signal } = new AbortController();

/** Channels of a stack that has these addresses, for someone without a token. */
const session = (channelUrls: Readonly<Record<string, string>> = {}) =>
  new ChannelSession({
    endpoints: { channelUrls },
    timeoutMs: 1_000,
    signIn: async () => noToken,
    report: () => undefined,
  });

test('a channel without an address is not followed, and the way to one is named', async () => {
  const channels = session();
  expect(await channels.follow({ channels: ['fights'], history: 0 }, signal)).toEqual({
    ending: 'refused',
    code: 'NO_ADDRESS',
    message: 'the address of fights is not known',
    next: 'pass --outputs FILE of a stack that has it, or --url fights=…',
  });
  expect(channels.names).toEqual([]);
});

test('several channels need the address of their stream, and the way to one is named', async () => {
  const channels = session({ fights: 'http://127.0.0.1:1/', bets: 'http://127.0.0.1:1/' });
  expect(await channels.follow({ channels: ['fights', 'bets'], history: 0 }, signal)).toEqual({
    ending: 'refused',
    code: 'NO_ADDRESS',
    message: 'the address of streams of several channels is not known: there is no output LiveUrl',
    next: 'deploy the stack again if it is older than this client, or pass --url live=…; or follow each alone: `channel fights`, `channel bets`',
  });
});

test('without a token nothing is opened', async () => {
  const channels = session({ fights: 'http://127.0.0.1:1/' });
  expect(await channels.follow({ channels: ['fights'], history: 0 }, signal)).toBe(noToken);
  expect(channels.status()).toEqual([]);
});

test('a filter needs a channel that is shown', () => {
  expect(session().filter('subscribe', ['NEW_BET'])).toMatchObject({ code: 'NO_CHANNEL' });
});

test('what was not followed is not followed again', async () => {
  expect(await session().suspend()(signal)).toEqual([]);
});
