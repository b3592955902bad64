import type { AuditEntry } from '../../../core/audit/audit-trail.ts';
import { signToken } from '../../../core/auth/sign-token.ts';
import type { SegmentStore } from '../../../core/log/segment.ts';
import { openKeys } from '../../../core/webhook/webhook-key.ts';
import type { WebhookWithLane } from '../../../core/webhook/webhook-store.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import {
  delivery,
  lane,
  MemoryDeliveries,
  MemoryWebhooks,
  webhook,
} from '../../support/memory-webhooks.ts';
import { noDrain } from '../../support/no-drain.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const now = 1_795_262_400_000;

interface Caller {
  readonly userId: string;
  readonly role: string;
  readonly permissions?: readonly string[];
}

const root = { userId: 'root', role: 'admin' };
const kim = { userId: 'kim', role: 'operator' };
const olga = { userId: 'olga', role: 'operator' };
const url = 'https://desk.example.com/hooks?key=t0ps3cret';

/** The API over these webhooks. */
function api(found: readonly WebhookWithLane[] = [], segments: SegmentStore = memorySegments()) {
  const webhooks = new MemoryWebhooks(found);
  const deliveries = new MemoryDeliveries();
  const audited: AuditEntry[] = [];
  const taken: string[] = [];
  const woken: (readonly [readonly string[], number | undefined])[] = [];
  const app = createApp({
    ...unusedPorts(),
    config: {
      ...{ jwtIssuer: claims.issuer, jwtAudience: claims.audience, allowedOrigins: [] },
      ...{ frontDoorOrigin: undefined, webhookDestinations: [], webhookLoopback: false },
      ...{ webhookRetryAttempts: 9, webhookTimeoutMs: 15_000, historyDays: 2 },
    } as never,
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    revocations: { isRevoked: async () => false } as never,
    rates: {
      take: async ({ name }, holder) => {
        taken.push(`${name} of ${holder}`);
        const isFull = taken.filter(each => each.startsWith('public keys')).length > 1;
        return isFull ? { kind: 'exceeded', retryAfterSec: 7 } : { kind: 'within' };
      },
    },
    drains: noDrain,
    statistics: silentStatistics,
    audit: { record: entry => audited.push(entry), settled: async () => undefined },
    ...{ webhooks, deliveries, segments, webhookSecrets: fixedSecret(secret) },
    makers: { listedRoleOf: async () => undefined },
    wakeWebhooks: async (webhookIds, delaySeconds) => {
      woken.push([webhookIds, delaySeconds]);
    },
    now: () => now,
  });
  const ask = async (caller: Caller | undefined, method: string, target: string, body?: object) => {
    const token =
      caller && (await signToken({ ttlSeconds: 600, now, ...claims, ...caller }, secret));
    const event = urlEvent(method, target, {
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const lambdaContext = { awsRequestId: 'request-1' };
    const answer = await app.fetch(requestOf(event), { event, lambdaContext });
    // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
    const read: any = await answer.json();
    return { status: answer.status, body: read };
  };
  return { ask, webhooks, deliveries, audited, woken, taken };
}

const kims: WebhookWithLane = { webhook: webhook(), lane: lane() };

test('a webhook is set up with its secret shown once: neither a list, a change, nor the audit has it [W3]', async () => {
  const { ask, webhooks, audited, woken } = api();
  const made = await ask(kim, 'POST', '/webhooks', { webhookId: 'desk', url });
  expect(made).toEqual({
    status: 201,
    body: {
      webhook: {
        ...{ webhookId: 'desk', url, channels: ['*'], types: ['*'], format: 'standard' },
        ...{ signature: 'v1', retryAttempts: 9, timeoutMs: 15_000, status: 'enabled' },
        ...{ maker: 'kim', createdAt: now, updatedAt: now, keys: [{ createdAt: now }] },
        health: { state: 'unknown', failuresInARow: 0, waiting: 0 },
      },
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    },
  });
  const rotated = await ask(kim, 'POST', '/webhooks/desk/rotate', { overlapSeconds: 60 });
  expect(rotated).toEqual({
    status: 200,
    body: {
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      previousUntil: now + 60_000,
    },
  });
  const later = [
    await ask(kim, 'POST', '/webhooks', { webhookId: 'desk', url }),
    await ask(kim, 'GET', '/webhooks/desk'),
    await ask(kim, 'GET', '/webhooks'),
    await ask(kim, 'PATCH', '/webhooks/desk', { description: 'of the desk' }),
    await ask(undefined, 'GET', '/webhooks/desk/keys'),
  ];
  expect(later.map(({ status }) => status)).toEqual([409, 200, 200, 200, 404]);
  const shown = JSON.stringify([later, audited]);
  for (const each of [made.body.secret, rotated.body.secret]) {
    expect(shown).not.toContain(each);
    expect(JSON.stringify([...webhooks.kept.values()])).not.toContain(each);
  }
  // Nor a key of the receiver, which may stand in its URL.
  expect(JSON.stringify(audited)).not.toContain('t0ps3cret');
  const kept = webhooks.kept.get('desk')?.webhook ?? webhook();
  expect(await openKeys(kept, fixedSecret(secret), now)).toHaveLength(2);
  expect(woken).toEqual([
    [['desk'], 3],
    [['desk'], 3],
  ]);
});

test('one that signs v1a shows what verifies, to anyone; so often only, by address', async () => {
  const { ask, taken } = api();
  const made = await ask(root, 'POST', '/webhooks', { webhookId: 'a1', url, signature: 'v1a' });
  const { publicKey } = made.body;
  expect([made.body.secret, publicKey]).toEqual([
    undefined,
    expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/),
  ]);
  expect(await ask(undefined, 'GET', '/webhooks/a1/keys')).toEqual({
    status: 200,
    body: { keys: [{ publicKey }] },
  });
  expect(taken.at(-1)).toBe('public keys of 203.0.113.7');
  expect(await ask(undefined, 'GET', '/webhooks/a1/keys')).toMatchObject({
    status: 429,
    body: { code: 'RATE_LIMITED' },
  });
});

test.each([
  ['no webhookId', 201, { url }],
  ['a URL without TLS', 400, { url: 'http://desk.example.com/' }],
  ['an address inside', 400, { url: 'https://10.0.0.1/' }],
  ['this machine', 400, { url: 'https://localhost/' }],
  ['an ARN, which is for admins', 403, { url: 'arn:aws:sqs:eu-west-1:123456789012:q' }],
  ['an id with a slash', 400, { url, webhookId: 'a/b' }],
  ['a type with a space', 400, { url, types: ['a b'] }],
  ['an unknown field', 400, { url, secret: 'mine' }],
  ['too many attempts', 400, { url, retryAttempts: 10 }],
  ['a channel of admins', 403, { url, channels: ['finance'] }],
])('one with %s is answered with %i', async (_title, status, body) => {
  const { ask } = api();
  const answer = await ask(kim, 'POST', '/webhooks', body);
  expect(answer.status).toBe(status);
  expect(answer.body.detail ?? '').not.toContain('t0ps3cret');
});

test('an ARN that the settings do not name is refused to an admin', async () => {
  const arn = { url: 'arn:aws:sqs:eu-west-1:123456789012:q' };
  expect((await api().ask(root, 'POST', '/webhooks', arn)).status).toBe(400);
});

test('an operator has their own, an admin all; another’s is not there, whatever is asked of it [W3]', async () => {
  const { ask, webhooks } = api([kims]);
  expect((await ask(olga, 'GET', '/webhooks')).body.webhooks).toEqual([]);
  expect((await ask(root, 'GET', '/webhooks')).body.webhooks).toHaveLength(1);
  const asked = [
    ['GET', ''],
    ['PATCH', '', { status: 'paused' }],
    ['DELETE', ''],
    ['POST', '/test', {}],
    ['POST', '/rotate', {}],
    ['POST', '/recover', { since: '0' }],
    ['GET', '/deliveries'],
    ['GET', '/deliveries/1-2'],
    ['POST', '/deliveries/1-2/redeliver', {}],
  ] as const;
  for (const [method, path, body] of asked) {
    const [theirs, none] = [
      await ask(olga, method, `/webhooks/desk${path}`, body),
      await ask(olga, method, `/webhooks/none${path}`, body),
    ];
    expect([theirs.status, none.status]).toEqual([404, 404]);
    expect(JSON.stringify(theirs.body).replace('desk', 'none')).toBe(JSON.stringify(none.body));
  }
  expect(webhooks.kept.get('desk')).toEqual(kims);
});

test('what is done is audited as of the webhook, refused or not [W3]', async () => {
  const { ask, audited, deliveries } = api([kims]);
  deliveries.kept.set('lane-1 1-2', delivery({ deliveryId: '1-2' }));
  await ask(kim, 'POST', '/webhooks', { webhookId: 'desk', url });
  await ask(kim, 'PATCH', '/webhooks/desk', { url });
  await ask(kim, 'POST', '/webhooks/desk/test', {});
  await ask(kim, 'POST', '/webhooks/desk/rotate', {});
  await ask(kim, 'POST', '/webhooks/desk/recover', { since: '1' });
  await ask(kim, 'POST', '/webhooks/desk/deliveries/1-2/redeliver', {});
  await ask(kim, 'DELETE', '/webhooks/desk');
  expect(
    audited.map(({ action, subject, outcome, reason }) => [action, subject, outcome, reason]),
  ).toEqual([
    ['create_webhook', 'webhook#desk', 'refused', undefined],
    ['change_webhook', 'webhook#desk', 'done', undefined],
    ['test_webhook', 'webhook#desk', 'done', undefined],
    ['rotate_webhook_key', 'webhook#desk', 'done', undefined],
    ['recover_webhook', 'webhook#desk', 'done', undefined],
    ['redeliver_webhook_delivery', 'webhook#desk', 'done', 'delivery 1-2'],
    ['remove_webhook', 'webhook#desk', 'done', undefined],
  ]);
});

test('a test, a recovery and a redelivery are begun: 202, and looked at later', async () => {
  const { ask, deliveries, woken } = api([kims]);
  deliveries.kept.set('lane-1 1-2', delivery({ deliveryId: '1-2' }));
  const tested = await ask(kim, 'POST', '/webhooks/desk/test', {});
  expect(tested).toEqual({
    status: 202,
    body: { deliveryId: expect.stringMatching(/^1795262400000-test-[0-9a-f]{8}$/) },
  });
  const since = '2026-11-20T00:00:00Z';
  expect(await ask(kim, 'POST', '/webhooks/desk/recover', { since })).toEqual({
    status: 202,
    body: { since: Date.parse(since), until: now },
  });
  expect(await ask(kim, 'POST', '/webhooks/desk/deliveries/1-2/redeliver', {})).toEqual({
    status: 202,
    body: { deliveryId: '1-2' },
  });
  expect(woken).toEqual([
    [['desk'], undefined],
    [['desk'], undefined],
    [['desk'], undefined],
  ]);
  // Kept for a month as all that waits, though history is of two days.
  expect([...deliveries.parked.values()].map(({ expiresAtMs }) => expiresAtMs)).toEqual([
    now + 30 * 86_400_000,
    now + 30 * 86_400_000,
  ]);
  const list = await ask(kim, 'GET', '/webhooks/desk/deliveries?state=pending&limit=1');
  expect(list.body.deliveries).toMatchObject([{ deliveryId: tested.body.deliveryId }]);
  const one = await ask(kim, 'GET', `/webhooks/desk/deliveries/${tested.body.deliveryId}`);
  expect(one.body.delivery).toMatchObject({
    ...{ type: 'webhook.test', state: 'pending', attempts: [] },
    request: { headers: { 'user-agent': 'GalloBets-Webhooks/1.0' } },
  });
});

test('a recovery whose beginning is kept no longer says so; one after it takes its place', async () => {
  const segments = memorySegments();
  segments.segments.push({
    ...{ channel: 'global', firstSeq: 42, lastSeq: 42, epoch: 'abc', generation: 1 },
    ...{ appendedAtMs: now, expiresAtSec: now / 1_000 + 60, events: [delivery().event] },
  });
  const { ask, webhooks } = api([kims], segments);
  expect(await ask(kim, 'POST', '/webhooks/desk/recover', { since: '1', until: '5' })).toEqual({
    status: 202,
    body: { since: 1, until: 5, isCut: true },
  });
  expect((await ask(kim, 'POST', '/webhooks/desk/recover', { since: '2' })).status).toBe(202);
  expect(webhooks.kept.get('desk')?.lane.recovery).toMatchObject({ sinceMs: 2, untilMs: now });
});

test('what was sent with other eyes is neither listed, shown nor sent again over HTTP [W3]', async () => {
  const { ask, deliveries } = api([kims]);
  const { event } = delivery();
  const hidden = {
    ...event,
    channel: 'workflows',
    data: { visibleTo: { permissions: ['legal'] } },
  };
  deliveries.kept.set('lane-1 1-2', delivery({ deliveryId: '1-2', event: hidden as never }));
  deliveries.kept.set('lane-1 1-3', delivery({ deliveryId: '1-3' }));
  const lawyer = { ...kim, permissions: ['legal'] };
  const idsOf = async (who: Caller) =>
    (await ask(who, 'GET', '/webhooks/desk/deliveries')).body.deliveries.map(
      (each: { readonly deliveryId: string }) => each.deliveryId,
    );
  expect([await idsOf(kim), await idsOf(root), await idsOf(lawyer)]).toEqual([
    ['1-3'],
    ['1-3'],
    ['1-3', '1-2'],
  ]);
  for (const who of [kim, root]) {
    const statuses = [
      (await ask(who, 'GET', '/webhooks/desk/deliveries/1-2')).status,
      (await ask(who, 'POST', '/webhooks/desk/deliveries/1-2/redeliver', {})).status,
    ];
    expect(statuses).toEqual([404, 404]);
  }
  expect((await ask(lawyer, 'GET', '/webhooks/desk/deliveries/1-2')).status).toBe(200);
});

test('whoever may less than when they set it up draws nothing by it, and an admin takes nobody’s over unawares [W3]', async () => {
  const maker = { userId: 'kim', role: 'admin', permissions: [] };
  const { ask, webhooks } = api([{ webhook: webhook({ maker }), lane: lane() }]);
  for (const path of ['/test', '/rotate']) {
    expect(await ask(kim, 'POST', `/webhooks/desk${path}`, {})).toMatchObject({
      ...{ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } },
    });
  }
  expect((await ask(kim, 'GET', '/webhooks/desk')).status).toBe(200);
  expect((await ask(kim, 'PATCH', '/webhooks/desk', { status: 'enabled' })).status).toBe(200);
  expect(webhooks.kept.get('desk')?.webhook.maker.role).toBe('operator');
  expect((await ask(kim, 'POST', '/webhooks/desk/test', {})).status).toBe(202);
  for (const status of ['paused', 'enabled'])
    await ask(root, 'PATCH', '/webhooks/desk', { status });
  expect((await ask(root, 'GET', '/webhooks/desk')).body.webhook.maker).toBe('kim');
  expect(await ask(root, 'PATCH', '/webhooks/desk', { types: ['*'] })).toMatchObject({
    ...{ status: 409, body: { code: 'WEBHOOK_MAKER_CHANGES' } },
  });
});

test('removed it is not there any more', async () => {
  const { ask } = api([kims]);
  expect(await ask(kim, 'DELETE', '/webhooks/desk')).toEqual({
    status: 200,
    body: { removed: true },
  });
  expect((await ask(kim, 'DELETE', '/webhooks/desk')).status).toBe(404);
});
