import { accountRefusal } from '../../../core/telemetry/stream-telemetry.ts';
import { problem } from '../../../core/wire/problem.ts';
import type { ProblemCode } from '../../../core/wire/problem-code.ts';

/** What a refusal leaves: the category that is counted, and the code that is audited. */
function accountOf(code: ProblemCode): (string | undefined)[] {
  const told: (string | undefined)[] = [];
  const event = { requestContext: { http: { sourceIp: '203.0.113.7' } } };
  accountRefusal(
    { problem: problem(code, 'because') },
    { event: event as never, context: { awsRequestId: 'r-1' } as never, channel: 'inbox' },
    {
      audit: {
        record: entry => told.push(`audited ${entry.code}`),
        settled: async () => undefined,
      },
      statistics: { error: (_: string, category: string) => told.push(category) } as never,
      logger: { info: () => undefined } as never,
    },
  );
  return told;
}

test.each<[ProblemCode, string[]]>([
  ['TOKEN_REFUSED', ['AUTHENTICATION', 'audited TOKEN_REFUSED']],
  ['ROLE_NOT_ALLOWED', ['CLIENT', 'audited ROLE_NOT_ALLOWED']],
  ['TOO_MANY_CONNECTIONS', ['RATE_LIMIT', 'audited TOO_MANY_CONNECTIONS']],
  ['PUBLIC_STREAMS_FULL', ['CAPACITY']],
  ['QUERY_INVALID', ['VALIDATION']],
])('the refusal %s is counted, and audited if it is one of access', (code, left) => {
  expect(accountOf(code)).toEqual(left);
});
