import { signToken } from '../../../core/auth/sign-token.ts';
import { connectionIdOf } from '../../../core/connection/connection-id.ts';
import { encodeEvent } from '../../../core/log/encoded-event.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { coldWriter, testEvent } from '../../support/event-log.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { noDrain } from '../../support/no-drain.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };

interface Body {
  readonly events?: readonly { readonly id: string }[];
  readonly code?: string;
  readonly detail?: string;
}

/** The log of the inbox holds one event: for the connection that ana had, and that is closed. */
async function world() {
  const segments = memorySegments();
  const connectionId = await connectionIdOf('6a6f0f1e-6c0b-4d7c-8a33-0a6f2f6b9d10', 'ana');
  const metadata = { target: { connections: [connectionId] } };
  const event = testEvent('e1', { channel: 'inbox', metadata });
  await coldWriter(segments, () => now).append('inbox', [encodeEvent(event)], now);
  // No connection is looked up: the directory is a port that fails when it is used.
  const app = createApp({
    ...unusedPorts(),
    config: { jwtIssuer: claims.issuer, jwtAudience: claims.audience, allowedOrigins: [] } as never,
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    revocations: { isRevoked: async () => false } as never,
    rates: { take: async () => ({ kind: 'within' }) },
    drains: noDrain,
    segments,
    statistics: silentStatistics,
    now: () => now,
    audit: { record: () => undefined, settled: async () => undefined },
    onFailure: () => undefined,
  });
  const poll = async (userId: string, query: string) => {
    const token = await signToken(
      { userId, role: 'bettor', ttlSeconds: 60, now, tokenId: 't-1', ...claims },
      secret,
    );
    const event = urlEvent('GET', `/poll?channel=inbox${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const context = { event, lambdaContext: { awsRequestId: 'request-1' } };
    const answer = await app.fetch(requestOf(event), context);
    const body = (await answer.json()) as Body;
    return { status: answer.status, body };
  };
  return { connectionId, poll };
}

const idsOf = ({ body }: { body: Body }) => body.events?.map(({ id }) => id);

test('what was addressed to a connection that is closed is given to its user', async () => {
  const { connectionId, poll } = await world();
  expect(idsOf(await poll('ana', `&connectionId=${connectionId}`))).toEqual(['e1']);
  expect(idsOf(await poll('ana', ''))).toEqual([]);
});

test('another user who names it gets the answer for an id that never was', async () => {
  const { connectionId, poll } = await world();
  const never = '11111111-2222-3333-4444-555555555555.0123456789abcdef0123456789abcdef';
  for (const id of [connectionId, never, 'Vf4kHd3mIAMCIqQ=']) {
    expect(await poll('bea', `&connectionId=${id}`)).toMatchObject({
      status: 404,
      body: {
        code: 'CONNECTION_NOT_FOUND',
        detail: `received connectionId=${id}; expected the id of a connection of the caller’s`,
      },
    });
  }
});
