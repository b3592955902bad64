import type { LeasedConnection } from '../../../core/connection/lease-directory.ts';
import { endSockets } from '../../../core/drain/end-sockets.ts';

const startMs = 1_790_000_000_000;
const drain = { startedAtMs: startMs, untilMs: startMs + 10_000, by: 'ana', reason: 'a restore' };

/** So many open sockets, in pages of 500; a page takes so long. The index lacks the last ones at first. */
function sockets(count: number, pageMs: number, late = 0) {
  let indexed = count - late;
  const ended = new Set<string>();
  const leaving = new Set<string>();
  const done: string[] = [];
  let nowMs = startMs;
  const ports = {
    directory: {
      onChannel: async (_: string, { limit, next }: { limit: number; next?: string }) => {
        const from = Number(next ?? 0);
        const to = Math.min(from + limit, indexed);
        const connections = Array.from(
          { length: to - from },
          (_, n) => ({ connectionId: `c-${from + n}` }) as LeasedConnection,
        );
        nowMs += pageMs;
        return { connections, ...(to < indexed && { next: String(to) }) };
      },
    },
    endConnection: async ({ connectionId }: { connectionId: string }, reason: string) => {
      done.push(`end ${connectionId} ${reason}`);
      const hadRow = connectionId !== 'c-1' && !ended.has(connectionId);
      ended.add(connectionId);
      return hadRow;
    },
    gateway: {
      post: async (connectionId: string, text: string) => {
        done.push(`post ${connectionId} ${text}`);
        if (!leaving.has(connectionId)) return { kind: 'gone' } as const;
        ended.add(connectionId);
        return { kind: 'sent' } as const;
      },
    },
    now: () => nowMs,
    pause: async (ms: number) => {
      done.push(`pause ${ms}`);
      nowMs += ms;
      indexed = count;
    },
  };
  return { done, ports, leaving };
}

test('each socket is sent why and when to come back, and closed then; those that were gone do not count', async () => {
  const { done, ports } = sockets(3, 0);
  expect(await endSockets(drain, ports)).toEqual({ socketsEnded: 2, socketsLeft: false });
  const ofOne = done.filter(step => step.includes('c-2'));
  expect(ofOne.slice(0, 2).map(step => step.split(' ')[0])).toEqual(['post', 'end']);
  expect(JSON.parse(String(ofOne[0]).slice('post c-2 '.length))).toEqual({
    event: 'reconnect',
    id: `${startMs}.c-2`,
    data: { reason: 'draining', message: 'a restore', retryMs: expect.any(Number) },
    timestamp: startMs,
  });
  expect(ofOne[1]).toBe('end c-2 disconnected');
});

test('one that leaves by itself once it is notified counts, and once', async () => {
  const { done, ports, leaving } = sockets(3, 0);
  leaving.add('c-0');
  leaving.add('c-2');
  expect(await endSockets(drain, ports)).toEqual({ socketsEnded: 2, socketsLeft: false });
  expect(done.filter(step => step.startsWith('post c-0'))).toHaveLength(2);
});

test('2,000 that take too long are closed as far as there is time, and the answer says that some are left', async () => {
  const { ports } = sockets(2_000, 5_001);
  expect(await endSockets(drain, ports)).toEqual({ socketsEnded: 1_499, socketsLeft: true });
});

test('one that the index lacks at first is ended by a second look two seconds later, and each counts once', async () => {
  const { done, ports } = sockets(4, 0, 2);
  expect(await endSockets(drain, ports)).toEqual({ socketsEnded: 3, socketsLeft: false });
  const steps = done.filter(step => !step.startsWith('post'));
  expect(steps.slice(0, 3)).toEqual(['end c-0 disconnected', 'end c-1 disconnected', 'pause 2000']);
  expect(steps).toContain('end c-3 disconnected');
});

test('without the time for a second look some may be left', async () => {
  const { ports } = sockets(1, 13_000);
  expect(await endSockets(drain, ports)).toEqual({ socketsEnded: 1, socketsLeft: true });
});
