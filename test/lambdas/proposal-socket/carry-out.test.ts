import type { SocketEvent } from '../../../core/socket/socket-event.ts';
import { carryOut } from '../../../lambdas/proposal-socket/carry-out.ts';
import { noDrain } from '../../support/no-drain.ts';
import { silentMeter } from '../../support/silent-meter.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';

const user = { userId: 'ana', role: 'bettor', connectionId: 'a-1', tokenExpiresAtMs: 0 };

/** Does it for a socket that has no row, and gives what was counted, audited and done. */
async function carriedOut(type: SocketEvent['type'], text = '') {
  const counts: string[] = [];
  const audited: string[] = [];
  const done: string[] = [];
  const note = (what: string) => async () => {
    done.push(what);
    return { kind: 'sent' };
  };
  const event: SocketEvent = {
    ...{ type, user, text, eventId: 'event-1', connectedAtMs: 0 },
    ...{ sourceIp: '203.0.113.7', userAgent: 'test', headers: {}, query: {} },
  };
  const answer = await carryOut(event, {
    ports: {
      now: () => 7,
      onFailure: (error: unknown) => done.push(String(error)),
      drains: noDrain,
      attempts: { take: async () => ({ kind: 'within' }) },
      revocations: { isRevoked: async () => true },
      gateway: { post: note('post'), close: note('close') },
      connections: { countMessage: async () => ({ kind: 'unknown' }), close: note('close row') },
      rooms: { leaveAll: note('leave rooms') },
      addresses: { release: note('give back') },
      leases: { release: note('give back') },
    } as never,
    telemetry: {
      audit: { record: ({ action }) => audited.push(action), settled: async () => undefined },
      statistics: {
        ...silentStatistics,
        request: series => counts.push(series),
        error: (series, category) => counts.push(`${series} ${category}`),
      },
      meter: silentMeter,
      settled: async () => undefined,
    },
    logger: { info: () => undefined, warn: () => undefined } as never,
  });
  return { answer, counts, audited, done };
}

test('each message is counted as a request of the proposals, and what it was refused with', async () => {
  expect(await carriedOut('MESSAGE', '{"action":"ping"}')).toEqual({
    answer: { statusCode: 200 },
    counts: ['proposals', 'proposals CONNECTION'],
    audited: ['ping'],
    done: ['post', 'close'],
  });
});

test('so is each handshake', async () => {
  expect(await carriedOut('CONNECT')).toMatchObject({
    answer: { statusCode: 401 },
    counts: ['proposals', 'proposals AUTHENTICATION'],
    audited: ['connect'],
  });
});

test('whoever leaves asks for nothing', async () => {
  expect(await carriedOut('DISCONNECT')).toMatchObject({
    answer: { statusCode: 200 },
    counts: [],
    audited: [],
  });
});

test('a socket that speaks while the deployment drains is answered with why, and closed', async () => {
  const drain = { startedAtMs: 0, untilMs: 5_007, by: 'carla', reason: 'a restore' };
  const done: string[] = [];
  const row = { role: 'bettor', tokenExpiresAtMs: 1_000 };
  const event: SocketEvent = {
    ...{ type: 'MESSAGE', user, text: '{"action":"ping"}', eventId: 'event-1' },
    ...{ connectedAtMs: 0, sourceIp: '203.0.113.7', userAgent: 'test', headers: {}, query: {} },
  };
  const answer = await carryOut(event, {
    ports: {
      now: () => 7,
      drains: { current: async () => drain },
      connections: {
        countMessage: async () => ({ kind: 'counted', connection: row }),
        close: async (userId: string, id: string) => done.push(`close row ${userId} ${id}`),
      },
      gateway: {
        post: async (id: string, text: string) => {
          const { event: name, data } = JSON.parse(text);
          done.push(`post ${id} ${name} ${data.message ?? ''}`.trim());
        },
        close: async (id: string) => {
          done.push(`close ${id}`);
          return { kind: 'sent' };
        },
      },
    } as never,
    telemetry: {
      audit: { record: () => undefined, settled: async () => undefined },
      statistics: silentStatistics,
      meter: silentMeter,
      settled: async () => undefined,
    },
    logger: { info: () => undefined, warn: () => undefined } as never,
  });
  expect(answer).toEqual({ statusCode: 200 });
  expect(done).toEqual([
    'close row ana a-1',
    'post a-1 pong',
    'post a-1 reconnect a restore',
    'close a-1',
  ]);
});
