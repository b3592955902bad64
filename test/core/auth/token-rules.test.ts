import { ownAudience } from '../../../core/auth/token-rules.ts';

test.each([
  ['its only audience', { audience: 'gallobets-realtime' }, 'gallobets-realtime'],
  ['its first audience', { audience: ['a', 'b'], clientIds: ['c'] }, 'a'],
  ['its first client, where it has no audience', { audience: [], clientIds: ['c', 'd'] }, 'c'],
])('the stack is named in its own tokens by %s', (_title, rules, name) => {
  expect(ownAudience(rules)).toBe(name);
});
