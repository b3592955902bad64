import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { createLogWriter } from '../../lambdas/adapters/log/log-writer.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { encodedEvent } from '../support/event-log.ts';
import { silentMeter } from '../support/silent-meter.ts';
import { runTool } from '../tools/run-tool.ts';
import { connectManagement } from './support/management.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target } from './support/target.ts';
import { untilSeen } from './support/until.ts';

const backupTable = 'EventLogAsOfBefore';

let directory: string;
let host: OwnHost;
let target: Target;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'restore-'));
  await startHost({});
}, 240_000);
afterAll(async () => {
  await target.close();
  await host.stop();
  await rm(directory, { recursive: true, force: true });
});

async function startHost(context: Readonly<Record<string, string>>): Promise<void> {
  host = await startOwnHost(directory, context);
  target = await connectTarget(host.outputsFile);
}

const news = (eventId: string) => ({
  ...{ eventId, channel: 'streaming', type: 'NEWS', priority: 'normal', data: {} },
});

/** In one transaction, so that they come in one batch. */
async function publish(...eventIds: readonly string[]): Promise<void> {
  const TableName = requireOutput(target.outputs, 'OutboxTableName');
  const TransactItems = eventIds.map(id => ({ Put: { TableName, Item: news(id) } }));
  await target.client.send(new TransactWriteCommand({ TransactItems }));
}

const isEvent = (id: string) => (message: { readonly data: { readonly id?: string } }) =>
  message.data?.id === id;

/** What a reader was given: ids of events, and `gap` where it received one. */
const given = (reader: StreamReader) =>
  reader.messages.flatMap(({ event, data }) =>
    event === 'gap' ? ['gap'] : ['connected', 'ping', 'reconnect'].includes(event) ? [] : [data.id],
  );

/** As AWS does when it restores a table: into another one. */
async function backUp(): Promise<void> {
  const { client, outputs } = target;
  const TableName = requireOutput(outputs, 'EventLogTableName');
  await client.send(
    new CreateTableCommand({
      TableName: backupTable,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'channel', KeyType: 'HASH' },
        { AttributeName: 'firstSeq', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'channel', AttributeType: 'S' },
        { AttributeName: 'firstSeq', AttributeType: 'N' },
      ],
    }),
  );
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  for (const Item of Items) await client.send(new PutCommand({ TableName: backupTable, Item }));
}

test('after a restore every cursor that was ever given out yields a gap, and writers of before stop', async () => {
  const live = await target.open('Streaming', { follows: true });
  await live.until(({ event }) => event === 'connected');
  await publish('a1', 'a2', 'a3');
  await live.until(isEvent('a3'));
  await backUp();
  const { client, outputs } = target;
  const writer = createLogWriter(
    client,
    {
      eventLogTableName: requireOutput(outputs, 'EventLogTableName'),
      historyDays: 7,
      logGeneration: 1,
    },
    silentMeter,
  );
  await publish('lost1');
  await live.until(isEvent('lost1'));
  await writer.append('streaming', [encodedEvent('lost2', { channel: 'streaming' })], Date.now());
  await live.until(isEvent('lost2'));
  // Its log was empty when it was backed up.
  const fights = await target.open('Fights', { follows: true });
  await fights.until(({ event }) => event === 'connected');
  expect(fights.messages[0]?.id).toBe('0.0');
  await target.put('Fights', { fightId: 'f1', status: 'upcoming', title: 'Final' });
  await fights.until(({ event }) => event === 'FIGHT_CREATED');

  const cursorOf = (id: string) => live.messages.find(isEvent(id))?.id ?? '';
  const [epoch, headSeq] = cursorOf('lost2').split('.');
  const cursors = {
    'before the first event': `${epoch}.0`,
    'in the middle of a segment': cursorOf('a1'),
    'at the head of the backup': cursorOf('a3'),
    'between backup and restore': cursorOf('lost1'),
    'at the head': cursorOf('lost2'),
    'beyond the head': `${epoch}.${Number(headSeq) + 4}`,
    'of an empty log': '0.0',
  };
  expect(cursorOf('a1').slice(0, -1)).toBe(cursorOf('a3').slice(0, -1));

  const restored = await runTool('tools/restore-log.ts', [
    ...['--from', backupTable, '--outputs', host.outputsFile],
  ]);
  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  expect(restored.stdout).toContain('streaming: 1 segments brought back, 2 removed\n');
  expect(restored.stdout).toContain('deployed with logGeneration 2');

  // An open stream gets the gap at once, with the writers of before still running.
  await live.until(({ event }) => event === 'gap');
  await fights.until(({ event }) => event === 'gap');
  await publish('b1');
  await expect(
    writer.append('streaming', [encodedEvent('late', { channel: 'streaming' })], Date.now()),
  ).rejects.toMatchObject({ code: 'LOG_SUPERSEDED' });
  await untilSeen(host.output, text =>
    text.includes('is written by generation 2, and this writer is of generation 1'),
  );
  expect(live.messages.some(isEvent('b1'))).toBe(false);

  await target.close();
  await host.stop();
  await startHost({ logGeneration: '2' });
  const management = await connectManagement(target);
  const token = await target.token('poller', 'admin');

  for (const [where, cursor] of Object.entries(cursors)) {
    const fromBackup = { 'before the first event': 0, 'in the middle of a segment': 1 }[where] ?? 3;
    const first = ['a1', 'a2', 'a3'].slice(where === 'of an empty log' ? 0 : fromBackup);
    const reader = await target.open('Streaming', { lastEventId: cursor, follows: true });
    // What the stopped writers could not append was not lost: it came with the new generation.
    await reader.until(({ event }) => event === 'gap');
    expect({ where, given: given(reader) }).toEqual({ where, given: [...first, 'gap'] });
    reader.close();

    const polled: string[] = [];
    for (let from = cursor, isAtEnd = false; !isAtEnd; ) {
      const query = `channel=streaming&limit=2&cursor=${from}`;
      const { status, body } = await management.call('GET', `/poll?${query}`, { token });
      expect(status).toBe(200);
      if (body.gap === undefined) polled.push(...body.events.map(({ id }: { id: string }) => id));
      else polled.push('gap');
      isAtEnd = body.gap !== undefined || !body.hasMore;
      from = body.cursor;
    }
    expect({ where, polled }).toEqual({ where, polled: [...first, 'gap'] });
  }
  const emptied = await target.open('Fights', { lastEventId: '0.0', follows: true });
  await emptied.until(({ event }) => event === 'gap');
  expect(given(emptied)).toEqual(['gap']);

  const late = await target.open('Streaming', { history: 100 });
  await late.until(isEvent('b1'));
  await publish('b2');
  await late.until(isEvent('b2'));
  expect(given(late)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
}, 400_000);
