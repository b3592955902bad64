import type { Connection } from '../../../core/connection/connection.ts';
import { paymentStreamReaders } from '../../../core/telemetry/payment-stream-readers.ts';
import type { PaymentStreamFilter } from '../../../core/wire/payment-stream-filter.ts';

function reader(
  role: string,
  paymentStreams?: PaymentStreamFilter,
  parts: Partial<Connection> = {},
): Connection {
  return {
    connectionId: 'c-1',
    userId: 'ana',
    role,
    kind: 'sse',
    channel: 'payment-streams',
    state: 'connected',
    connectedAtMs: 0,
    seenAtMs: 0,
    expiresAtMs: 0,
    sourceIp: '203.0.113.7',
    userAgent: '',
    ...(paymentStreams && { paymentStreams }),
    ...parts,
  };
}

test('nobody reads', () => {
  const others = [
    reader('admin', undefined, { channel: 'fights' }),
    reader('bettor', undefined, { channel: 'proposals', kind: 'ws' }),
    reader('admin', undefined, { channel: 'live', channels: ['fights', 'global'] }),
  ];
  expect(paymentStreamReaders(others)).toEqual({ readers: 0, all: 0, byStream: [], byUser: [] });
});

test('readers by what they asked for: staff without a filter read all, others their own', () => {
  expect(
    paymentStreamReaders([
      reader('admin'),
      reader('operator', { all: true, streams: ['s3'] }),
      reader('admin', { all: false }, { channel: 'live', channels: ['inbox', 'payment-streams'] }),
      reader('bettor'),
      reader('bettor', { users: ['GANA', 'GANA'], streams: ['s2'] }),
      reader('admin', { streams: ['s1', 's2'] }),
      reader('bettor', { streams: ['s2'] }, { channel: 'live', channels: ['payment-streams'] }),
    ]),
  ).toEqual({
    readers: 7,
    all: 3,
    byStream: [
      { streamId: 's2', readers: 3 },
      { streamId: 's1', readers: 1 },
    ],
    byUser: [{ user: 'GANA', readers: 1 }],
  });
});

test('of each list the 50 most read are given, of equals the first by name', () => {
  const streams = Array.from({ length: 60 }, (_, n) => `s${String(n).padStart(2, '0')}`);
  const { byStream } = paymentStreamReaders([
    reader('bettor', { streams }),
    reader('bettor', { streams: ['s59'] }),
  ]);
  expect(byStream).toHaveLength(50);
  expect(byStream.slice(0, 2)).toEqual([
    { streamId: 's59', readers: 2 },
    { streamId: 's00', readers: 1 },
  ]);
  expect(byStream.at(-1)).toEqual({ streamId: 's48', readers: 1 });
});
