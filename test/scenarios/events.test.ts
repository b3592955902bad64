import { bet, eventRows, money, user, video } from './support/event-rows.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { workflowRows } from './support/workflow-rows.ts';

let target: Target;
const readers: Record<string, StreamReader> = {};
const titles = [
  'System',
  'Fights',
  'Bets',
  'Users',
  'Finance',
  'Streaming',
  'Workflows',
  'Notifications',
  'Global',
];

beforeAll(async () => {
  target = await connectTarget();
  await Promise.all(
    titles.map(async title => {
      readers[title] = await target.open(title, { follows: true });
      await reader(title).until(({ event }) => event === 'connected');
    }),
  );
});
afterAll(async () => {
  await target.close();
});

function reader(title: string): StreamReader {
  const found = readers[title];
  if (found === undefined) throw new Error(`no reader of ${title}`);
  return found;
}

const titleOf: Record<string, string> = {
  system: 'System',
  fights: 'Fights',
  bets: 'Bets',
  users: 'Users',
  finance: 'Finance',
  streaming: 'Streaming',
  workflows: 'Workflows',
};

/** The events that one item made, as a reader saw them. */
function seenBy(title: string, key: string, id: string) {
  return reader(title)
    .messages.filter(({ data }) => data?.data?.[key] === id || data?.metadata?.correlationId === id)
    .map(({ event, data }) => [event, data.channel, data.priority, data.data]);
}

test.each([...eventRows, ...workflowRows])(
  '$title: on its home channel, on global, and when it matters on notifications [G3] [G4] [W4]',
  async row => {
    const id = unique('e');
    const isOutbox = row.table === 'Outbox';
    for (const write of row.writes) {
      const extra = isOutbox ? { correlationId: id } : {};
      await target.put(row.table, { [row.key]: id, ...write, ...extra });
    }
    const key = row.keyInEvents ?? row.key;
    const home = titleOf[row.events[0]?.[1] ?? ''] ?? '';
    const expected = row.events.map(([type, channel, priority, data]) => [
      type,
      channel,
      priority,
      expect.objectContaining(isOutbox ? data : { [key]: id, ...data }),
    ]);
    const important = expected.filter(
      ([, , priority]) => priority === 'high' || priority === 'critical',
    );
    for (const [title, wanted] of [
      [home, expected],
      ['Global', expected],
      ['Notifications', important],
    ] as const) {
      await reader(title).until(() => seenBy(title, key, id).length >= wanted.length);
      expect(seenBy(title, key, id)).toEqual(wanted);
    }
  },
);

test('every event is the one envelope, under the id of its place in the log [L2]', async () => {
  const id = unique('e');
  const before = Date.now();
  await target.put('Bets', {
    betId: id,
    ...bet,
    amount: 7,
    status: 'pending',
    createdAt: new Date(before).toISOString(),
  });
  const message = await reader('Bets').until(({ data }) => data?.data?.betId === id);
  expect(message.id).toMatch(/^[a-z0-9]{16}\.\d+$/);
  expect(message.data).toEqual({
    id: expect.any(String),
    type: 'NEW_BET',
    timestamp: before,
    priority: 'normal',
    source: 'Bets',
    version: '1.0',
    channel: 'bets',
    data: expect.objectContaining({ betId: id, ...bet, amount: 7 }),
  });
});

test('writes that change nothing listed yield nothing, and a removal neither', async () => {
  const id = unique('e');
  await target.put('VideoStreams', { streamId: id, ...video, status: 'idle' });
  await target.put('VideoStreams', { streamId: id, ...video, status: 'idle', viewerCount: 99 });
  await target.put('Transactions', {
    transactionId: id,
    ...money,
    type: 'payment',
    status: 'pending',
  });
  await target.update('Users', { userId: id }, { ...user, email: 'x@example.com' });
  await reader('Users').until(({ data }) => data?.data?.userId === id);
  await target.update('Users', { userId: id }, { email: 'new@example.com' });
  // What comes after on the same channels proves that nothing came before.
  const last = unique('e');
  await target.put('VideoStreams', { streamId: last, ...video, status: 'live' });
  await target.put('Transactions', {
    transactionId: last,
    ...money,
    type: 'payout',
    status: 'completed',
  });
  await target.put('Users', { userId: last, ...user });
  await reader('Streaming').until(({ data }) => data?.data?.streamId === last);
  await reader('Finance').until(({ data }) => data?.data?.transactionId === last);
  await reader('Users').until(({ data }) => data?.data?.userId === last);
  expect(seenBy('Streaming', 'streamId', id)).toEqual([]);
  expect(seenBy('Finance', 'transactionId', id)).toEqual([]);
  expect(seenBy('Users', 'userId', id)).toHaveLength(1);
});
