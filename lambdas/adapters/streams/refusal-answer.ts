import { type Problem, problemContentType } from '../../../core/wire/problem.ts';
import type { ProblemCode } from '../../../core/wire/problem-code.ts';

/** How long a client waits before it asks for a stream again, by what refused it. */
const retryAfterSec: Readonly<Partial<Record<ProblemCode, number>>> = {
  TOO_MANY_CONNECTIONS: 10,
  // Meanwhile it polls, and most who have a stream keep it for minutes.
  PUBLIC_STREAMS_FULL: 30,
  LIVE_STREAMS_FULL: 30,
  UNAVAILABLE: 2,
};

/** A whole HTTP answer; names of headers in lower case. */
export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer that refuses a stream, with when to come back. `afterSec` @default - by the code */
export function refusalAnswer(problem: Problem, afterSec?: number): RefusalAnswer {
  const { status, code } = problem;
  const retryAfter = afterSec ?? retryAfterSec[code];
  return {
    status,
    headers: {
      'content-type': problemContentType,
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(status === 405 ? { allow: 'GET' } : {}),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: JSON.stringify(problem),
  };
}
