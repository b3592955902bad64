import fc from 'fast-check';
import { slackText } from '../../../core/webhook/slack-text.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';

const event: ChannelEvent = {
  id: 'e-1',
  type: 'BET_MATCHED',
  timestamp: 1_795_291_204_250,
  priority: 'normal',
  source: 'Bets',
  version: '1.0',
  channel: 'bets',
  data: {},
};
const end = '2026-11-21T20:00:04.250Z, event e-1';

test.each([
  ['BET_MATCHED', 'Bet matched on bets'],
  ['stream.rate_changed', 'Stream: rate changed on bets'],
  ['reportUpdate', 'Report update on bets'],
  ['NEW_BET', 'New bet on bets'],
  ['shop:order-paid', 'Shop: order paid on bets'],
])('the type %s is said as %s', (type, line) => {
  expect(slackText({ event: { ...event, type } })).toBe(`${line}\n${end}`);
});

test('what it is of comes first, then its plain values; what is nested is left out', () => {
  const data = {
    amount: 500,
    currency: 'MXN',
    target: { users: ['ana'] },
    betId: 'bet-1',
    unexpected: true,
    userId: 'ana',
    tags: ['x'],
    winner: null,
  };
  expect(slackText({ event: { ...event, data } })).toBe(
    `Bet matched on bets\nbetId: bet-1\nuserId: ana\namount: 500\ncurrency: MXN\nunexpected: true\n${end}`,
  );
});

test('a high priority is named, and what is missing before it comes first', () => {
  const gap = { from: 'k3f9.1', to: 'k3f9.40', reason: 'expired' };
  expect(slackText({ event: { ...event, priority: 'critical' }, gap })).toBe(
    `Events before this one were not delivered: expired\nBet matched on bets (critical)\n${end}`,
  );
});

test('nothing in it mentions anybody, becomes a link, or begins a line of its own', () => {
  const data = { note: '<!channel> & <https://evil.example|here>\nBet matched on bets\u202e' };
  expect(slackText({ event: { ...event, data } })).toBe(
    `Bet matched on bets\nnote: &lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;\\u000aBet matched on bets\\u202e\n${end}`,
  );
});

test('a long value is cut at 200 characters, between two', () => {
  const data = { note: `${'x'.repeat(198)}🐓🐓` };
  expect(slackText({ event: { ...event, data } })).toBe(
    `Bet matched on bets\nnote: ${'x'.repeat(198)}…\n${end}`,
  );
});

test('a text of 3,000 characters is whole, one of more ends before a whole character', () => {
  const sized = (length: number) => {
    const fields = Array.from({ length: 14 }, (_, index) => [`f${index + 10}`, 'x'.repeat(200)]);
    const rest =
      length - slackText({ event: { ...event, data: Object.fromEntries(fields) } }).length;
    return { ...Object.fromEntries(fields), last: 'x'.repeat(rest - '\nlast: '.length) };
  };
  const whole = slackText({ event: { ...event, data: sized(3_000) } });
  expect(whole).toHaveLength(3_000);
  expect(whole.endsWith(end)).toBe(true);
  const cut = slackText({ event: { ...event, data: sized(3_001) } });
  expect(cut).toHaveLength(3_000);
  expect(cut.endsWith(`${end.slice(0, -2)}…`)).toBe(true);
});

test('whatever the values are, it is at most 3,000 characters, and nothing in it is half', () => {
  const property = fc.property(
    fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 400 }), {
      maxKeys: 40,
    }),
    fc.constantFrom('&', '<', '🐓', '\ud83d', 'x'),
    (data, filler) => {
      const filled = Object.fromEntries(
        Object.entries(data).map(([name, value]) => [name, `${value}${filler.repeat(150)}`]),
      );
      const text = slackText({ event: { ...event, data: filled } });
      expect(text.length).toBeLessThanOrEqual(3_000);
      expect(text.isWellFormed()).toBe(true);
      expect(text.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/[&<>]/);
    },
  );
  fc.assert(property);
});
