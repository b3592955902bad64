import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { packJson } from '../../../lambdas/adapters/log/packed-json.ts';
import { redriveRows } from '../../../tools/redrive/redrive-rows.ts';
import { streamRecord } from './stream-records.ts';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Key?: { readonly changeId?: string } };
}

/** A quarantine of these rows of Bets, whose items are gone: what each command is answered, by its name. */
function quarantineOf(rows: Readonly<Record<string, object>>) {
  const removed: (string | undefined)[] = [];
  const answers: Readonly<Record<string, (changeId?: string) => object>> = {
    QueryCommand: () => ({
      Items: Object.keys(rows).map(changeId => ({
        ...{ table: 'Bets', changeId, key: changeId, recordedAt: changeId },
      })),
    }),
    GetCommand: (changeId = '') => ({ Item: rows[changeId] }),
    GetItemCommand: () => ({}),
    DeleteCommand: changeId => {
      removed.push(changeId);
      return {};
    },
  };
  const send = async (command: Command) =>
    answers[command.constructor.name]?.(command.input.Key?.changeId);
  // Only `send` is used of it.
  return { client: { send } as unknown as DynamoDBDocumentClient, removed };
}

const packed = (record: object) => packJson(JSON.stringify(record));

test('a row that is odd is left with its reason, and those behind it are given', async () => {
  const whole = streamRecord(4);
  const NewImage = {
    ...{ betId: { S: 'bet-4' }, fightId: { S: 'f' }, userId: { S: 'ana' }, side: { S: 'red' } },
    ...{ amount: { N: '5' }, currency: { S: 'MXN' }, status: { S: 'pending' } },
  };
  const { client, removed } = quarantineOf({
    'change-1': { reason: 'R', record: Buffer.from('not packed') },
    'change-2': { reason: 'R', record: await packed(streamRecord(2, { table: 'Stack-Old' })) },
    'change-3': { reason: 7 },
    'change-4': {
      reason: 'R',
      record: await packed({ ...whole, dynamodb: { ...whole.dynamodb, NewImage } }),
    },
  });
  const printed: string[] = [];
  const invoked: (string | undefined)[] = [];
  const counts = await redriveRows(
    { isDryRun: false, table: 'Bets' },
    {
      ...{ client, quarantineTableName: 'Quarantine', tables: new Map([['Stack-Bets', 'Bets']]) },
      invoke: async (records: readonly DynamoDBRecord[]) => {
        invoked.push(...records.map(({ eventID }) => eventID));
        return { kind: 'answered', payload: { malformed: 0 } };
      },
      print: line => printed.push(line),
    },
  );
  expect(counts).toEqual({ found: 4, handled: 1, left: 3 });
  expect({ invoked, removed }).toEqual({ invoked: ['change-4'], removed: ['change-4'] });
  expect(printed).toEqual([
    expect.stringMatching(/^Bets change-1: R; its record cannot be given: .*: left$/),
    expect.stringMatching(/^Bets change-2: R; .*expected a change of one of Stack-Bets: left$/),
    expect.stringMatching(/^Bets change-3: it is no row; .*: left$/),
    'Bets change-4: published NEW_BET, as it was',
  ]);
});

test('rows behind the first ten thousand of a table are reached, whatever becomes of those', async () => {
  const asked: unknown[] = [];
  const places = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...{ table: 'Bets', changeId: `change-${from + at}`, key: 'k', recordedAt: 't' },
    }));
  const send = async (command: Command & { input: { ExclusiveStartKey?: object } }) => {
    if (command.constructor.name !== 'QueryCommand') return { Item: { reason: 'R' } };
    asked.push(command.input.ExclusiveStartKey);
    return asked.length === 1
      ? { Items: places(0, 10_000), LastEvaluatedKey: { changeId: 'change-9999' } }
      : { Items: places(10_000, 2) };
  };
  const counts = await redriveRows(
    { isDryRun: true, table: 'Bets' },
    {
      client: { send } as unknown as DynamoDBDocumentClient,
      ...{ quarantineTableName: 'Quarantine', tables: new Map() },
      invoke: async () => ({ kind: 'failed', reason: 'nobody asked' }),
      print: () => undefined,
    },
  );
  expect(counts).toEqual({ found: 10_002, handled: 0, left: 10_002 });
  expect(asked).toEqual([undefined, { changeId: 'change-9999' }]);
});
