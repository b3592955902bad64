import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { encodeEvent } from '../../../core/log/encoded-event.ts';
import type { ChannelName } from '../../../core/wire/event.ts';
import { createEndConnection } from '../../../lambdas/adapters/connections/end-connection.ts';
import { createPostNotice } from '../../../lambdas/adapters/connections/mailboxes.ts';
import { createEventLogTable } from '../../../lambdas/adapters/log/event-log-table.ts';
import { coldWriter, testEvent } from '../../support/event-log.ts';
import {
  chunkedBody,
  HttpSocket,
  headerOf,
  problemsIn,
  requestText,
  statusLine,
} from '../../support/http-socket.ts';
import {
  allowedOrigin,
  credentials,
  streamServers,
  untilRequests,
} from '../../support/stream-server.ts';

const { engine, start, client } = streamServers();

async function leasesOf(userId: string) {
  const { Items = [] } = await engine().client.send(
    new QueryCommand({
      TableName: 'ConnectionsTable',
      KeyConditionExpression: 'userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
    }),
  );
  return Items;
}

/** Ends them as an admin does, by another function. */
async function endStreamsOf(userId: string): Promise<void> {
  const fail = (): never => {
    throw new Error('expected a notice to be posted, and no socket');
  };
  const { client } = engine();
  const limits = { client, tableName: 'LimitsTable', now: Date.now, onUnposted: fail };
  const ports = {
    postNotice: createPostNotice(limits),
    onUnclosed: fail,
    gateway: { close: fail },
  };
  const endConnection = createEndConnection(client, 'ConnectionsTable', ports);
  for (const { leaseId, connectionId, connectedAt } of await leasesOf(userId)) {
    const connectedAtMs = Date.parse(connectedAt);
    const lease = { userId, leaseId, connectionId, connectedAtMs, kind: 'sse' } as const;
    expect(await endConnection(lease, 'disconnected')).toBe(true);
  }
}

const bothLogs: readonly ChannelName[] = ['fights', 'global'];
let appended = 0;

/** Appends an event to its channel's log, and to that of all. */
async function append(data: Record<string, unknown> = {}, logs = bothLogs): Promise<string> {
  appended += 1;
  const id = `event-${appended}`;
  const event = encodeEvent(testEvent(id, { timestamp: Date.now(), data }));
  const store = createEventLogTable(engine().client, 'EventLogTable');
  for (const log of logs) await coldWriter(store).append(log, [event], Date.now());
  return id;
}

describe('a stream', () => {
  test.each(['/fights', '/live?channels=fights'])('is served at %s, in chunks', async target => {
    const server = await start();
    const reader = await client(server);
    reader.request(target, { ...(await credentials('ana')), origin: allowedOrigin });
    const head = await reader.until('event: connected');
    expect(statusLine(head)).toBe('HTTP/1.1 200 OK');
    expect(headerOf(head, 'content-type')).toBe('text/event-stream');
    expect(headerOf(head, 'cache-control')).toBe('no-cache, no-store, no-transform');
    expect(headerOf(head, 'x-accel-buffering')).toBe('no');
    expect(headerOf(head, 'transfer-encoding')).toBe('chunked');
    expect(headerOf(head, 'connection')).toBe('close');
    expect(headerOf(head, 'access-control-allow-origin')).toBe(allowedOrigin);
    expect(headerOf(head, 'vary')).toBe('Origin');
    expect(Date.parse(headerOf(head, 'date') ?? '')).toBeGreaterThan(Date.now() - 60_000);
    const id = await append();
    await reader.until(`"id":"${id}"`);
    await endStreamsOf('ana');
    const { text, isWhole } = chunkedBody(await reader.untilEnd());
    expect(isWhole).toBe(true);
    expect(text).toMatch(/^retry: \d+\n/);
    expect(text).toMatch(/event: reconnect\ndata: .*"disconnected".*\n\n$/);
  });

  test('of each of many readers has the event in the same write, and its own position [R4]', async () => {
    const server = await start();
    const readers = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const reader = await client(server);
        reader.request('/fights?history=0', await credentials(`many-${n}`));
        await reader.until('event: connected');
        return reader;
      }),
    );
    const id = await append();
    const ids = await Promise.all(
      readers.map(async reader => {
        const answer = chunkedBody(await reader.until(`"id":"${id}"`)).text;
        return /id: (\S+)\nevent: FIGHT_STATUS_UPDATE/.exec(answer)?.[1];
      }),
    );
    expect(new Set(ids).size).toBe(1);
    expect(server.server.requests).toBe(8);
  });

  test('ends itself 840 s after its request at the latest, however long it is to last', async () => {
    const server = await start({ streamLifetimeSeconds: 3_600 });
    const reader = await client(server);
    const askedAtMs = Date.now();
    reader.request('/fights?history=0', await credentials('lou'));
    const { text } = chunkedBody(await reader.until(/"endsAt":\d+/));
    const endsAtMs = Number(/"endsAt":(\d+)/.exec(text)?.[1]);
    expect(endsAtMs - Date.now()).toBeLessThanOrEqual(840_000);
    expect(endsAtMs - askedAtMs).toBeGreaterThanOrEqual(839_000);
  });

  test('is of the client whose address stands last in X-Forwarded-For', async () => {
    const server = await start();
    const reader = await client(server);
    const claimed = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9', 'user-agent': 'eagle/1' };
    reader.request('/fights?history=0', { ...(await credentials('fay')), ...claimed });
    await reader.until('event: connected');
    expect(await leasesOf('fay')).toMatchObject([
      { sourceIp: '203.0.113.9', userAgent: 'eagle/1', channel: 'fights' },
    ]);
  });

  test('without that header it is of the address that connected', async () => {
    const server = await start();
    const reader = await client(server);
    reader.request('/fights?history=0', {
      ...(await credentials('gil')),
      'x-forwarded-for': 'unknown',
    });
    await reader.until('event: connected');
    expect(await leasesOf('gil')).toMatchObject([{ sourceIp: '127.0.0.1' }]);
  });

  test('of someone who is not staff needs no slot', async () => {
    const server = await start();
    const reader = await client(server);
    reader.request('/live', await credentials('beto', 'bettor'));
    await reader.until('event: connected');
    const { Items = [] } = await engine().client.send(
      new ScanCommand({ TableName: 'LimitsTable' }),
    );
    const pools = Items.map(({ subject }) => String(subject).split('#')[0]);
    expect(pools).not.toContain('publicStreams');
    expect(pools).not.toContain('liveStreams');
  });
});

