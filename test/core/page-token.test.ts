import { keyOfPage, pageToken } from '../../core/page-token.ts';
import { nextSchema } from '../../core/wire/management/page.ts';

const attributes = ['userId', 'channel', 'at'];

const tokenOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a key comes back as it was, and what carries it fits into an answer', () => {
  const key = { channel: 'fights', userId: 'u'.repeat(128), at: 'x' };
  const next = pageToken(key);
  expect(nextSchema.safeParse(next).success).toBe(true);
  expect(keyOfPage(next, attributes)).toEqual(key);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'abc'],
  ['a key of fewer attributes', tokenOf({ channel: 'bets', userId: 'a' })],
  ['a key of more', tokenOf({ channel: 'fights', userId: 'a', at: 'x', x: 1 })],
  ['a key of an object', tokenOf({ channel: {}, userId: 'a', at: 'x' })],
  ['a key of a number', tokenOf({ channel: 'fights', userId: 'a', at: 1 })],
  ['a key without text', tokenOf({ channel: 'fights', userId: '', at: 'x' })],
  ['null', tokenOf(null)],
  ['what is longer than any key', tokenOf({ channel: 'a', userId: 'u'.repeat(2_000), at: 'x' })],
])('%s is no key', (_title, next) => {
  expect(keyOfPage(next, attributes)).toBeUndefined();
});
