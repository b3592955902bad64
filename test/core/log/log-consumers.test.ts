import { type LogConsumer, runConsumers } from '../../../core/log/log-consumers.ts';
import type { Segment } from '../../../core/log/segment.ts';
import type { ChannelName } from '../../../core/wire/event.ts';

const segment = (channel: ChannelName, firstSeq: number): Segment => ({
  ...{ channel, firstSeq, lastSeq: firstSeq, epoch: 'e1', generation: 1 },
  ...{ appendedAtMs: 0, expiresAtSec: 1, events: [] },
});

/** Says which numbers of its log it got. */
function consumer(channel: ChannelName, fails?: string) {
  const got: (readonly number[])[] = [];
  const consume: LogConsumer['consume'] = async segments => {
    got.push(segments.map(({ firstSeq }) => firstSeq));
    if (fails !== undefined) throw new Error(fails);
  };
  return { channel, consume, got };
}

test('each consumer gets what its log gained, in its order', async () => {
  const rooms = consumer('workflows');
  const wakeUps = consumer('global');
  const batch = [segment('global', 7), segment('workflows', 3), segment('global', 8)];
  await runConsumers(batch, [rooms, wakeUps]);
  expect([rooms.got, wakeUps.got]).toEqual([[[3]], [[7, 8]]]);
});

test('a consumer whose log gained nothing is left alone', async () => {
  const rooms = consumer('workflows');
  await runConsumers([segment('global', 7)], [rooms]);
  expect(rooms.got).toEqual([]);
});

test('a consumer that fails keeps nothing from the others, and the stream gives the batch again', async () => {
  const rooms = consumer('workflows', 'no sockets');
  const wakeUps = consumer('global');
  const batch = [segment('workflows', 3), segment('global', 7)];
  await expect(runConsumers(batch, [rooms, wakeUps])).rejects.toThrow('no sockets');
  expect(wakeUps.got).toEqual([[7]]);
});

test('a consumer that takes long does not keep the others from beginning, and is waited for', async () => {
  const { promise: sockets, resolve: answered } = Promise.withResolvers<void>();
  const { promise: begun, resolve: began } = Promise.withResolvers<void>();
  const slow: LogConsumer = { channel: 'workflows', consume: () => sockets };
  const wakeUps: LogConsumer = { channel: 'global', consume: async () => began() };
  let isDone = false;
  const run = runConsumers([segment('workflows', 3), segment('global', 7)], [slow, wakeUps]);
  const done = run.then(() => {
    isDone = true;
  });
  await begun;
  expect(isDone).toBe(false);
  answered();
  await done;
  expect(isDone).toBe(true);
});