describe('a client that leaves', () => {
  test.each(['finish', 'reset'] as const)('by %s ends its stream, and its lease', async how => {
    const server = await start();
    const reader = await client(server);
    reader.request('/fights?history=0', await credentials(`ida-${how}`));
    await reader.until('event: connected');
    expect(await leasesOf(`ida-${how}`)).toHaveLength(1);
    reader[how]();
    expect(await server.line('stream ended')).toMatchObject({
      ...{ userId: `ida-${how}`, reason: 'closed', channel: 'fights' },
      correlationId: expect.any(String),
    });
    await untilRequests(server, 0);
    expect(await leasesOf(`ida-${how}`)).toEqual([]);
  });

  test.each(['finish', 'reset'] as const)('by %s before its stream began has none', async how => {
    const server = await start();
    const reader = await client(server);
    reader.request('/fights?history=0', await credentials(`jan-${how}`));
    // It counts its request and reads its leases before anything is answered.
    await untilRequests(server, 1);
    reader[how]();
    expect(await server.line('stream ended')).toMatchObject({ reason: 'closed' });
    await untilRequests(server, 0);
    expect(await leasesOf(`jan-${how}`)).toEqual([]);
    expect(reader.received).not.toContain('event: connected');
  });

  test('and sends much instead of reading is cut off', async () => {
    const server = await start();
    const reader = await client(server);
    reader.request('/fights?history=0', await credentials('kai'));
    await reader.until('event: connected');
    reader.write('x'.repeat(65_536));
    await append();
    await reader.until('FIGHT_STATUS_UPDATE');
    expect(server.server.requests).toBe(1);
    reader.write('x');
    expect(await server.line('stream ended')).toMatchObject({ reason: 'closed' });
  });

  test('or reads nothing any more ends as slow-reader', async () => {
    const server = await start();
    const reader = await client(server);
    reader.request('/fights?history=0', await credentials('lia'));
    await reader.until('event: connected');
    reader.socket.pause();
    const ended = server.line('stream ended');
    let isOpen = true;
    void ended.then(() => {
      isOpen = false;
    });
    // Both kernels hold some megabytes before anything waits in the process.
    while (isOpen) await append({ text: 'ñ'.repeat(400_000) }, ['fights']);
    expect(await ended).toMatchObject({ userId: 'lia', reason: 'slow-reader' });
    await untilRequests(server, 0);
    expect(await leasesOf('lia')).toEqual([]);
  });
});

