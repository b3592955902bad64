import { signToken } from '../../../core/auth/sign-token.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { memoryBulkStore } from '../../support/memory-bulk-store.ts';
import { memoryWorkflows, workflow } from '../../support/memory-workflows.ts';
import { noDrain } from '../../support/no-drain.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const now = Date.parse('2026-11-20T20:00:01.500Z');
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** Posts as an admin with that header, and gives what the write was to be traced by. */
async function tracedBy(target: string, body: unknown, header: string | undefined) {
  const traces: (string | undefined)[] = [];
  const there = workflow({ workflowId: 'w', approvers: { users: ['ana'] } });
  const failed = {
    workflowId: 'w',
    outcome: 'failed',
    code: 'STEP_CHANGED',
    message: 'no',
  } as const;
  const bulk = memoryBulkStore([{ ...failed, at: '2026-11-20T20:00:00.000Z' }]);
  const app = createApp({
    ...unusedPorts(),
    config: {
      jwtIssuer: claims.issuer,
      jwtAudience: claims.audience,
      allowedOrigins: [],
      frontDoorOrigin: undefined,
      workflowFourEyes: true,
    } as never,
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    revocations: { isRevoked: async () => false } as never,
    rates: { take: async () => ({ kind: 'within' }) },
    drains: noDrain,
    statistics: { request: () => undefined, error: () => undefined } as never,
    audit: { record: () => undefined, settled: async () => undefined },
    paymentStreams: {
      find: async () => undefined,
      create: async (_stream, trace) => {
        traces.push(trace);
        return 'created';
      },
    },
    workflows: {
      find: async () => there,
      decide: async (workflowId, decide, trace) => {
        traces.push(trace);
        return decide(workflowId === 'w' ? there : undefined);
      },
    },
    workflowLists: memoryWorkflows([there]),
    bulk: {
      ...bulk.store,
      find: async id => ({
        ...{ bulkOperationId: id, action: 'approve', requestedBy: 'ana', requestedByRole: 'admin' },
        ...{ reason: 'r', status: 'completed', expected: 1, done: 0, failed: 1, skipped: 0 },
        ...{ chunkSize: 200, startedAt: '2026-11-20T20:00:00.000Z' },
        progressAt: '2026-11-20T20:00:00.000Z',
      }),
      create: async ({ operation }) => {
        traces.push(operation.traceparent);
        expect(Object.hasOwn(operation, 'traceparent')).toBe(operation.traceparent !== undefined);
        return 'created';
      },
    },
    startBulk: async () => undefined,
    now: () => now,
  });
  const token = await signToken(
    { ttlSeconds: 600, now, ...claims, userId: 'ana', role: 'admin' },
    secret,
  );
  const event = urlEvent('POST', target, {
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(header !== undefined && { traceparent: header }),
    },
    body: JSON.stringify(body),
  });
  const lambdaContext = { awsRequestId: 'request-1' };
  const { status } = await app.fetch(requestOf(event), { event, lambdaContext });
  return { status, traces };
}

const terms = { sender: 'house', recipient: 'bea', ratePerSecond: '1', depositedAmount: '10' };

test.each([
  ['/streams', terms, 201],
  ['/workflows', { name: 'x', approvers: { users: ['bea'] } }, 201],
  ['/workflows/w/decisions', { decision: 'approve' }, 200],
  ['/workflows/w/delegations', { to: 'bea' }, 200],
  ['/workflows/bulk', { action: 'approve', reason: 'r', ids: ['w'] }, 202],
  ['/workflows/bulk/op/retry', {}, 202],
])(
  '%s is written in the trace that its header names; a malformed one is as none',
  async (target, body, status) => {
    expect(await tracedBy(target, body, traceparent)).toEqual({ status, traces: [traceparent] });
    for (const header of [undefined, 'malformed', traceparent.replace('4bf9', '4BF9')]) {
      expect(await tracedBy(target, body, header)).toEqual({ status, traces: [undefined] });
    }
  },
);
