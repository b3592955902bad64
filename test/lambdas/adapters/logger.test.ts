import { redactQuery } from '../../../lambdas/adapters/logger.ts';

test.each([
  ['token=a.b.c', 'token=[redacted]'],
  ['history=5&token=a.b.c&types=A', 'history=5&token=[redacted]&types=A'],
  ['https://x/?access_token=a#top', 'https://x/?access_token=[redacted]#top'],
  ['tokens=2&clientId=c', 'tokens=2&clientId=c'],
])('in a query string only the credentials are redacted: %s', (text, expected) => {
  expect(redactQuery(text)).toBe(expected);
});
