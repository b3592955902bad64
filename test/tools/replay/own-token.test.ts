import { ownToken } from '../../../tools/replay/own-token.ts';

test('a token is made anew at half its life, and where it was refused', async () => {
  let nowMs = 1_790_000_000_000;
  const made: number[] = [];
  const sign = async (seconds: number) => `token ${made.push(seconds)}`;
  const token = ownToken(sign, { ttlSeconds: 3_600, now: () => nowMs });
  const next = async (afterSeconds: number, fresh = false) => {
    nowMs += afterSeconds * 1_000;
    return await token({ fresh });
  };
  expect(await next(0)).toBe('token 1');
  expect(await next(1_799)).toBe('token 1');
  expect(await next(1)).toBe('token 2');
  expect(await next(1, true)).toBe('token 3');
  expect(await next(1_799)).toBe('token 3');
  expect(made).toEqual([3_600, 3_600, 3_600]);
});
