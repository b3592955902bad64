import { readFileSync } from 'node:fs';
import { AppError } from '../../../core/error/app-error.ts';
import { failureCategory } from '../../../core/error/failure-category.ts';
import { categoryOf, errorKind, recoveries } from '../../../core/wire/error-category.ts';
import { problem, problemCodes } from '../../../core/wire/problem.ts';

test.each([
  ['TOKEN_EXPIRED', 'AUTHENTICATION', 'refresh'],
  ['token-expired', 'AUTHENTICATION', 'refresh'],
  ['revoked', 'AUTHENTICATION', 'refresh'],
  ['TOO_MANY_CONNECTIONS', 'RATE_LIMIT', 'backoff'],
  ['TOO_MANY_PENDING', 'RATE_LIMIT', 'backoff'],
  ['PUBLIC_STREAMS_FULL', 'CAPACITY', 'poll'],
  ['UNAVAILABLE', 'SERVER', 'poll'],
  ['unavailable', 'SERVER', 'poll'],
  ['INTERNAL_ERROR', 'SERVER', 'poll'],
  ['slow-reader', 'CONNECTION', 'reconnect'],
  ['CONNECTION_UNKNOWN', 'CONNECTION', 'reconnect'],
  ['replaced', 'CLIENT', 'none'],
  ['NOT_MAKER', 'CLIENT', 'none'],
  ['BODY_INVALID', 'VALIDATION', 'none'],
  ['INVALID_MESSAGE', 'VALIDATION', 'none'],
] as const)('%s is of the category %s: %s', (code, category, recovery) => {
  expect(errorKind(code)).toEqual({ category, recovery });
});

test('a problem says the category of its code', () => {
  for (const code of problemCodes) {
    expect(problem(code, '').category).toBe(categoryOf(code));
  }
  expect(problem('RATE_LIMITED', 'detail')).toEqual({
    type: 'about:blank',
    title: 'Too Many Requests',
    status: 429,
    code: 'RATE_LIMITED',
    category: 'RATE_LIMIT',
    recovery: 'backoff',
    detail: 'detail',
  });
});

test('what was thrown is ours by its code, a timeout by its name, and else the server’s', () => {
  const timeout = Object.assign(new Error('too late'), { name: 'TimeoutError' });
  expect(failureCategory(new AppError('INPUT_INVALID', 'no'))).toBe('VALIDATION');
  expect(failureCategory(timeout)).toBe('TIMEOUT');
  expect(failureCategory(new Error('what?'))).toBe('SERVER');
  expect(failureCategory('what?')).toBe('SERVER');
});

test('docs/management.md has every category with its recovery', () => {
  const [, categories = ''] = readFileSync('docs/management.md', 'utf8').split('### Categories');
  const rows = [...categories.matchAll(/^\| `([A-Z_]+)` \| `(\w+)` \|/gm)];
  expect(rows.map(([, category, recovery]) => [category, recovery])).toEqual(
    Object.entries(recoveries),
  );
});
