import { recordRefusal } from '../../../core/telemetry/stream-telemetry.ts';
import { problem } from '../../../core/wire/problem.ts';
import type { ProblemCode } from '../../../core/wire/problem-code.ts';

/** What a refusal leaves: the category that is counted, and the code that is audited. */
function recordsOf(code: ProblemCode): (string | undefined)[] {
  const left: (string | undefined)[] = [];
  recordRefusal(
    { problem: problem(code, 'because') },
    { channel: 'inbox', sourceIp: '203.0.113.7', correlationId: 'r-1', atMs: 1_000 },
    {
      audit: {
        record: entry => left.push(`audited ${entry.code}`),
        settled: async () => undefined,
      },
      statistics: { error: (_: string, category: string) => left.push(category) } as never,
    },
  );
  return left;
}

test.each<[ProblemCode, string[]]>([
  ['TOKEN_REFUSED', ['AUTHENTICATION', 'audited TOKEN_REFUSED']],
  ['ROLE_NOT_ALLOWED', ['CLIENT', 'audited ROLE_NOT_ALLOWED']],
  ['TOO_MANY_CONNECTIONS', ['RATE_LIMIT', 'audited TOO_MANY_CONNECTIONS']],
  ['PUBLIC_STREAMS_FULL', ['CAPACITY']],
  ['LIVE_STREAMS_FULL', ['CAPACITY']],
  ['QUERY_INVALID', ['VALIDATION']],
])('the refusal %s is counted, and audited if it is one of access', (code, left) => {
  expect(recordsOf(code)).toEqual(left);
});
