import { type Answer, connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;
let management: Management;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
});
afterAll(async () => {
  await target.close();
});

/** So many at once, over as many environments as that takes. */
const width = 10;

/** Asks until the rate is exceeded, but no more often than in two whole windows. */
async function untilLimited(limit: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  const ends = 2 * limit + width;
  while (answers.length < ends && !answers.some(({ status }) => status === 429)) {
    answers.push(...(await Promise.all(Array.from({ length: width }, ask))));
  }
  return answers;
}

function expectLimited(answers: readonly Answer[], limit: number, windowSec: number): void {
  const limited = answers.filter(({ status }) => status === 429);
  expect(limited.length).toBeGreaterThan(0);
  expect(answers.length - limited.length).toBeGreaterThanOrEqual(limit);
  // At the seam of two windows it can be twice as many.
  expect(answers.length - limited.length).toBeLessThanOrEqual(2 * limit);
  for (const { body, headers } of limited) {
    expect(body.code).toBe('RATE_LIMITED');
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(windowSec);
  }
}

test('a user has 100 requests in 10 seconds, over all routes and environments, and others have theirs', async () => {
  const user = unique('busy');
  const token = await target.token(user, 'admin');
  const paths = [`/revocations?userId=${user}`, `/users/${user}/presence`];
  let asked = 0;
  const answers = await untilLimited(100, () => {
    asked += 1;
    return management.call('GET', paths[asked % 2] ?? '', { token, takesRateLimit: true });
  });
  expectLimited(answers, 100, 10);
  const other = await target.token(unique('calm'), 'admin');
  const { status } = await management.call('GET', paths[0] ?? '', {
    token: other,
    takesRateLimit: true,
  });
  expect(status).toBe(200);
});

test('a user is given ten tokens in a minute', async () => {
  const token = await target.token(unique('keen'), 'bettor');
  const answers = await untilLimited(10, () =>
    management.call('POST', '/token', { token, body: {}, takesRateLimit: true }),
  );
  expectLimited(answers, 10, 60);
});

test('an address has 100 refused credentials in 10 seconds, and valid ones are let in all the same', async () => {
  const path = '/revocations?userId=nobody';
  const answers = await untilLimited(100, () =>
    management.call('GET', path, { token: 'guess', takesRateLimit: true }),
  );
  // Other tests at the same address are refused too: there may be fewer of ours, never more.
  const limited = answers.filter(({ status }) => status === 429);
  expect(limited.length).toBeGreaterThan(0);
  expect(limited.every(({ body }) => body.code === 'RATE_LIMITED')).toBe(true);
  expect(answers.length - limited.length).toBeLessThanOrEqual(200);
  const token = await target.token(unique('honest'), 'admin');
  expect((await management.call('GET', path, { token, takesRateLimit: true })).status).toBe(200);
});
