import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { build } from 'esbuild';
import { signToken } from '../../../core/auth/sign-token.ts';
import { bundleOptions } from '../../../lib/bundles.ts';
import { emfLines } from '../../support/emf.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { type FakeServices, startFakeServices } from '../../support/fake-services.ts';
import { freePort } from '../../support/free-port.ts';
import { chunkedBody, HttpSocket } from '../../support/http-socket.ts';
import { hasEnded, stopProcess } from '../../support/stop-process.ts';
import { createStreamTables } from '../../support/stream-server.ts';

const secret = 'a secret of this test, 32 bytes at the least';
const readersCount = 50;

let engine: TestEngine;
let services: FakeServices;
let directory: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  engine = await startTestEngine();
  await createStreamTables(engine);
  const minutes = { partitionKey: { name: 'series' }, sortKey: { name: 'minute' } };
  await engine.createTable({ name: 'StatisticsTable', ...minutes });
  const entries = { partitionKey: { name: 'dayShard' }, sortKey: { name: 'entryId' } };
  await engine.createTable({ name: 'AuditTable', ...entries });
  services = await startFakeServices({
    'secretsmanager.GetSecretValue': { SecretString: secret, CreatedDate: 1_700_000_000 },
  });
  directory = mkdtempSync(join(tmpdir(), 'stream-server-'));
  await build({ ...bundleOptions({ directory }, ['stream-server']), write: true });
});
afterEach(async () => {
  if (child !== undefined && !hasEnded(child)) await stopProcess(child, 'SIGKILL');
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await services.stop();
  await engine.stop();
});

/** Starts the bundle as Lambda does: in a process, with where to listen. */
function start(endpoint: string | undefined): { readonly process: ChildProcess; output: string } {
  const started = {
    process: spawn(process.execPath, [join(directory, 'stream-server', 'index.mjs')], {
      env: {
        ...(endpoint === undefined ? {} : { AWS_LAMBDA_HTTP_ENDPOINT: endpoint }),
        ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
        ...{ AWS_ENDPOINT_URL: services.endpoint, AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint },
        ...{ JWT_ISSUER: 'gallobets', JWT_AUDIENCE: 'gallobets-realtime' },
        ...{ JWT_SECRET_ARN: 'JwtSecret', SSE_TOKEN_SECRET_ARN: 'JwtSecret' },
        ...{ LONGEST_TOKEN_SECONDS: '86400', ALLOWED_ORIGINS: '' },
        ...{ STATISTICS_TABLE_NAME: 'StatisticsTable', AUDIT_TABLE_NAME: 'AuditTable' },
        ...{ AUDIT_DAYS: '90', REVOCATIONS_TABLE_NAME: 'RevocationsTable' },
        ...{ USERS_TABLE_NAME: 'UsersTable', EVENT_LOG_TABLE_NAME: 'EventLogTable' },
        ...{ CONNECTIONS_TABLE_NAME: 'ConnectionsTable', LIMITS_TABLE_NAME: 'LimitsTable' },
        ...{ CONNECTIONS_PER_ADDRESS: '500', ATTEMPTS_PER_ADDRESS: '1500' },
        ...{ STREAMS_PER_STAFF: '20', STREAMS_PER_USER: '2', TAIL_POLL_MS: '250' },
        ...{ STREAM_LIFETIME_SECONDS: '270', POWERTOOLS_METRICS_NAMESPACE: 'Test' },
      },
    }),
    output: '',
  };
  child = started.process;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', text => {
      started.output += text;
    });
  }
  return started;
}

/** Nothing announces that it listens: Lambda tries again, too. */
async function connected(port: number): Promise<HttpSocket> {
  for (;;) {
    const socket = await HttpSocket.open(port).catch(() => undefined);
    if (socket !== undefined) return socket;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

async function rowsOf(TableName: string) {
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName }));
  return Items;
}

test('at SIGTERM every reader is sent away, what was counted is kept, and it ends well', async () => {
  const port = await freePort();
  const server = start(`127.0.0.1:${port}`);
  const stranger = await connected(port);
  await stranger.request('/fights').until('TOKEN_REFUSED');
  const issued = { issuer: 'gallobets', audience: 'gallobets-realtime', ttlSeconds: 600 };
  const readers = await Promise.all(
    Array.from({ length: readersCount }, async (_, n) => {
      const key = new TextEncoder().encode(secret);
      const user = { userId: `u-${n}`, role: 'bettor', now: Date.now() };
      const token = await signToken({ ...user, ...issued }, key);
      const reader = await HttpSocket.open(port);
      await reader.request(`/live?token=${token}`).until('event: connected');
      return reader;
    }),
  );
  expect(await rowsOf('ConnectionsTable')).toHaveLength(readersCount);
  // Once all that it wrote is here, too.
  const ended = once(server.process, 'close');
  server.process.kill('SIGTERM');
  const answers = await Promise.all(readers.map(reader => reader.untilEnd()));
  expect(await ended).toEqual([0, null]);
  for (const answer of answers) {
    const { text, isWhole } = chunkedBody(answer);
    expect(isWhole).toBe(true);
    expect(text.match(/event: reconnect\ndata: .*"shutdown"/g)).toHaveLength(1);
  }
  expect(server.output).toContain('"message":"server ends"');
  const refusals = emfLines(server.output).filter(({ Refusals }) => Refusals !== undefined);
  expect(refusals).toMatchObject([{ category: 'AUTHENTICATION', Refusals: 1 }]);
  // A minute may have begun among them.
  const minutes = (await rowsOf('StatisticsTable')).filter(({ series }) => series === 'live');
  expect(minutes.reduce((sum, { requests }) => sum + requests, 0)).toBe(readersCount);
  expect(await rowsOf('AuditTable')).toMatchObject([{ code: 'TOKEN_REFUSED' }]);
}, 120_000);

test.each([undefined, 'nowhere'])(
  'it does not start where it is to listen at %s',
  async endpoint => {
    const server = start(endpoint);
    const [code] = await once(server.process, 'exit');
    expect(code).toBe(1);
    expect(server.output).toContain('AWS_LAMBDA_HTTP_ENDPOINT');
  },
);
