import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import type { AuditEntry } from '../../../core/audit/audit-trail.ts';
import { Refused } from '../../../core/wire/refused.ts';
import type { ManagementEnv } from '../../../lambdas/management/caller.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import {
  bodyRefusals,
  callerRefusals,
  json,
  jsonBody,
} from '../../../lambdas/management/responses.ts';
import { shellAround } from '../../../lambdas/management/shell.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { urlEvent } from './url-event.ts';

const done = z.strictObject({ done: z.boolean() }).meta({ id: 'Done' });
const wish = z
  .strictObject({ reason: z.string().max(64), userId: z.string().optional() })
  .meta({ id: 'Wish' });

const known = createMiddleware<ManagementEnv>(async (context, next) => {
  if (context.req.header('x-role') === 'stranger') throw new Refused('TOKEN_REFUSED', 'no');
  const identity = { userId: 'kim', role: 'admin', permissions: [], expiresAtMs: 0 };
  context.set('identity', identity);
  if (context.req.header('x-role') === 'bettor') throw new Refused('ROLE_NOT_ALLOWED', 'no');
  if (context.req.header('x-role') === 'flood') throw new Refused('RATE_LIMITED', 'no');
  await next();
});

const responses = { 200: json('Done', done), ...callerRefusals, ...bodyRefusals };
const disconnectUser = createRoute({
  method: 'delete',
  path: '/users/{id}/connections',
  operationId: 'disconnectUser',
  middleware: [known] as const,
  request: { params: z.object({ id: z.string() }), body: jsonBody(wish) },
  responses,
});
const revoke = createRoute({
  method: 'post',
  path: '/revocations',
  operationId: 'revoke',
  middleware: [known] as const,
  request: { body: jsonBody(wish) },
  responses,
});
const publish = createRoute({
  method: 'post',
  path: '/events',
  operationId: 'publish',
  middleware: [known] as const,
  responses,
});
const look = createRoute({
  method: 'get',
  path: '/stats',
  operationId: 'getStats',
  middleware: [known] as const,
  request: { query: z.object({ channel: z.string().optional() }) },
  responses,
});

const recorded: AuditEntry[] = [];
const counts: string[] = [];
const routes = new OpenAPIHono<ManagementEnv>()
  .openapi(disconnectUser, context => {
    if (context.req.param('id') === 'broken') throw new Error('the store is gone');
    return context.json({ done: true }, 200);
  })
  .openapi(revoke, context => context.json({ done: true }, 200))
  .openapi(publish, context => {
    context.set('audited', { subject: 'channel#fights', reason: 'a test' });
    return context.json({ done: true }, 200);
  })
  .openapi(look, context => context.json({ done: true }, 200));
const app = shellAround([routes], {
  config: { allowedOrigins: [] },
  rates: { take: async () => ({ kind: 'within' }) },
  onFailure: () => undefined,
  now: () => 7,
  audit: { record: entry => recorded.push(entry), settled: async () => undefined },
  statistics: {
    ...silentStatistics,
    request: series => counts.push(series),
    error: (series, category) => counts.push(`${series} ${category}`),
  },
});

async function audited(
  method: string,
  target: string,
  { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
) {
  recorded.length = 0;
  const event = urlEvent(method, target, {
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...headers },
  });
  const lambdaContext = { awsRequestId: 'request-1' };
  await (await app.fetch(requestOf(event), { event, lambdaContext })).text();
  return recorded;
}

const kim = {
  atMs: 7,
  actor: 'kim',
  role: 'admin',
  sourceIp: '203.0.113.7',
  correlationId: 'request-1',
};

test('an action is audited by its operation, its path and its reason', async () => {
  const body = { reason: 'fraud' };
  expect(await audited('DELETE', '/users/be%61/connections', { body })).toEqual([
    {
      ...kim,
      action: 'disconnect_user',
      subject: 'user#bea',
      outcome: 'done',
      reason: 'fraud',
    },
  ]);
});

