import { createDocumentClient } from '../../../../lambdas/adapters/dynamodb/document-client.ts';
import { createJointDeletes } from '../../../../lambdas/adapters/dynamodb/joint-deletes.ts';

interface Delete {
  readonly DeleteRequest: { readonly Key: { readonly id: string } };
}

/** A table that fails a batch with one of these, and what it was given. */
function table(failing: ReadonlySet<string> = new Set()) {
  const given: (readonly string[])[] = [];
  const client = createDocumentClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const batch: readonly Delete[] = Reflect.get(input, 'RequestItems').Table;
        const ids = batch.map(({ DeleteRequest: { Key } }) => Key.id);
        given.push(ids);
        if (ids.some(id => failing.has(id))) throw new Error('the table is gone');
        return { response: {}, output: { $metadata: {} } };
      },
    { step: 'initialize', priority: 'high' },
  );
  return { given, deleteItem: createJointDeletes(client, 'Table') };
}

const ids = (count: number) => Array.from({ length: count }, (_, n) => `i-${n}`);

test('what is asked for in one turn is deleted by batches of 25, each once', async () => {
  const { given, deleteItem } = table();
  await Promise.all(ids(128).map(id => deleteItem({ id })));
  expect(given.map(({ length }) => length)).toEqual([25, 25, 25, 25, 25, 3]);
  expect(given.flat()).toEqual(ids(128));
});

test('what is asked for later is deleted by itself', async () => {
  const { given, deleteItem } = table();
  await Promise.all([
    deleteItem({ id: 'a' }),
    Promise.resolve().then(() => deleteItem({ id: 'b' })),
  ]);
  await deleteItem({ id: 'c' });
  expect(given).toEqual([['a', 'b'], ['c']]);
});

test('who asked learns of a failure, and the next turn goes on', async () => {
  const { given, deleteItem } = table(new Set(['i-30']));
  const results = await Promise.allSettled(ids(51).map(id => deleteItem({ id })));
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
  // Another batch's failure holds none back.
  expect(given.flat()).toEqual(ids(51));
  await deleteItem({ id: 'later' });
  expect(given.at(-1)).toEqual(['later']);
});
