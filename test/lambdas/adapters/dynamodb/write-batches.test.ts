import { createDocumentClient } from '../../../../lambdas/adapters/dynamodb/document-client.ts';
import {
  type BatchWrite,
  writeBatches,
} from '../../../../lambdas/adapters/dynamodb/write-batches.ts';

type Batches = Readonly<Record<string, readonly BatchWrite[]>>;

/** A table that leaves so many of each batch, and what it was given. */
function leaving(left: (given: readonly BatchWrite[]) => readonly BatchWrite[]) {
  const given: (readonly BatchWrite[])[] = [];
  const client = createDocumentClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const { Table: batch = [] }: Batches = Reflect.get(input, 'RequestItems');
        given.push(batch);
        const rest = left(batch);
        return {
          response: {},
          output: {
            $metadata: {},
            ...(rest.length > 0 && { UnprocessedItems: { Table: rest } }),
          },
        };
      },
    { step: 'initialize', priority: 'high' },
  );
  const write = (count: number) =>
    writeBatches(
      client,
      'Table',
      Array.from({ length: count }, (_, n) => ({ DeleteRequest: { Key: { id: `i-${n}` } } })),
      async () => undefined,
    );
  return { given, write };
}

test('a batch has 25 items at most, and none is sent for nothing', async () => {
  const { given, write } = leaving(() => []);
  await write(0);
  expect(given).toEqual([]);
  await write(51);
  expect(given.map(batch => batch.length)).toEqual([25, 25, 1]);
});

test('what is left of a batch is given again, alone', async () => {
  const { given, write } = leaving(batch => batch.slice(0, Math.floor(batch.length / 2)));
  await write(25);
  expect(given.map(batch => batch.length)).toEqual([25, 12, 6, 3, 1]);
});

test('what is left eight times is an error', async () => {
  const { given, write } = leaving(batch => batch.slice(0, 1));
  await expect(write(2)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: '1 items of Table were not written in 8 attempts',
  });
  expect(given).toHaveLength(8);
});
