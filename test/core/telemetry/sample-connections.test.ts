import { placeOf } from '../../../core/statistics/user-sketch.ts';
import {
  type CountedConnection,
  sampleConnections,
} from '../../../core/telemetry/sample-connections.ts';

const now = () => Date.UTC(2026, 10, 21, 10, 15, 30);

async function* pages(
  ...all: readonly (readonly CountedConnection[])[]
): AsyncIterable<readonly CountedConnection[]> {
  yield* all;
}

const stream = (userId: string, channel: CountedConnection['channel']): CountedConnection => ({
  userId,
  kind: 'sse',
  channel,
});

test('counts streams and sockets of all pages, and who they are of', async () => {
  const sample = await sampleConnections({
    now,
    openConnections: () =>
      pages(
        [stream('ana', 'fights'), stream('bea', 'fights')],
        [],
        [stream('ana', 'bets'), { userId: 'cleo', kind: 'ws', channel: 'proposals' }],
      ),
  });
  expect(sample).toEqual({
    minute: '2026-11-21T10:15',
    streams: 3,
    readers: new Map([
      ['fights', 2],
      ['bets', 1],
      ['proposals', 1],
    ]),
    users: new Set(['ana', 'bea', 'cleo'].map(placeOf)),
  });
});

test('a Live stream reads each channel that it shows, and is one stream', async () => {
  const live: CountedConnection = { ...stream('ana', 'live'), channels: ['fights', 'bets'] };
  const sample = await sampleConnections({
    now,
    openConnections: () => pages([live, stream('bea', 'fights')]),
  });
  expect(sample.streams).toBe(2);
  expect(Object.fromEntries(sample.readers)).toEqual({ live: 1, fights: 2, bets: 1 });
});

test('nobody is a sample, too', async () => {
  const sample = await sampleConnections({ now, openConnections: () => pages([]) });
  expect(sample).toMatchObject({ streams: 0, readers: new Map(), users: new Set() });
});

test('what cannot be read to its end is no sample', async () => {
  async function* broken(): AsyncIterable<readonly CountedConnection[]> {
    yield [stream('ana', 'fights')];
    throw new Error('the table is gone');
  }
  await expect(sampleConnections({ now, openConnections: broken })).rejects.toThrow(
    'the table is gone',
  );
});
