import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { paymentStream, paymentStreamRows, sides } from './support/payment-stream-rows.ts';
import { quarantinedItems } from './support/quarantined-items.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

const titles = ['PaymentStreams', 'Global', 'Notifications'] as const;

let target: Target;
const readers = new Map<string, StreamReader>();

beforeAll(async () => {
  target = await connectTarget();
  for (const title of titles) {
    const reader = await target.open(title, { follows: true });
    await reader.until(({ event }) => event === 'connected');
    readers.set(title, reader);
  }
});
afterAll(async () => {
  await target.close();
});

function reader(title: (typeof titles)[number]): StreamReader {
  const found = readers.get(title);
  if (found === undefined) throw new Error(`no reader of ${title}`);
  return found;
}

/** The events of one payment stream, as a reader saw them. */
function seenBy(title: (typeof titles)[number], streamId: string) {
  return reader(title)
    .messages.filter(({ data }) => data?.source === 'PaymentStreams')
    .filter(({ data }) => data.data.streamId === streamId)
    .map(({ event, data }) => [event, data.channel, data.priority, data.data]);
}

test.each(paymentStreamRows)(
  '$title: on payment-streams, on global, and when it matters on notifications [F2]',
  async ({ writes, events }) => {
    const streamId = unique('p');
    for (const write of writes) {
      if ('put' in write) await target.put('PaymentStreams', { streamId, ...write.put });
      else await target.update('PaymentStreams', { streamId }, write.set);
    }
    const expected = events.map(([type, priority, data]) => [
      type,
      'payment-streams',
      priority,
      expect.objectContaining({ streamId, ...sides, ...data }),
    ]);
    const important = expected.filter(([, , priority]) => priority === 'high');
    for (const [title, wanted] of [
      ['PaymentStreams', expected],
      ['Global', expected],
      ['Notifications', important],
    ] as const) {
      await reader(title).until(() => seenBy(title, streamId).length >= wanted.length);
      expect(seenBy(title, streamId)).toEqual(wanted);
    }
  },
);

test('a removal makes no event, and what is put under the same id is new [F2]', async () => {
  const streamId = unique('p');
  await target.put('PaymentStreams', { streamId, ...paymentStream });
  const TableName = requireOutput(target.outputs, 'PaymentStreamsTableName');
  await target.client.send(new DeleteCommand({ TableName, Key: { streamId } }));
  await target.put('PaymentStreams', {
    streamId,
    ...paymentStream,
    depositedAmount: '200000000000000',
  });
  await reader('PaymentStreams').until(() => seenBy('PaymentStreams', streamId).length >= 2);
  const amounts = seenBy('PaymentStreams', streamId).map(([event, , , data]) => [
    event,
    data.depositedAmount,
  ]);
  expect(amounts).toEqual([
    ['stream.created', '100000000000000'],
    ['stream.created', '200000000000000'],
  ]);
});

const digits =
  "a whole number as a string of digits, as '1000', from 0 to 170141183460469231731687303715884105727";

/** What is wrong with an item, and how the reason says so. */
const malformed: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
  [{ ratePerSecond: 1.5 }, `ratePerSecond is 1.5, expected ${digits}`],
  [{ ratePerSecond: '1.5' }, `ratePerSecond is "1.5", expected ${digits}`],
  [{ depositedAmount: 1_000 }, `depositedAmount is 1000, expected ${digits}`],
  [{ depositedAmount: '-5' }, `depositedAmount is "-5", expected ${digits}`],
  [{ depositedAmount: '1e3' }, `depositedAmount is "1e3", expected ${digits}`],
  [
    { depositedAmount: '170141183460469231731687303715884105728' },
    `depositedAmount is "170141183460469231731687303715884105728", expected ${digits}`,
  ],
  [{ withdrawnAmount: 0 }, `withdrawnAmount is 0, expected ${digits}`],
  [{ snapshotAmount: '0x10' }, `snapshotAmount is "0x10", expected ${digits}`],
  [{ sender: undefined }, 'sender is missing, expected a string of 1 to 256 characters'],
  [{ recipient: undefined }, 'recipient is missing, expected a string of 1 to 256 characters'],
  [{ status: 'open' }, 'status is "open", expected one of active, paused, cancelled, completed'],
  [
    { startTime: 1_795_291_200_000 },
    'startTime is 1795291200000, expected an ISO 8601 time with its zone, as 2026-11-21T20:00:00Z',
  ],
];

test('malformed items are set aside with their reason, and block nothing behind them [F2]', async () => {
  const prefix = unique('bad');
  const idOf = (at: number) => `${prefix}-${String(at).padStart(2, '0')}`;
  for (const [at, [parts]] of malformed.entries()) {
    await target.put('PaymentStreams', { streamId: idOf(at), ...paymentStream, ...parts });
  }
  await target.put('PaymentStreams', { streamId: `${prefix}-good`, ...paymentStream });
  await reader('PaymentStreams').until(
    () => seenBy('PaymentStreams', `${prefix}-good`).length > 0,
    30_000,
  );
  const rows = await untilSeen(
    () => quarantinedItems(target, 'PaymentStreams', prefix),
    seen => seen.length === malformed.length,
  );
  expect(rows.map(({ reason }) => reason).sort()).toEqual(
    malformed.map(([, reason], at) => `PaymentStreams "${idOf(at)}": ${reason}`),
  );
  const ofBadOnes = reader('PaymentStreams').messages.filter(({ data }) =>
    data?.data?.streamId?.startsWith(`${prefix}-`),
  );
  expect(ofBadOnes.map(({ data }) => data.data.streamId)).toEqual([`${prefix}-good`]);
});

test('a side that is empty or a number is refused by the write itself: the lists are indexes on it', async () => {
  const wrong = [{ sender: '' }, { recipient: 7 }, { status: 1 }];
  for (const parts of wrong) {
    const put = target.put('PaymentStreams', { streamId: unique('p'), ...paymentStream, ...parts });
    await expect(put).rejects.toThrow(/index/i);
  }
});
