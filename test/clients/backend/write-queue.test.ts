import { createWriteQueue } from '../../../clients/backend/write-queue.ts';

interface Write {
  readonly items: readonly string[];
  readonly shares?: boolean;
  readonly name?: string;
}

/** A queue whose requests are answered one by one, by the test. */
function heldQueue(bounds: { maxPending?: number; maxRequests?: number; maxBatch?: number } = {}) {
  const requests: { readonly writes: readonly Write[]; answer(error?: unknown): void }[] = [];
  const queue = createWriteQueue<Write, string>({
    maxPending: 10,
    maxRequests: 2,
    maxBatch: 3,
    ...bounds,
    itemsOf: ({ items }) => items,
    mayShare: ({ shares = true }) => shares,
    send: writes =>
      new Promise(resolve => {
        requests.push({
          writes,
          answer: error =>
            resolve(
              writes.map(({ name = '' }) =>
                error === undefined
                  ? { status: 'fulfilled', value: name }
                  : { status: 'rejected', reason: error },
              ),
            ),
        });
      }),
  });
  return { queue, requests };
}

const turn = () => new Promise(resolve => setImmediate(resolve));
const items = (requests: readonly { readonly writes: readonly Write[] }[]) =>
  requests.map(({ writes }) => writes.map(write => write.items.join('+')));

test('what is pushed in one turn goes out together, up to the size of a batch and the number of requests', async () => {
  const { queue, requests } = heldQueue();
  for (const item of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) void queue.push({ items: [item] });
  await turn();
  expect(items(requests)).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
  ]);
  requests[0]?.answer();
  await turn();
  expect(items(requests)[2]).toEqual(['g']);
});

test('writes to one item go out one after the other, in order, and hold up no other item', async () => {
  const { queue, requests } = heldQueue();
  const done: string[] = [];
  const push = (name: string, ...touched: string[]) =>
    void queue.push({ items: touched, name }).then(result => done.push(result));
  push('a1', 'a');
  push('a2', 'a');
  push('ab', 'a', 'b');
  push('b1', 'b');
  push('c1', 'c');
  await turn();
  expect(items(requests)).toEqual([['a', 'c']]);
  for (let at = 0; at < 4; at += 1) {
    requests[at]?.answer();
    await turn();
  }
  expect(items(requests)).toEqual([['a', 'c'], ['a'], ['a+b'], ['b']]);
  expect(done).toEqual(['a1', 'c1', 'a2', 'ab', 'b1']);
});

test('a write that may not share its request has one of its own', async () => {
  const { queue, requests } = heldQueue({ maxRequests: 5 });
  void queue.push({ items: ['a'] });
  void queue.push({ items: ['b'], shares: false });
  void queue.push({ items: ['c'] });
  void queue.push({ items: ['d'], shares: false });
  await turn();
  expect(items(requests)).toEqual([['a', 'c'], ['b'], ['d']]);
});

test('as many writes as may wait are taken; one more is refused, until there is room', async () => {
  const { queue, requests } = heldQueue({ maxPending: 2 });
  void queue.push({ items: ['a'] });
  void queue.push({ items: ['b'] });
  await expect(queue.push({ items: ['c'] })).rejects.toMatchObject({
    code: 'QUEUE_FULL',
    message:
      'received one more write while 2 wait for DynamoDB, expected at most 2; await the results, or flush() before more',
  });
  await turn();
  requests[0]?.answer();
  await queue.flush();
  expect(queue.pending).toBe(0);
  void queue.push({ items: ['c'] });
  await turn();
  expect(items(requests)).toEqual([['a', 'b'], ['c']]);
});

test('flush waits for what was pushed before it, well or not', async () => {
  const { queue, requests } = heldQueue();
  const failed = queue.push({ items: ['a'] }).catch((error: unknown) => error);
  let isFlushed = false;
  const flushed = queue.flush().then(() => {
    isFlushed = true;
  });
  await turn();
  expect(isFlushed).toBe(false);
  requests[0]?.answer(new Error('gone'));
  await flushed;
  expect(await failed).toEqual(new Error('gone'));
});

test('a closed queue takes nothing more, and ends what it has', async () => {
  const { queue, requests } = heldQueue();
  const last = queue.push({ items: ['a'], name: 'last' });
  const closed = queue.close();
  await expect(queue.push({ items: ['b'] })).rejects.toMatchObject({ code: 'PUBLISHER_CLOSED' });
  await turn();
  requests[0]?.answer();
  await closed;
  expect(await last).toBe('last');
});
