import { randomUUID } from 'node:crypto';
import { signToken } from '../../core/auth/sign-token.ts';
import { OpenReaders } from '../../core/stream/open-readers.ts';
import { createLogger } from '../../lambdas/adapters/telemetry/logger.ts';
import { Capacity, type CapacityOptions } from '../../lambdas/stream-server/capacity.ts';
import { createStreamServer } from '../../lambdas/stream-server/create-stream-server.ts';
import type { StreamServer } from '../../lambdas/stream-server/stream-server.ts';
import { createConnectionsTable } from './connections-table.ts';
import { startTestEngine, type TestEngine } from './engine.ts';
import { createTestLog } from './event-log.ts';
import { fixedSecret } from './fixed-key.ts';
import { HttpSocket } from './http-socket.ts';
import { silentMeter } from './silent-meter.ts';
import { silentStatistics } from './silent-statistics.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const issued = { jwtIssuer: 'gallobets', jwtAudience: ['gallobets-realtime'] };

/** The one origin whose pages may read. */
export const allowedOrigin = 'https://admin.example.com';

/** What differs from one test to the other. */
interface TestServerOptions extends Partial<Pick<CapacityOptions, 'memoryBytes' | 'ceilings'>> {
  readonly engine: TestEngine;
  readonly streamLifetimeSeconds?: number;
  readonly maxConnections?: number;
}

/** A line that was logged. */
type Line = Readonly<Record<string, unknown>> & { readonly message: string };

export interface TestServer {
  readonly server: StreamServer;
  readonly port: number;
  readonly lines: readonly Line[];
  /** The next line of that message which nobody has waited for, now or once it is logged. */
  line(message: string): Promise<Line>;
  stop(): void;
}

/** A server on a port of this machine; its tables are those of `createStreamTables`. */
export async function startStreamServer({
  engine,
  streamLifetimeSeconds = 270,
  memoryBytes = () => 0,
  ceilings = { memoryBytes: 1, streams: 10 },
  maxConnections,
}: TestServerOptions): Promise<TestServer> {
  const { logger, ...log } = recordingLogger();
  const config = {
    ...issued,
    ...{
      longestTokenSeconds: 86_400,
      sseTokenSecretArn: 'unread',
      allowedOrigins: [allowedOrigin],
    },
    ...{ statisticsTableName: 'StatisticsTable', auditTableName: 'AuditTable', auditDays: 90 },
    ...{ revocationsTableName: 'RevocationsTable', usersTableName: 'UsersTable' },
    ...{ eventLogTableName: 'EventLogTable', connectionsTableName: 'ConnectionsTable' },
    ...{ limitsTableName: 'LimitsTable', connectionsPerAddress: 500, attemptsPerAddress: 1_500 },
    ...{ streamsPerStaff: 100, streamsPerUser: 2, tailPollMs: 50, streamLifetimeSeconds },
  };
  const server = createStreamServer(config, {
    ...{ client: engine.client, ownClient: engine.client },
    logger,
    telemetry: {
      statistics: silentStatistics,
      meter: silentMeter,
      audit: { record: () => undefined, settled: async () => undefined },
    },
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    readers: new OpenReaders(),
    capacity: new Capacity({ memoryBytes, ceilings, now: Date.now }),
    processId: randomUUID(),
    ...(maxConnections === undefined ? {} : { maxConnections }),
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, port, ...log, stop: () => server.stop() };
}

/** The tables that it works on, as `lib/constructs/own-tables.ts` declares them. */
export async function createStreamTables(engine: TestEngine): Promise<void> {
  await createConnectionsTable(engine, 'ConnectionsTable');
  const key = (name: string) => ({ name });
  const keys: readonly [name: string, partitionKey: string, sortKey?: string][] = [
    ['LimitsTable', 'subject', 'slot'],
    ['RevocationsTable', 'userId', 'tokenId'],
    ['UsersTable', 'userId'],
  ];
  for (const [name, partitionKey, sortKey] of keys) {
    const sorted = sortKey === undefined ? {} : { sortKey: key(sortKey) };
    await engine.createTable({ name, partitionKey: key(partitionKey), ...sorted });
  }
  await createTestLog(engine, 'EventLogTable');
}

/** The headers of that user's request. */
export async function credentials(userId: string, role = 'admin') {
  const token = await signToken(
    {
      ...{ userId, role, ttlSeconds: 3_600, now: Date.now() },
      ...{ issuer: issued.jwtIssuer, audience: 'gallobets-realtime' },
    },
    secret,
  );
  return { authorization: `Bearer ${token}` };
}

/** A logger whose lines are kept, and printed nowhere. */
function recordingLogger() {
  const logger = createLogger('stream-server');
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  const taken = new Set<Line>();
  for (const level of ['info', 'warn', 'error'] as const) {
    jest.spyOn(logger, level).mockImplementation((...[message, extra]: readonly unknown[]) => {
      lines.push({ ...(extra as object), message: String(message) });
      for (const wake of waiting) wake();
    });
  }
  const line = async (message: string): Promise<Line> => {
    for (;;) {
      const found = lines.find(each => each.message === message && !taken.has(each));
      if (found !== undefined) {
        taken.add(found);
        return found;
      }
      await new Promise<void>(resolve => {
        const wake = (): void => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  };
  return { logger, lines, line };
}

/** Resolves once the process answers so many requests: no event says so. */
export async function untilRequests({ server }: TestServer, requests: number): Promise<void> {
  while (server.requests !== requests) await new Promise(setImmediate);
}

/**
 * An engine with tables for a test file, and servers and clients on it, which end with the test that
 * started them.
 */
export function streamServers(): {
  readonly engine: () => TestEngine;
  readonly start: (options?: Omit<TestServerOptions, 'engine'>) => Promise<TestServer>;
  readonly client: (server: TestServer) => Promise<HttpSocket>;
} {
  let engine: TestEngine;
  const servers: TestServer[] = [];
  const clients: HttpSocket[] = [];
  beforeAll(async () => {
    engine = await startTestEngine();
    await createStreamTables(engine);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.destroy();
    for (const server of servers.splice(0)) {
      await untilRequests(server, 0);
      server.stop();
    }
  });
  afterAll(() => engine.stop());
  return {
    engine: () => engine,
    start: async (options = {}) => {
      const server = await startStreamServer({ engine, ...options });
      servers.push(server);
      return server;
    },
    client: async ({ port }) => {
      const opened = await HttpSocket.open(port);
      clients.push(opened);
      return opened;
    },
  };
}
