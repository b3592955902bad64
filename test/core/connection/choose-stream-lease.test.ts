import {
  chooseStreamLease,
  type HeldStreamLease,
  streamLeasesOf,
} from '../../../core/connection/choose-stream-lease.ts';

const nowMs = 1_790_000_000_000;
const wish = { channel: 'fights', clientId: 'tab-1', maxLeases: 20 };

function held(leaseNumber: number, parts: Partial<HeldStreamLease> = {}): HeldStreamLease {
  return {
    leaseNumber,
    connectionId: `c${leaseNumber}`,
    channel: 'bets',
    connectedAtMs: nowMs - 1_000,
    expiresAtMs: nowMs + 1_000,
    ...parts,
  };
}

const twenty = Array.from({ length: 20 }, (_, n) => held(n));

test('takes any of the 20 slots while all are free', () => {
  expect(chooseStreamLease([], { channel: 'fights', maxLeases: 20 }, nowMs, () => 0)).toEqual({
    leaseNumber: 0,
  });
  expect(chooseStreamLease([], { channel: 'fights', maxLeases: 20 }, nowMs, () => 0.999)).toEqual({
    leaseNumber: 19,
  });
});

test('of one client it takes the same each time, or the next that is free', () => {
  const { leaseNumber } = chooseStreamLease([], wish, nowMs, () => 0);
  expect(chooseStreamLease([], wish, nowMs, () => 0.999)).toEqual({ leaseNumber });
  const next = chooseStreamLease([held(leaseNumber)], wish, nowMs, () => 0.5);
  expect(next).toEqual({ leaseNumber: (leaseNumber + 1) % 20 });
  const clients = Array.from({ length: 200 }, (_, n) =>
    chooseStreamLease([], { ...wish, clientId: `tab-${n}` }, nowMs, () => 0),
  );
  expect(new Set(clients.map(choice => choice.leaseNumber)).size).toBe(20);
});

test('takes the one that is left', () => {
  const others = twenty.filter(({ leaseNumber }) => leaseNumber !== 7);
  expect(chooseStreamLease(others, wish, nowMs, () => 0.5)).toEqual({ leaseNumber: 7 });
});

test('takes over the slot of its own client on the same channel', () => {
  const own = held(3, { clientId: 'tab-1', channel: 'fights' });
  expect(chooseStreamLease([own], wish, nowMs, () => 0)).toEqual({ leaseNumber: 3, replaces: own });
});

test('leaves the slot of its own client on another channel alone', () => {
  const own = held(3, { clientId: 'tab-1', channel: 'bets' });
  expect(chooseStreamLease([own], wish, nowMs, () => 0)).toEqual({ leaseNumber: 12 });
});

test('counts an expired lease as free, and says whose it was', () => {
  const expired = held(7, { expiresAtMs: nowMs });
  const others = twenty.filter(({ leaseNumber }) => leaseNumber !== 7);
  expect(chooseStreamLease([...others, expired], wish, nowMs, () => 0)).toEqual({
    leaseNumber: 7,
    replaces: expired,
  });
});

test('replaces the oldest when all 20 are taken', () => {
  const oldest = held(11, { connectedAtMs: nowMs - 9_000 });
  const others = twenty.filter(({ leaseNumber }) => leaseNumber !== 11);
  expect(chooseStreamLease([...others, oldest], wish, nowMs, () => 0)).toEqual({
    leaseNumber: 11,
    replaces: oldest,
  });
});

test('after three lost races it looks at one more of the oldest, and so on', () => {
  const inOrder = twenty.map((lease, n) => ({ ...lease, connectedAtMs: nowMs - 9_000 + n }));
  const after = (lostRaces: number) =>
    [0, 0.999].map(
      at => chooseStreamLease(inOrder, { ...wish, lostRaces }, nowMs, () => at).leaseNumber,
    );
  expect([0, 2, 3, 6, 99].map(after)).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 19],
  ]);
});

test('who has two slots takes one of the two, and then the place of its older stream', () => {
  const two = { channel: 'inbox', maxLeases: 2 };
  const [first, second] = [held(0, { connectedAtMs: nowMs - 9_000 }), held(1)];
  expect(chooseStreamLease([first], two, nowMs, () => 0.999)).toEqual({ leaseNumber: 1 });
  expect(chooseStreamLease([first, second], two, nowMs, () => 0)).toEqual({
    leaseNumber: 0,
    replaces: first,
  });
  const named = { ...two, clientId: 'phone' };
  expect(chooseStreamLease([second], named, nowMs, () => 0)).toEqual({ leaseNumber: 0 });
});

test('slots that were given while there were more take no place, but their own client’s', () => {
  const two = { channel: 'inbox', maxLeases: 2 };
  const beyond = held(7, { connectedAtMs: nowMs - 9_000, channel: 'inbox', clientId: 'tab-1' });
  const others = [held(0), held(1, { connectedAtMs: nowMs - 5_000 })];
  const oldest = { leaseNumber: 1, replaces: others[1] };
  expect(chooseStreamLease([...others, beyond], two, nowMs, () => 0)).toEqual(oldest);
  const own = chooseStreamLease([...others, beyond], { ...two, clientId: 'tab-1' }, nowMs, () => 0);
  expect(own).toEqual({ leaseNumber: 7, replaces: beyond });
});

test.each([
  ['admin', 20],
  ['operator', 20],
  ['bettor', 2],
  ['visitor', 2],
])('%s has %i streams', (role, streams) => {
  const limits = { streamsPerStaff: 20, streamsPerUser: 2 };
  expect(streamLeasesOf(role, limits)).toBe(streams);
});
