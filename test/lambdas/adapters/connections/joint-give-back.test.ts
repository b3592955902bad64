import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createJointGiveBack } from '../../../../lambdas/adapters/connections/joint-give-back.ts';
import { createDocumentClient } from '../../../../lambdas/adapters/dynamodb/document-client.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const tableName = 'Limits';
let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({ name: tableName, partitionKey: { name: 'slot' } });
});
afterAll(() => engine.stop());

/** The rows of so many connections, as they stand in the table. */
async function held(count: number) {
  const rows = Array.from({ length: count }, (_, n) => ({
    tableName,
    key: { slot: `s-${n}` },
    connectionId: `c-${n}`,
  }));
  for (const { key, connectionId } of rows) {
    await engine.client.send(
      new PutCommand({ TableName: tableName, Item: { ...key, connectionId } }),
    );
  }
  return rows;
}

async function left(): Promise<readonly string[]> {
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: tableName }));
  return Items.map(({ slot }) => String(slot)).sort();
}

/** A client of the engine that names its requests; `before` may fail one, or act on its answer. */
function counting(around: (send: () => Promise<unknown>, name: string) => Promise<unknown>) {
  const names: string[] = [];
  const client = createDocumentClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async args => {
        names.push(commandName);
        return (await around(() => next(args), commandName)) as Awaited<ReturnType<typeof next>>;
      },
    { step: 'initialize', priority: 'high' },
  );
  return { names, giveBack: createJointGiveBack(client), stop: () => client.destroy() };
}

const plainly = (send: () => Promise<unknown>) => send();
const timesOf = (names: readonly string[]) =>
  Object.fromEntries(
    [...new Set(names)].map(name => [name, names.filter(each => each === name).length]),
  );

test.each([
  [1, { DeleteItemCommand: 1 }],
  [7, { DeleteItemCommand: 7 }],
  [8, { TransactWriteItemsCommand: 1 }],
  [100, { TransactWriteItemsCommand: 1 }],
  [101, { TransactWriteItemsCommand: 1, DeleteItemCommand: 1 }],
  [256, { TransactWriteItemsCommand: 3 }],
])('%i rows of one turn go by few requests', async (count, requests) => {
  const { names, giveBack, stop } = counting(plainly);
  await Promise.all((await held(count)).map(giveBack));
  expect(timesOf(names)).toEqual(requests);
  expect(await left()).toEqual([]);
  stop();
});

test('what is given back in a later turn goes by itself', async () => {
  const { names, giveBack, stop } = counting(plainly);
  const [first, second] = await held(2);
  if (first === undefined || second === undefined) throw new Error('expected two');
  await giveBack(first);
  await giveBack(second);
  expect(names).toEqual(['DeleteItemCommand', 'DeleteItemCommand']);
  stop();
});

test('a row that is another’s by now stays, and holds up no other', async () => {
  const rows = await held(20);
  await engine.client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: { slot: 's-3' },
      UpdateExpression: 'SET connectionId = :other',
      ExpressionAttributeValues: { ':other': 'c-other' },
    }),
  );
  const { giveBack, stop } = counting(plainly);
  await Promise.all(rows.map(giveBack));
  expect(await left()).toEqual(['s-3']);
  stop();
});

test('where an answer was lost nothing is deleted that another has taken since', async () => {
  const rows = await held(20);
  const lost = async (send: () => Promise<unknown>, name: string) => {
    const answer = await send();
    if (name !== 'TransactWriteItemsCommand') return answer;
    await engine.client.send(
      new PutCommand({ TableName: tableName, Item: { slot: 's-5', connectionId: 'c-next' } }),
    );
    throw new Error('the answer was lost');
  };
  const { giveBack, stop } = counting(lost);
  await Promise.all(rows.map(giveBack));
  expect(await left()).toEqual(['s-5']);
  stop();
});

test('who waits learns of its own row alone', async () => {
  const rows = await held(20);
  let deletes = 0;
  const failing = async (send: () => Promise<unknown>, name: string) => {
    if (name === 'TransactWriteItemsCommand') throw new Error('too much at once');
    deletes += 1;
    if (deletes === 4) throw new Error('the table is gone');
    return await send();
  };
  const { giveBack, stop } = counting(failing);
  const results = await Promise.allSettled(rows.map(giveBack));
  expect(results.map(({ status }) => status)).toEqual(
    rows.map((_, n) => (n === 3 ? 'rejected' : 'fulfilled')),
  );
  expect(await left()).toEqual(['s-3']);
  stop();
});
