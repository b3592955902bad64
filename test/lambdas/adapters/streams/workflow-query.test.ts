import { signToken } from '../../../../core/auth/sign-token.ts';
import type { StreamName } from '../../../../core/wire/event.ts';
import { admit } from '../../../../lambdas/adapters/streams/admit.ts';
import { fixedSecret } from '../../../support/fixed-key.ts';

const now = 1_790_000_000_000;
const secret = new TextEncoder().encode('s'.repeat(64));
const keys = {
  tokenKey: { kind: 'secret', source: fixedSecret(secret) } as const,
  sseSecrets: fixedSecret(secret),
};

interface Asked {
  readonly role: string;
  readonly permissions?: readonly string[];
}

/** What someone gets of that channel with that query: the workflows that they are let in for, or the refusal. */
async function ask(who: Asked, channel: StreamName, rawQueryString: string) {
  const issued = { issuer: 'gallobets', audience: 'gallobets-realtime', ttlSeconds: 60, now };
  const token = await signToken({ userId: 'ana', ...who, ...issued }, secret);
  const request = {
    ...{ method: 'GET', path: '/', cookies: [], rawQueryString },
    headers: { authorization: `Bearer ${token}` },
    ...{ sourceIp: '203.0.113.7', userAgent: 'test', requestId: 'r-1' },
  };
  const rules = { allowedOrigins: [], jwtIssuer: issued.issuer, jwtAudience: [issued.audience] };
  const verdict = await admit(request, { channel, path: '/' }, rules, keys, now);
  if (verdict.kind === 'admitted') return verdict.query.filters.workflows;
  const { status, code, detail } = verdict.problem;
  return `${status} ${code} ${detail}`;
}

const times = (count: number) =>
  Array.from({ length: count }, (_, n) => `workflows=${n}`).join('&');

const readers: readonly Asked[] = [
  { role: 'operator' },
  { role: 'bettor', permissions: ['x', 'workflow:read'] },
];

test.each([
  ['', undefined],
  ['workflows=w-1', ['w-1']],
  ['workflows=w-1&workflows=w,2&workflows=%20', ['w-1', 'w,2', ' ']],
  [times(100), Array.from({ length: 100 }, (_, n) => String(n))],
  [`workflows=${'w'.repeat(256)}`, ['w'.repeat(256)]],
])('who may read the channel asks with ?%.40s', async (query, expected) => {
  for (const who of readers) {
    expect(await ask(who, 'workflows', query)).toEqual(expected);
    expect(await ask(who, 'live', query)).toEqual(expected);
    expect(await ask(who, 'live', `channels=inbox,workflows&${query}`)).toEqual(expected);
  }
});

test.each([
  ['workflows=', 'received workflows=; expected 1 to 256 characters'],
  [
    `workflows=${'w'.repeat(257)}`,
    `received workflows=${'w'.repeat(64)}; expected 1 to 256 characters`,
  ],
  [times(101), 'received 101 workflows; expected at most 100 workflows'],
])('?%.40s is refused', async (query, detail) => {
  for (const who of readers) {
    expect(await ask(who, 'workflows', query)).toBe(`400 QUERY_INVALID ${detail}`);
    expect(await ask(who, 'live', query)).toBe(`400 QUERY_INVALID ${detail}`);
  }
});

test('the filter is refused where the channel is not shown', async () => {
  const [operator, permitted] = readers as [Asked, Asked];
  const detail = (channels: string) =>
    `400 QUERY_INVALID received workflows for ${channels}; expected it for workflows only`;
  expect(await ask(operator, 'fights', 'workflows=w-1')).toBe(detail('fights'));
  expect(await ask(permitted, 'inbox', 'workflows=w-1')).toBe(detail('inbox'));
  expect(await ask(permitted, 'live', 'channels=inbox&workflows=w-1')).toBe(detail('inbox'));
  expect(await ask({ role: 'bettor' }, 'live', 'workflows=w-1')).toBe(
    detail('payment-streams, inbox'),
  );
});

test('without the role or the permission the channel is shut, whatever is asked of it', async () => {
  const refusal =
    '403 ROLE_NOT_ALLOWED received the role bettor, which may not read the channel workflows without the permission workflow:read';
  for (const permissions of [[], ['workflow:READ', 'workflow:read:all']]) {
    const bettor = { role: 'bettor', permissions };
    for (const query of ['', 'workflows=w-1', 'workflows=']) {
      expect(await ask(bettor, 'workflows', query)).toBe(refusal);
    }
    expect(await ask(bettor, 'live', 'channels=inbox,workflows')).toBe(refusal);
  }
});
