import { chooseSlot, type HeldSlot } from '../../../core/lease/stream-slots.ts';

const nowMs = 1_790_000_000_000;
const wish = { channel: 'fights', clientId: 'tab-1' };

function held(slot: number, parts: Partial<HeldSlot> = {}): HeldSlot {
  return {
    slot,
    connectionId: `c${slot}`,
    channel: 'bets',
    connectedAtMs: nowMs - 1_000,
    expiresAtMs: nowMs + 1_000,
    ...parts,
  };
}

const twenty = Array.from({ length: 20 }, (_, slot) => held(slot));

test('takes any of the 20 slots while all are free', () => {
  expect(chooseSlot([], { channel: 'fights' }, nowMs, () => 0)).toEqual({ slot: 0 });
  expect(chooseSlot([], { channel: 'fights' }, nowMs, () => 0.999)).toEqual({ slot: 19 });
});

test('of one client it takes the same each time, or the next that is free', () => {
  const { slot } = chooseSlot([], wish, nowMs, () => 0);
  expect(chooseSlot([], wish, nowMs, () => 0.999)).toEqual({ slot });
  const next = chooseSlot([held(slot)], wish, nowMs, () => 0.5);
  expect(next).toEqual({ slot: (slot + 1) % 20 });
  const clients = Array.from({ length: 200 }, (_, n) =>
    chooseSlot([], { channel: 'fights', clientId: `tab-${n}` }, nowMs, () => 0),
  );
  expect(new Set(clients.map(choice => choice.slot)).size).toBe(20);
});

test('takes the one that is left', () => {
  const others = twenty.filter(({ slot }) => slot !== 7);
  expect(chooseSlot(others, wish, nowMs, () => 0.5)).toEqual({ slot: 7 });
});

test('takes over the slot of its own client on the same channel', () => {
  const own = held(3, { clientId: 'tab-1', channel: 'fights' });
  expect(chooseSlot([own], wish, nowMs, () => 0)).toEqual({ slot: 3, replaces: own });
});

test('leaves the slot of its own client on another channel alone', () => {
  const own = held(3, { clientId: 'tab-1', channel: 'bets' });
  expect(chooseSlot([own], wish, nowMs, () => 0)).toEqual({ slot: 12 });
});

test('counts an expired lease as free, and says whose it was', () => {
  const expired = held(7, { expiresAtMs: nowMs });
  const others = twenty.filter(({ slot }) => slot !== 7);
  expect(chooseSlot([...others, expired], wish, nowMs, () => 0)).toEqual({
    slot: 7,
    replaces: expired,
  });
});

test('replaces the oldest when all 20 are taken', () => {
  const oldest = held(11, { connectedAtMs: nowMs - 9_000 });
  const others = twenty.filter(({ slot }) => slot !== 11);
  expect(chooseSlot([...others, oldest], wish, nowMs, () => 0)).toEqual({
    slot: 11,
    replaces: oldest,
  });
});

test('after three lost races it looks at one more of the oldest, and so on', () => {
  const inOrder = twenty.map((slot, n) => ({ ...slot, connectedAtMs: nowMs - 9_000 + n }));
  const after = (lostRaces: number) =>
    [0, 0.999].map(at => chooseSlot(inOrder, { ...wish, lostRaces }, nowMs, () => at).slot);
  expect([0, 2, 3, 6, 99].map(after)).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 19],
  ]);
});
