import { allowing } from '../../../lambdas/proposal-authorizer/access-policy.ts';
import { parseSocketEvent } from '../../../lambdas/proposal-socket/decode-event.ts';

const identity = { userId: 'ana', role: 'service', expiresAtMs: 1_795_000_060_000 };

/** The event of a handshake that API Gateway made of what the authorizer left. */
function connecting(context: object | null) {
  const texts = Object.entries(context ?? {}).map(([name, value]) => [name, String(value)]);
  return parseSocketEvent({
    requestContext: {
      ...{ eventType: 'CONNECT', connectionId: 'c1', requestId: 'r1', connectedAt: 1 },
      identity: { sourceIp: '203.0.113.7' },
      authorizer: Object.fromEntries(texts),
    },
  });
}

test.each([
  [['workflow:read']],
  [['a,b', 'of "x"', '票', '[]']],
  [Array.from({ length: 100 }, (_, n) => `permission-${n}`)],
])('a socket has the permissions that its token had: %j', permissions => {
  const { context = null } = allowing({ ...identity, permissions }, 'arn');
  expect(connecting(context).user.permissions).toEqual(permissions);
});

test.each([
  ['none', undefined, undefined],
  ['what an authorizer of before left', 'proposals:make,events:publish', []],
  ['another kind of value', '{"0":"workflow:read"}', []],
  ['a list of other things', '[7]', []],
])('%s gives no permission', (_what, permissions, expected) => {
  const { context = {} } = allowing({ ...identity, permissions: [] }, 'arn');
  const { user } = connecting({
    ...context,
    ...(permissions === undefined ? {} : { permissions }),
  });
  expect(user.permissions).toEqual(expected);
});