test('an action on the user of its body is about that user', async () => {
  const body = { reason: 'stolen', userId: 'bea' };
  expect(await audited('POST', '/revocations', { body })).toMatchObject([
    { action: 'revoke', subject: 'user#bea', outcome: 'done', reason: 'stolen' },
  ]);
});

test('a route that knows better says so', async () => {
  expect(await audited('POST', '/events')).toMatchObject([
    { action: 'publish', subject: 'channel#fights', reason: 'a test' },
  ]);
});

test('an action that is refused or fails is audited with its code', async () => {
  expect(await audited('DELETE', '/users/bea/connections', { body: { why: 'fraud' } })).toEqual([
    {
      ...kim,
      action: 'disconnect_user',
      subject: 'user#bea',
      outcome: 'refused',
      code: 'BODY_INVALID',
    },
  ]);
  const body = { reason: 'fraud' };
  expect(await audited('DELETE', '/users/broken/connections', { body })).toMatchObject([
    { outcome: 'failed', code: 'UNAVAILABLE', subject: 'user#broken' },
  ]);
});

test('what someone only looks at is audited when it is refused, by who it was', async () => {
  expect(await audited('GET', '/stats')).toEqual([]);
  expect(await audited('GET', '/stats', { headers: { 'x-role': 'bettor' } })).toMatchObject([
    { actor: 'kim', action: 'get_stats', outcome: 'refused', code: 'ROLE_NOT_ALLOWED' },
  ]);
});

test('a refused look at a channel is about that channel, and a name that is none is not kept', async () => {
  const headers = { 'x-role': 'bettor' };
  const refused = { action: 'get_stats', outcome: 'refused' };
  expect(await audited('GET', '/stats?channel=finance', { headers })).toMatchObject([
    { ...refused, subject: 'channel#finance' },
  ]);
  const [entry] = await audited('GET', '/stats?channel=nonsense', { headers });
  expect(entry).toMatchObject(refused);
  expect(entry?.subject).toBeUndefined();
});

test('whoever asks too often is audited, with no subject of their choice', async () => {
  const headers = { 'x-role': 'flood' };
  const refused = { ...kim, outcome: 'refused', code: 'RATE_LIMITED' };
  expect(await audited('GET', '/stats?channel=finance', { headers })).toEqual([
    { ...refused, action: 'get_stats' },
  ]);
  expect(await audited('DELETE', '/users/bea/connections', { headers })).toEqual([
    { ...refused, action: 'disconnect_user' },
  ]);
});

test.each([
  ['/users/be%C3%A1/connections', 'user'],
  ['/users/be%E2%80%AEa/connections', 'user'],
  [`/users/${'b'.repeat(128)}/connections`, `user#${'b'.repeat(128)}`],
  [`/users/${'b'.repeat(129)}/connections`, 'user'],
])('of a path that names nobody, %s, only the kind is kept', async (target, subject) => {
  const body = { reason: 'fraud' };
  expect(await audited('DELETE', target, { body })).toMatchObject([{ subject }]);
});

test('every request of a caller is counted, and what it was refused with', async () => {
  counts.length = 0;
  await audited('GET', '/stats');
  await audited('DELETE', '/users/bea/connections', { body: { why: 'fraud' } });
  expect(counts).toEqual(['management', 'management', 'management VALIDATION']);
});

test('a stranger who is refused is audited without a subject, and one who asks wrongly is not', async () => {
  const headers = { 'x-role': 'stranger' };
  expect(await audited('DELETE', '/users/bea/connections', { headers })).toEqual([
    {
      atMs: 7,
      actor: 'anonymous',
      action: 'disconnect_user',
      outcome: 'refused',
      code: 'TOKEN_REFUSED',
      sourceIp: '203.0.113.7',
      correlationId: 'request-1',
    },
  ]);
  const evil = { origin: 'https://evil.example.com' };
  expect(await audited('GET', '/stats', { headers: evil })).toMatchObject([
    { actor: 'anonymous', action: 'request', code: 'ORIGIN_NOT_ALLOWED' },
  ]);
  expect(await audited('GET', '/nothing')).toEqual([]);
  expect(await audited('GET', '/stats?mystery=1')).toEqual([]);
});
