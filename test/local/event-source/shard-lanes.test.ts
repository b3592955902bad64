import type { StreamRecord } from '../../../local/contract/stream-record.ts';
import { ShardLanes } from '../../../local/event-source/shard-lanes.ts';

const recordOf = (item: string, number: number): StreamRecord => ({
  eventID: `${item}${number}`,
  eventName: 'MODIFY',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  eventSourceARN: 'arn:stream',
  dynamodb: {
    ApproximateCreationDateTime: 0,
    Keys: { id: { S: item } },
    SequenceNumber: String(number),
    SizeBytes: 1,
  },
});

/** Lanes whose deliveries a test ends itself. */
function controlledLanes(options: { lanes: number; batchSize: number; batchingWindowMs?: number }) {
  const checkpoints: string[] = [];
  const deliveries: { names: string[]; accept(): Promise<void> }[] = [];
  const lanes = new ShardLanes({
    batchingWindowMs: 0,
    ...options,
    deliver: (records, accept) =>
      new Promise(resolve => {
        deliveries.push({
          names: records.map(record => record.eventID),
          async accept() {
            const last = records.at(-1);
            if (last !== undefined) accept(last);
            resolve();
            await new Promise(setImmediate);
          },
        });
      }),
    checkpoint: position => checkpoints.push(position),
    onFailure: async () => true,
  });
  return { lanes, checkpoints, deliveries };
}
const namesOf = (deliveries: readonly { names: string[] }[]) =>
  deliveries.map(({ names }) => names);

test('one lane delivers one batch at a time, all in order', async () => {
  const { lanes, checkpoints, deliveries } = controlledLanes({ lanes: 1, batchSize: 2 });
  for (const [index, item] of ['a', 'b', 'a'].entries())
    lanes.add(recordOf(item, index), `p${index}`, 0);
  lanes.deliverDue(0);
  lanes.deliverDue(0);
  expect(namesOf(deliveries)).toEqual([['a0', 'b1']]);
  await deliveries[0]?.accept();
  expect(checkpoints).toEqual(['p1']);
  expect(namesOf(deliveries)).toEqual([['a0', 'b1'], ['a2']]);
});

test('with more lanes, items run beside each other and the changes of one item do not', () => {
  const { lanes, deliveries } = controlledLanes({ lanes: 10, batchSize: 1 });
  for (const [index, item] of ['a', 'b', 'a', 'b'].entries())
    lanes.add(recordOf(item, index), `p${index}`, 0);
  lanes.deliverDue(0);
  expect(namesOf(deliveries).toSorted()).toEqual([['a0'], ['b1']]);
});

test('the checkpoint waits for the earliest record that is still open', async () => {
  const { lanes, checkpoints, deliveries } = controlledLanes({ lanes: 10, batchSize: 1 });
  lanes.add(recordOf('a', 0), 'p0', 0);
  lanes.add(recordOf('b', 1), 'p1', 0);
  lanes.skip('p2');
  lanes.deliverDue(0);
  const deliveryOf = (name: string) => deliveries.find(({ names }) => names.includes(name));
  await deliveryOf('b1')?.accept();
  expect(checkpoints).toEqual([]);
  await deliveryOf('a0')?.accept();
  expect(checkpoints).toEqual(['p2']);
});

test('skipped records alone move the checkpoint', () => {
  const { lanes, checkpoints } = controlledLanes({ lanes: 1, batchSize: 1 });
  lanes.skip('p0');
  lanes.skip('p1');
  expect(checkpoints).toEqual(['p0', 'p1']);
});

test('a lane waits for its batching window unless its batch is whole', () => {
  const { lanes, deliveries } = controlledLanes({ lanes: 1, batchSize: 2, batchingWindowMs: 100 });
  lanes.add(recordOf('a', 0), 'p0', 1_000);
  lanes.deliverDue(1_099);
  expect(deliveries).toHaveLength(0);
  lanes.deliverDue(1_100);
  expect(deliveries).toHaveLength(1);

  const whole = controlledLanes({ lanes: 1, batchSize: 2, batchingWindowMs: 100 });
  whole.lanes.add(recordOf('a', 0), 'p0', 1_000);
  whole.lanes.add(recordOf('a', 1), 'p1', 1_000);
  whole.lanes.deliverDue(1_000);
  expect(namesOf(whole.deliveries)).toEqual([['a0', 'a1']]);
});

test('lanes are full at batch size times lanes, not before', () => {
  const { lanes } = controlledLanes({ lanes: 2, batchSize: 2 });
  for (let index = 0; index < 3; index += 1) lanes.add(recordOf('a', index), `p${index}`, 0);
  expect(lanes.full).toBe(false);
  lanes.add(recordOf('a', 3), 'p3', 0);
  expect(lanes.full).toBe(true);
});

test('what could not be delivered for a reason of the host is tried again, nothing is lost', async () => {
  const delivered: string[][] = [];
  let failures = 0;
  const lanes = new ShardLanes({
    lanes: 1,
    batchSize: 10,
    batchingWindowMs: 0,
    async deliver(records, accept) {
      delivered.push(records.map(record => record.eventID));
      const first = records[0];
      if (failures === 0 && first !== undefined) {
        accept(first);
        throw new Error('disk full');
      }
      const last = records.at(-1);
      if (last !== undefined) accept(last);
    },
    checkpoint: () => {},
    async onFailure() {
      failures += 1;
      return true;
    },
  });
  for (let index = 0; index < 3; index += 1) lanes.add(recordOf('a', index), `p${index}`, 0);
  await lanes.drain();
  expect(delivered).toEqual([
    ['a0', 'a1', 'a2'],
    ['a1', 'a2'],
  ]);
  expect(failures).toBe(1);
});

test('a batch holds at most 6 MB, and a larger record goes alone', async () => {
  const { lanes, deliveries } = controlledLanes({ lanes: 1, batchSize: 100 });
  const large = (number: number, bytes: number): StreamRecord => {
    const record = recordOf('a', number);
    const image = { text: { S: 'x'.repeat(bytes) } };
    return { ...record, dynamodb: { ...record.dynamodb, NewImage: image } };
  };
  for (const [index, bytes] of [7_000_000, 2_900_000, 2_900_000, 2_900_000].entries()) {
    lanes.add(large(index, bytes), `p${index}`, 0);
  }
  lanes.deliverDue(0);
  await deliveries[0]?.accept();
  await deliveries[1]?.accept();
  expect(namesOf(deliveries)).toEqual([['a0'], ['a1', 'a2'], ['a3']]);
});
