import { givenUpAtMs, inOrder } from '../../../tools/redrive/in-order.ts';

const key = (shard: string, time: string, id: string) =>
  `aws/lambda/mapping/${shard}/2026/11/21/2026-11-21T${time}-${id}`;

async function* listed(keys: readonly string[]) {
  yield* keys;
}

async function ordered(keys: readonly string[], begins: Readonly<Record<string, bigint>>) {
  const asked: string[] = [];
  const beginOf = async (of: string) => {
    asked.push(of);
    return begins[of] ?? 0n;
  };
  const order: string[] = [];
  for await (const each of inOrder(listed(keys), beginOf)) order.push(each);
  return { order, asked };
}

test('batches of one second of a shard go by their numbers, and no other is asked for it', async () => {
  const first = key('shard-1', '10.00.00', 'ffff');
  const late = key('shard-1', '10.00.01', 'aaaa');
  const early = key('shard-1', '10.00.01', 'bbbb');
  const other = key('shard-2', '10.00.01', 'aaaa');
  // Longer than a text would compare, and than a number holds.
  const begins = { [late]: 100000000000000000001n, [early]: 99999999999999999999n };
  expect(await ordered([first, late, early, other], begins)).toEqual({
    order: [first, early, late, other],
    asked: [late, early],
  });
});

test('what is no batch stands where it was listed', async () => {
  expect((await ordered(['aws/lambda/a', 'aws/lambda/b'], {})).order).toEqual([
    'aws/lambda/a',
    'aws/lambda/b',
  ]);
});

test('no key is no batch', async () => {
  expect((await ordered([], {})).order).toEqual([]);
});

test('a key says when its batch was given up', () => {
  expect(givenUpAtMs(key('shard-1', '10.15.30', 'a-b'))).toBe(Date.UTC(2026, 10, 21, 10, 15, 30));
  expect(givenUpAtMs('aws/lambda/mapping/readme.txt')).toBeUndefined();
  expect(givenUpAtMs(key('shard-1', '99.15.30', 'a-b'))).toBeUndefined();
});
