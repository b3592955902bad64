import { allowing } from '../../../lambdas/proposal-authorizer/access-policy.ts';

const identity = {
  userId: 'ana',
  role: 'operator',
  expiresAtMs: Date.parse('2026-11-20T21:00:00.000Z'),
};

test('a connection keeps all permissions of its token, as text', () => {
  const permissions = ['events:publish', 'proposals:make', 'of "x", y'];
  expect(allowing({ ...identity, permissions }, 'arn').context).toEqual({
    userId: 'ana',
    role: 'operator',
    tokenExpiresAtMs: Date.parse('2026-11-20T21:00:00.000Z'),
    permissions: '["events:publish","proposals:make","of \\"x\\", y"]',
  });
});

test('a connection without permissions keeps none', () => {
  const { context } = allowing({ ...identity, permissions: [] }, 'arn');
  expect(context).not.toHaveProperty('permissions');
});
