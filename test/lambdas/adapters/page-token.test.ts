import * as z from 'zod';
import { nextSchema } from '../../../core/wire/management/page.ts';
import { pageToken } from '../../../lambdas/adapters/page-token.ts';

const token = pageToken(
  z.strictObject({ channel: z.literal('fights'), userId: z.string().max(128) }),
);

test('a key comes back as it was, and what carries it fits into an answer', () => {
  const key = { channel: 'fights', userId: 'ñ'.repeat(128) } as const;
  const next = token.encode(key);
  expect(nextSchema.safeParse(next).success).toBe(true);
  expect(token.decode(next)).toEqual(key);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'abc'],
  ['another query', Buffer.from('{"channel":"bets","userId":"a"}').toString('base64url')],
  ['more than a key', Buffer.from('{"channel":"fights","userId":"a","x":1}').toString('base64url')],
  ['null', Buffer.from('null').toString('base64url')],
])('%s is no key', (_title, next) => {
  expect(token.decode(next)).toBeUndefined();
});
