import { readFileSync } from 'node:fs';
import { AppError } from '../../../core/wire/app-error.ts';
import { type ErrorCategory, errorKind, recoveries } from '../../../core/wire/error-category.ts';
import { failureCategory } from '../../../core/wire/failure-category.ts';
import { problem } from '../../../core/wire/problem.ts';
import { type ProblemCode, problemCodes } from '../../../core/wire/problem-code.ts';

test.each([
  ['TOKEN_EXPIRED', 'AUTHENTICATION', 'refresh'],
  ['token-expired', 'AUTHENTICATION', 'refresh'],
  ['revoked', 'AUTHENTICATION', 'refresh'],
  ['TOO_MANY_CONNECTIONS', 'RATE_LIMIT', 'backoff'],
  ['TOO_MANY_PENDING', 'RATE_LIMIT', 'backoff'],
  ['PUBLIC_STREAMS_FULL', 'CAPACITY', 'poll'],
  ['LIVE_STREAMS_FULL', 'CAPACITY', 'poll'],
  ['UNAVAILABLE', 'SERVER', 'poll'],
  ['unavailable', 'SERVER', 'poll'],
  ['INTERNAL_ERROR', 'SERVER', 'poll'],
  ['slow-reader', 'CONNECTION', 'reconnect'],
  ['CONNECTION_UNKNOWN', 'CONNECTION', 'reconnect'],
  ['replaced', 'CLIENT', 'none'],
  ['NOT_MAKER', 'CLIENT', 'none'],
  ['BODY_INVALID', 'VALIDATION', 'none'],
  ['INVALID_MESSAGE', 'VALIDATION', 'none'],
] as const)('%s is of the category %s: %s [L6]', (code, category, recovery) => {
  expect(errorKind(code)).toEqual({ category, recovery });
});

/** The compiler demands every code. */
const problemCategories: Readonly<Record<ProblemCode, ErrorCategory>> = {
  QUERY_INVALID: 'VALIDATION',
  BODY_INVALID: 'VALIDATION',
  TOKEN_REFUSED: 'AUTHENTICATION',
  TOKEN_REVOKED: 'AUTHENTICATION',
  ROLE_NOT_ALLOWED: 'CLIENT',
  CHANNEL_NOT_ALLOWED: 'CLIENT',
  ORIGIN_NOT_ALLOWED: 'CLIENT',
  NOT_AN_APPROVER: 'CLIENT',
  OWN_WORKFLOW: 'CLIENT',
  NOT_ALLOWED: 'CLIENT',
  NOT_FOUND: 'CLIENT',
  CONNECTION_NOT_FOUND: 'CLIENT',
  METHOD_NOT_ALLOWED: 'CLIENT',
  WORKFLOW_NOT_FOUND: 'CLIENT',
  PAYMENT_STREAM_EXISTS: 'CLIENT',
  WORKFLOW_EXISTS: 'CLIENT',
  WORKFLOW_ENDED: 'CLIENT',
  WORKFLOW_NOT_SUBMITTED: 'CLIENT',
  STEP_CHANGED: 'CLIENT',
  STEP_UNKNOWN: 'CLIENT',
  DECIDED_ALREADY: 'CLIENT',
  WORKFLOW_FULL: 'CLIENT',
  BULK_OPERATION_EXISTS: 'CLIENT',
  BULK_OPERATION_RUNNING: 'CLIENT',
  BULK_NOTHING_FAILED: 'CLIENT',
  WEBHOOK_EXISTS: 'CLIENT',
  WEBHOOKS_FULL: 'CLIENT',
  WEBHOOK_CHANGED: 'CLIENT',
  WEBHOOK_NOT_ENABLED: 'CLIENT',
  WEBHOOK_KEYS_FULL: 'CLIENT',
  WEBHOOK_DELIVERIES_FULL: 'CLIENT',
  WEBHOOK_MAKER_CHANGES: 'CLIENT',
  BODY_TOO_LARGE: 'VALIDATION',
  BODY_TYPE_NOT_ALLOWED: 'VALIDATION',
  IDEMPOTENCY_KEY_REUSED: 'VALIDATION',
  RATE_LIMITED: 'RATE_LIMIT',
  TOO_MANY_CONNECTIONS: 'RATE_LIMIT',
  PUBLIC_STREAMS_OFF: 'CAPACITY',
  PUBLIC_STREAMS_FULL: 'CAPACITY',
  LIVE_STREAMS_FULL: 'CAPACITY',
  DRAINING: 'CONNECTION',
  UNAVAILABLE: 'SERVER',
};

test('a problem says the category of its code', () => {
  const said = problemCodes.map(code => [code, problem(code, '').category]);
  expect(Object.fromEntries(said)).toEqual(problemCategories);
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
