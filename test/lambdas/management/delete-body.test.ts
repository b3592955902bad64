import type { AuditEntry } from '../../../core/audit/audit-trail.ts';
import { signToken } from '../../../core/auth/sign-token.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const frontDoorOrigin = 'https://front.example.com';
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };

const audit: AuditEntry[] = [];
const app = createApp({
  ...unusedPorts(),
  config: {
    jwtIssuer: claims.issuer,
    jwtAudience: claims.audience,
    allowedOrigins: [frontDoorOrigin],
    frontDoorOrigin,
  } as never,
  keys: {
    tokenKey: { kind: 'secret', source: fixedSecret(secret) },
    sseSecrets: fixedSecret(secret),
  },
  revocations: {
    isRevoked: async () => false,
    lift: async (userId: string, tokenId: string) => `${userId} ${tokenId}` !== 'nobody *',
  } as never,
  rates: { take: async () => ({ kind: 'within' }) },
  directory: {
    find: async (connectionId: string) => ({ connectionId }),
    ofUser: async () => [{}],
  } as never,
  endConnection: async () => true,
  statistics: silentStatistics,
  now: () => now,
  audit: { record: entry => audit.push(entry), settled: async () => undefined },
  onFailure: error => {
    throw error;
  },
});

const token = () =>
  signToken(
    { userId: 'kim', role: 'admin', ttlSeconds: 60, now, tokenId: 't-1', ...claims },
    secret,
  );

interface Sent {
  readonly body?: string;
  readonly type?: string;
  readonly by?: 'bearer' | 'cookie';
}

/** Status, body, and what the audit says of subject and reason. */
async function del(path: string, { body, type, by = 'bearer' }: Sent = {}) {
  audit.length = 0;
  const credential =
    by === 'bearer' ? { authorization: `Bearer ${await token()}` } : { origin: frontDoorOrigin };
  const event = urlEvent('DELETE', path, {
    headers: { ...credential, ...(type === undefined ? {} : { 'content-type': type }) },
    ...(by === 'cookie' ? { cookies: [`__Host-session=${await token()}`] } : {}),
    ...(body === undefined ? {} : { body }),
  });
  const lambdaContext = { awsRequestId: 'request-1' };
  const answer = await app.fetch(requestOf(event), { event, lambdaContext });
  const [{ subject, reason } = {}] = audit;
  const { code, detail, ...rest } = (await answer.json()) as { code?: string; detail?: string };
  return {
    status: answer.status,
    ...(code === undefined ? { body: rest } : { code, detail }),
    subject,
    reason,
  };
}

const routes: [string, string, object][] = [
  ['/connections/c-1', 'connection#c-1', { disconnected: 1 }],
  ['/users/bea/connections', 'user#bea', { disconnected: 1 }],
  ['/revocations?userId=bea', 'user#bea', { lifted: true }],
];

describe.each(routes)('DELETE %s', (path, subject, body) => {
  const done = { status: 200, body, subject };
  const withReason = `${path}${path.includes('?') ? '&' : '?'}reason=fraud`;

  test('needs no body and no content type', async () => {
    expect(await del(path)).toEqual({ ...done, reason: undefined });
    expect(await del(path, { type: 'application/json' })).toEqual({ ...done, reason: undefined });
    expect(await del(path, { body: ' \r\n', type: 'text/plain' })).toEqual({
      ...done,
      reason: undefined,
    });
  });

  test('takes its reason from the query or from the body, whatever the body calls itself', async () => {
    expect(await del(withReason)).toEqual({ ...done, reason: 'fraud' });
    for (const type of ['application/json', 'text/plain', undefined]) {
      const sent = { body: '{"reason":"fraud"}', ...(type === undefined ? {} : { type }) };
      expect(await del(path, sent)).toEqual({ ...done, reason: 'fraud' });
    }
    expect(await del(withReason, { body: '{"reason":"other"}' })).toMatchObject({
      status: 400,
      code: 'QUERY_INVALID',
      detail: 'received reason in the query and in the body; expected it in one of them',
    });
  });

  test.each([
    ['that is no JSON', 'reason=fraud', 'received a body that is not JSON; expected JSON'],
    ['with another field', '{"why":"fraud"}', 'received the unknown why; expected none'],
    ['that is no object', '[]', 'received a body as a list of 0; expected object'],
    ['with an empty reason', '{"reason":""}', 'received reason=; expected a reason'],
    [
      'with a field that turns its line, spelled out',
      '{"a\u202eb\\nc":1}',
      'received the unknown a\\u202eb\\u000ac; expected none',
    ],
  ])('refuses a body %s', async (_title, text, detail) => {
    expect(await del(path, { body: text, type: 'text/plain' })).toMatchObject({
      status: 400,
      code: 'BODY_INVALID',
      detail,
    });
  });

  test('asks for the JSON content type where a cookie is the credential', async () => {
    const refused = { status: 415, code: 'BODY_TYPE_NOT_ALLOWED' };
    expect(await del(path, { by: 'cookie' })).toMatchObject(refused);
    expect(await del(path, { by: 'cookie', body: '{}', type: 'text/plain' })).toMatchObject(
      refused,
    );
    expect(await del(path, { by: 'cookie', type: 'application/json' })).toMatchObject({
      ...done,
      reason: undefined,
    });
  });
});

test('a revocation is lifted by the user of the query or of the body, and one is needed', async () => {
  expect(await del('/revocations?userId=bea&tokenId=t-9')).toMatchObject({ status: 200 });
  expect(await del('/revocations?userId=nobody')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  expect(await del('/revocations', { body: '{"userId":"bea"}' })).toMatchObject({ status: 200 });
  expect(await del('/revocations')).toMatchObject({
    status: 400,
    code: 'QUERY_INVALID',
    detail: 'received userId, which is missing; expected it in the query or in the body',
  });
  expect(await del('/revocations?userId=bea', { body: '{"userId":"ana"}' })).toMatchObject({
    status: 400,
    code: 'QUERY_INVALID',
  });
});

test('a session ends without a body; its page sends the JSON content type', async () => {
  expect(await del('/session', { by: 'cookie', type: 'application/json' })).toMatchObject({
    status: 200,
    body: { ended: true },
  });
  expect(await del('/session', { by: 'cookie' })).toMatchObject({
    status: 415,
    code: 'BODY_TYPE_NOT_ALLOWED',
  });
});
