import { signToken } from '../../../core/auth/sign-token.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { noDrain } from '../../support/no-drain.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { managementDocument } from './management-document.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };

const app = createApp({
  ...unusedPorts(),
  config: {
    jwtIssuer: claims.issuer,
    jwtAudience: claims.audience,
    allowedOrigins: [],
    frontDoorOrigin: undefined,
  } as never,
  keys: {
    tokenKey: { kind: 'secret', source: fixedSecret(secret) },
    sseSecrets: fixedSecret(secret),
  },
  revocations: { isRevoked: async () => false } as never,
  rates: { take: async () => ({ kind: 'within' }) },
  drains: noDrain,
  statistics: silentStatistics,
  audit: { record: () => undefined, settled: async () => undefined },
  contracts: { events: async () => ({}), asyncApi: async () => ({}) as never },
  now: () => now,
  onFailure: () => undefined,
});

/** Those who ask, by what their token says; a stranger has none. */
const callers: Readonly<Record<string, { role: string; permissions?: string[] } | undefined>> = {
  admin: { role: 'admin' },
  operator: { role: 'operator' },
  bettor: { role: 'bettor' },
  backend: { role: 'backend', permissions: ['events:publish'] },
  payer: { role: 'backend', permissions: ['payment-streams:create'] },
  author: { role: 'backend', permissions: ['workflow:create'] },
  bulker: { role: 'backend', permissions: ['workflow:bulk'] },
  stranger: undefined,
};

/** Whether the caller is let in; whether what is asked for makes sense does not matter here. */
async function isLetIn(caller: string, method: string, path: string): Promise<boolean> {
  const claimed = callers[caller];
  const token =
    claimed &&
    (await signToken({ userId: 'ana', ttlSeconds: 60, now, ...claims, ...claimed }, secret));
  const event = urlEvent(method, path.replaceAll(/\{\w+\}/g, 'x'), {
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  const lambdaContext = { awsRequestId: 'request-1' };
  const answer = await app.fetch(requestOf(event), { event, lambdaContext });
  const { code } = JSON.parse((await answer.text()) || '{}');
  return code !== 'ROLE_NOT_ALLOWED' && code !== 'TOKEN_REFUSED';
}

const admins = ['admin'];
const staff = ['admin', 'operator'];
const signedIn = ['admin', 'operator', 'bettor', 'backend', 'payer', 'author', 'bulker'];
const bulkers = ['admin', 'operator', 'bulker'];
const everyone = [...signedIn, 'stranger'];

test('each operation lets in those whom it is for, and nobody else', async () => {
  const { paths } = await managementDocument();
  const letIn: Record<string, string[]> = {};
  for (const [path, item] of Object.entries(paths)) {
    for (const method of Object.keys(item).map(name => name.toUpperCase())) {
      const those: string[] = [];
      for (const caller of Object.keys(callers)) {
        if (await isLetIn(caller, method, path)) those.push(caller);
      }
      letIn[`${method} ${path}`] = those;
    }
  }
  expect(letIn).toEqual({
    'DELETE /connections/{id}': admins,
    'DELETE /drain': admins,
    'DELETE /revocations': admins,
    // Before it knows anyone it says that this stack has no front door.
    'POST /session': everyone,
    'DELETE /session': everyone,
    'DELETE /users/{id}/connections': admins,
    'DELETE /workflows/bulk/{id}': bulkers,
    'GET /asyncapi.json': everyone,
    'GET /audit': admins,
    'GET /connections': admins,
    'GET /connections/{id}': admins,
    'GET /events.schema.json': everyone,
    'GET /health': everyone,
    'GET /openapi.json': everyone,
    'GET /poll': signedIn,
    'GET /revocations': admins,
    'GET /stats': staff,
    'GET /streams': signedIn,
    'GET /streams/{id}': signedIn,
    'GET /users/{id}/presence': admins,
    // What of them they see is a matter of each workflow.
    'GET /workflows': signedIn,
    'GET /workflows/bulk/{id}': bulkers,
    'GET /workflows/bulk/{id}/results': bulkers,
    'GET /workflows/{id}': signedIn,
    // Which of them they see is a matter of each webhook.
    'DELETE /webhooks/{id}': staff,
    'GET /webhooks': staff,
    'GET /webhooks/{id}': staff,
    'GET /webhooks/{id}/deliveries': staff,
    'GET /webhooks/{id}/deliveries/{deliveryId}': staff,
    'GET /webhooks/{id}/keys': everyone,
    'PATCH /webhooks/{id}': staff,
    'POST /webhooks': staff,
    'POST /webhooks/{id}/deliveries/{deliveryId}/redeliver': staff,
    'POST /webhooks/{id}/recover': staff,
    'POST /webhooks/{id}/rotate': staff,
    'POST /webhooks/{id}/test': staff,
    'POST /drain': admins,
    'POST /events': ['admin', 'backend'],
    'POST /health': admins,
    'POST /revocations': admins,
    'POST /streams': ['admin', 'operator', 'payer'],
    'POST /test-broadcast': admins,
    'POST /token': signedIn,
    'POST /workflows': ['admin', 'operator', 'author'],
    'POST /workflows/bulk': bulkers,
    'POST /workflows/bulk/{id}/retry': bulkers,
    'POST /workflows/{id}/decisions': signedIn,
    'POST /workflows/{id}/delegations': signedIn,
  });
});