describe('one connection', () => {
  test('serves one request after the other, as long as none becomes a stream', async () => {
    const server = await start();
    const reader = await client(server);
    reader.request('/nowhere');
    await reader.until('NOT_FOUND');
    reader.request('/fights');
    const answers = await reader.until('TOKEN_REFUSED');
    expect(answers).not.toContain('connection: close');
    reader.request('/fights?history=0', await credentials('mia'));
    await reader.until('event: connected');
  });

  test('has requests in a row answered in their order', async () => {
    const server = await start();
    const reader = await client(server);
    const own = await credentials('noa');
    reader.write(
      requestText('/bets') + requestText('/nowhere') + requestText('/fights?history=0', own),
    );
    const answers = await reader.until('event: connected');
    expect(problemsIn(answers).map(({ code }) => code)).toEqual(['TOKEN_REFUSED', 'NOT_FOUND']);
    expect(answers.indexOf('200 OK')).toBeGreaterThan(answers.indexOf('NOT_FOUND'));
  });

  test('has nothing answered behind the request that a stream answers', async () => {
    const server = await start();
    const reader = await client(server);
    const own = await credentials('oli');
    reader.write(
      requestText('/fights?history=0', own) + requestText('/bets', own) + requestText('/live'),
    );
    await reader.until('event: connected');
    reader.request('/system', own);
    const id = await append();
    await reader.until(`"id":"${id}"`);
    expect(await leasesOf('oli')).toMatchObject([{ channel: 'fights' }]);
    expect(reader.received.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(server.lines.filter(({ message }) => message !== 'stream opened')).toEqual([]);
  });

  test('has five requests at once, and ends at a sixth', async () => {
    const server = await start();
    const five = await client(server);
    five.write(requestText('/bets').repeat(5));
    await five.until(/(TOKEN_REFUSED[\s\S]*){5}/);
    const six = await client(server);
    six.write(requestText('/bets').repeat(6));
    expect((await six.untilEnd()).match(/TOKEN_REFUSED/g) ?? []).toHaveLength(0);
  });
});

describe('room', () => {
  const refusal = {
    ...{ status: 503, code: 'UNAVAILABLE' },
    detail:
      'received one more stream than this process has room for; expected polls, and a stream later',
  };

  test('is where memory is: at the ceiling there is, beyond it there is none', async () => {
    let bytes = 1_000;
    const ceilings = { memoryBytes: 1_000, streams: 10 };
    const server = await start({ memoryBytes: () => bytes, ceilings });
    const first = await client(server);
    first.request('/fights?history=0', await credentials('pia'));
    await first.until('event: connected');
    const full = await start({ memoryBytes: () => 1_001, ceilings });
    bytes = 1_001;
    const second = await client(full);
    second.request('/fights', { ...(await credentials('pia')), origin: allowedOrigin });
    const answer = await second.until('UNAVAILABLE');
    expect(problemsIn(answer)).toMatchObject([refusal]);
    expect(headerOf(answer, 'retry-after')).toBe('30');
    expect(headerOf(answer, 'access-control-allow-origin')).toBe(allowedOrigin);
    expect(await full.line('refused a stream request')).toMatchObject({
      ...{ channel: 'fights', status: 503, code: 'UNAVAILABLE' },
    });
  });

  test('is where descriptors are: the last stream is let in, one more is not, until one has left', async () => {
    const server = await start({ ceilings: { memoryBytes: 1, streams: 2 } });
    const open = async (): Promise<HttpSocket> => {
      const reader = await client(server);
      return reader.request('/fights?history=0', await credentials('rita'));
    };
    const first = await open();
    const second = await open();
    await Promise.all([first, second].map(reader => reader.until('event: connected')));
    expect(problemsIn(await (await open()).until('UNAVAILABLE'))).toMatchObject([refusal]);
    first.finish();
    await server.line('stream ended');
    await untilRequests(server, 1);
    await (await open()).until('event: connected');
  });
});

describe('a shutdown', () => {
  test('says so to all who have a stream, and to all who ask for one [R3]', async () => {
    const server = await start({ ceilings: { memoryBytes: 1, streams: 60 } });
    const readers = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const reader = await client(server);
        reader.request('/fights?history=0', await credentials(`s-${n}`));
        await reader.until('event: connected');
        return reader;
      }),
    );
    const idle = await client(server);
    await idle.request('/nowhere').until('NOT_FOUND');
    const shutting = server.server.shutDown(20_000);
    idle.request('/fights?history=0', await credentials('late'));
    const late = (await idle.untilEnd()).slice(idle.received.lastIndexOf('HTTP/1.1'));
    expect(statusLine(late)).toBe('HTTP/1.1 503 Service Unavailable');
    expect(headerOf(late, 'retry-after')).toBe('1');
    expect(headerOf(late, 'connection')).toBe('close');
    expect(problemsIn(late)).toMatchObject([{ code: 'UNAVAILABLE', recovery: 'poll' }]);
    for (const reader of readers) {
      const { text, isWhole } = chunkedBody(await reader.untilEnd());
      expect([text.match(/event: reconnect\ndata: .*"shutdown"/g)?.length, isWhole]).toEqual([
        1,
        true,
      ]);
    }
    await shutting;
    expect(server.server.requests).toBe(0);
    await expect(HttpSocket.open(server.port)).rejects.toThrow('ECONNREFUSED');
    const { Items } = await engine().client.send(
      new ScanCommand({ TableName: 'ConnectionsTable' }),
    );
    expect(Items).toEqual([]);
  });

  test('waits no longer than it may for leases that are not given back', async () => {
    const server = await start();
    const reader = await client(server);
    reader.request('/fights?history=0', await credentials('uli'));
    await reader.until('event: connected');
    const held = Promise.withResolvers<void>();
    const { send } = engine().client;
    const sending = jest.spyOn(engine().client, 'send').mockImplementation(async (...args) => {
      await held.promise;
      return await send.apply(engine().client, args);
    });
    await server.server.shutDown(1);
    expect(server.server.requests).toBe(1);
    expect(chunkedBody(await reader.untilEnd())).toMatchObject({ isWhole: true });
    sending.mockRestore();
    held.resolve();
  });
});
