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

test('a user is given ten tokens in a minute, over all environments, and others have theirs', async () => {
  const token = await target.token(unique('keen'), 'bettor');
  const other = await target.token(unique('calm'), 'bettor');
  const ask = (holder: string) =>
    management.call('POST', '/token', { token: holder, body: {}, takesRateLimit: true });
  const answers: Answer[] = [];
  // Twice the limit and one: at the seam of two windows that many are within.
  while (answers.length < 21) {
    const asked = Math.min(7, 21 - answers.length);
    answers.push(...(await Promise.all(Array.from({ length: asked }, () => ask(token)))));
  }
  const limited = answers.filter(({ status }) => status === 429);
  expect([limited.length >= 1, limited.length <= 11]).toEqual([true, true]);
  for (const { body, headers } of limited) {
    expect(body.code).toBe('RATE_LIMITED');
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
  }
  expect((await ask(other)).status).toBe(200);
});
