import { allowing } from '../../../lambdas/proposal-authorizer/access-policy.ts';

const identity = {
  userId: 'ana',
  role: 'operator',
  expiresAtMs: Date.parse('2026-11-20T21:00:00.000Z'),
};

test('of a token’s permissions a connection keeps those that count on a socket, as text', () => {
  const permissions = ['events:publish', 'proposals:make', 'proposals:make:not'];
  expect(allowing({ ...identity, permissions }, 'arn').context).toEqual({
    userId: 'ana',
    role: 'operator',
    tokenExpiresAtMs: Date.parse('2026-11-20T21:00:00.000Z'),
    permissions: 'proposals:make',
  });
});

test('a connection without such a permission keeps none', () => {
  const { context } = allowing({ ...identity, permissions: ['events:publish'] }, 'arn');
  expect(context).not.toHaveProperty('permissions');
});
