import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import type { StreamMessage, StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** As many as an environment of a Web Function takes. */
const readersAtOnce = 128;

/** Its environments are ended by the local host. Whatever else is played on, here it is a Web Function. */
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

onLocalHost('128 readers of one environment', () => {
  let directory: string;
  let host: OwnHost;
  let target: Target;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shared-environment-'));
    // Longer than all of it takes: an end by plan is not what this is about.
    const context = {
      ...{ sseHost: 'web-function', streamLifetimeSeconds: '780' },
      // Those of a killed environment count as long as they would have lasted.
      connectionsPerAddress: '1000',
    };
    const flags = ['--benchmark', String(readersAtOnce), '--verbose'];
    host = await startOwnHost(directory, context, { flags });
    target = await connectTarget(host.outputsFile);
  }, 240_000);
  afterAll(async () => {
    await target?.close();
    await host?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  const isConnected = ({ event }: StreamMessage) => event === 'connected';
  const countOf = ({ messages }: StreamReader, event: string) =>
    messages.filter(each => each.event === event).length;

  async function openAll(): Promise<readonly StreamReader[]> {
    const opened = await Promise.all(
      Array.from({ length: readersAtOnce }, () => target.open('Streaming', { resumes: true })),
    );
    await Promise.all(opened.map(reader => reader.until(isConnected)));
    return opened;
  }

  /** Writes one event after the other until it is stopped, which gives their ids in order. */
  function write(prefix: string) {
    const ids: string[] = [];
    let goesOn = true;
    const writing = (async () => {
      for (; goesOn; await sleep(20)) {
        const streamId = `${prefix}-${ids.length}`;
        await target.put('VideoStreams', { streamId, fightId: 'f', status: 'live' });
        ids.push(streamId);
      }
    })();
    const stop = async () => {
      goesOn = false;
      await writing;
      return ids;
    };
    return {
      stop,
      isAt: (n: number) =>
        untilSeen(
          async () => ids.length,
          length => length >= n,
        ),
    };
  }

  const idsOf = ({ messages }: StreamReader, prefix: string): string[] =>
    messages
      .map(({ data }) => String(data?.data?.streamId ?? ''))
      .filter(id => id.startsWith(`${prefix}-`));

  /** Each of them has had each of these once, in order, and no gap. */
  async function hadAll(readers: readonly StreamReader[], prefix: string, ids: readonly string[]) {
    await Promise.all(
      readers.map(reader => reader.until(() => idsOf(reader, prefix).includes(ids.at(-1) ?? ''))),
    );
    expect(readers.map(reader => idsOf(reader, prefix))).toEqual(readers.map(() => ids));
    expect(readers.map(reader => countOf(reader, 'gap'))).toEqual(readers.map(() => 0));
  }

  const inject = async (fault: object) => {
    const url = `${requireOutput(target.outputs, 'AwsEndpointUrl')}/_host/faults`;
    const body = JSON.stringify({ webFunctions: { StreamServerFunction: fault } });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
  };

  const connectionIdsOf = ({ messages }: StreamReader): string[] =>
    messages.filter(isConnected).map(({ data }) => data.connectionId);

  async function leasedIds(): Promise<readonly string[]> {
    const TableName = requireOutput(target.outputs, 'ConnectionsTableName');
    const found: string[] = [];
    const pages = paginateScan({ client: target.client }, { TableName, ConsistentRead: true });
    for await (const { Items = [] } of pages) {
      found.push(...Items.map(({ connectionId }) => connectionId));
    }
    return found;
  }

  test('are sent away by a SIGTERM and resume at another: none lost, none repeated, no lease left [R3]', async () => {
    const prefix = unique('drained');
    const readers = await openAll();
    const writer = write(prefix);
    await writer.isAt(10);
    const ending = inject({ kind: 'scaleIn' });
    await Promise.race(readers.map(reader => reader.until(({ event }) => event === 'reconnect')));
    const late = await target.open('Streaming', { resumes: true });
    await late.until(isConnected);
    await ending;
    expect(await host.output()).toContain('is scaled in with 128 requests');

    await Promise.all(
      readers.map(reader => reader.until(() => countOf(reader, 'connected') === 2)),
    );
    const reasons = readers.map(({ messages }) =>
      messages.filter(({ event }) => event === 'reconnect').map(({ data }) => data.reason),
    );
    expect(reasons).toEqual(readers.map(() => ['shutdown']));
    const next = await target.open('Streaming', { resumes: true });
    await next.until(isConnected);
    const ids = await writer.stop();
    await hadAll(readers, prefix, ids);
    const last = ids.at(-1);
    await Promise.all(
      [late, next].map(reader => reader.until(() => idsOf(reader, prefix).at(-1) === last)),
    );
    // One that came while the environment ended is served by another, and was sent nowhere.
    expect([countOf(late, 'connected'), countOf(late, 'reconnect')]).toEqual([1, 0]);
    const ended = readers.map(reader => connectionIdsOf(reader)[0]);
    const stillLeased = async () => (await leasedIds()).filter(id => ended.includes(id));
    await untilSeen(stillLeased, ({ length }) => length === 0);
    expect(await leasedIds()).toEqual(
      expect.arrayContaining(readers.map(reader => connectionIdsOf(reader)[1])),
    );
    for (const reader of [...readers, late, next]) reader.close();
  }, 400_000);

  test('whose environment is gone without a word resume by their cursors: none lost, none repeated', async () => {
    const prefix = unique('killed');
    const readers = await openAll();
    const writer = write(prefix);
    await writer.isAt(10);
    await inject({ kind: 'kill', environments: 'all' });
    await Promise.all(
      readers.map(reader => reader.until(() => countOf(reader, 'connected') === 2)),
    );
    const ids = await writer.stop();
    await hadAll(readers, prefix, ids);
    expect(readers.map(reader => countOf(reader, 'reconnect'))).toEqual(readers.map(() => 0));
  }, 400_000);
});
