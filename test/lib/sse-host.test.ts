import { parseSettings } from '../../lib/settings.ts';

describe('settings of what holds the streams', () => {
  const noSlots =
    'because with sseHost=web-function streams hold nothing of the account’s concurrency: they are bounded by user, by address and by memory';

  it.each([
    ['publicStreams', '0', 'no value'],
    ['liveStreams', '400', 'no value'],
    ['reservedConcurrency', 'streams=20,fanOut=5', 'no streams=N'],
  ])(
    'refuse with a Web Function the ceiling %s, which nothing would keep',
    (key, value, expected) => {
      expect(() => parseSettings({ sseHost: 'web-function', [key]: value })).toThrow(
        new Error(
          `bad context:\n  ${key}: received ${JSON.stringify(value)}, expected ${expected}, ${noSlots}`,
        ),
      );
    },
  );

  it('take a Web Function, whose streams take nothing of the account', () => {
    const context = { sseHost: 'web-function', accountConcurrency: '1000' };
    expect(parseSettings(context)).toMatchObject({
      sseHost: 'web-function',
      publicStreams: 0,
      reservedConcurrency: {
        ...{ fanOut: 64, sockets: 64, courier: 64, management: 128, webhooks: 64 },
      },
    });
    const given = parseSettings({ sseHost: 'web-function', reservedConcurrency: 'fanOut=5' });
    expect(given.reservedConcurrency).toEqual({ fanOut: 5 });
  });
});
