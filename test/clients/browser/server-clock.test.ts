import fc from 'fast-check';
import { remainingMs, ServerClock } from '../../../clients/browser/index.ts';

/** A machine whose clocks a test sets, and what it knows of the server's. */
function machine() {
  const times = { now: 1_000, uptime: 0 };
  const clock = new ServerClock({ now: () => times.now, uptime: () => times.uptime });
  const pass = (ms: number): void => {
    times.now += ms;
    times.uptime += ms;
  };
  return { times, clock, pass };
}

test('before the first frame the clocks agree', () => {
  const { clock } = machine();
  expect(clock.now()).toBe(1_000);
  expect(clock.skewMs).toBe(0);
});

test('of several frames the one that took least counts, and an older one does not set it back', () => {
  const { clock, pass } = machine();
  pass(6_500);
  clock.add(10_000);
  pass(20);
  clock.add(10_100);
  pass(10);
  clock.add(4_000);
  expect(clock.skewMs).toBe(2_580);
  expect(clock.now()).toBe(10_110);
});

test('32 frames later, a clock of the server that was set is followed', () => {
  const { clock, times } = machine();
  clock.add(90_000);
  for (let n = 0; n < 32; n += 1) clock.add(n);
  expect(clock.now()).toBe(31);
  expect(clock.skewMs).toBe(31 - times.now);
});

test.each([3_600_000, -3_600_000])(
  'a clock here that was set by %i ms is noticed at once, and changes nothing',
  byMs => {
    const { clock, times, pass } = machine();
    clock.add(50_000);
    times.now += byMs;
    pass(250);
    expect(clock.now()).toBe(50_250);
    expect(clock.skewMs).toBe(49_000 - byMs);
  },
);

test('whatever is set, slept through or late, it is never early', () => {
  const happenings = fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('pass' as const), ms: fc.nat(100_000) }),
      fc.record({ type: fc.constant('sleep' as const), ms: fc.nat(10_000_000) }),
      fc.record({ type: fc.constant('set' as const), ms: fc.integer({ min: -1e9, max: 1e9 }) }),
      fc.record({ type: fc.constant('frame' as const), ms: fc.nat(30_000) }),
    ),
  );
  fc.assert(
    fc.property(happenings, script => {
      const { clock, times, pass } = machine();
      let serverNow = 500_000;
      clock.add(serverNow);
      for (const { type, ms } of script) {
        if (type === 'set') times.now += ms;
        // A frame was sent when the server said so, and was on its way since.
        if (type === 'frame') clock.add(serverNow - ms);
        if (type === 'pass' || type === 'sleep') serverNow += ms;
        if (type === 'pass') pass(ms);
        if (type === 'sleep') times.now += ms;
        expect(clock.now()).toBeLessThanOrEqual(serverNow);
      }
      clock.add(serverNow);
      expect(clock.now()).toBe(serverNow);
    }),
  );
});

test('what is left of a moment, as text or number, is never below nothing', () => {
  expect(remainingMs('1970-01-01T00:00:05.000Z', 1_500)).toBe(3_500);
  expect(remainingMs(5_000, 1_500)).toBe(3_500);
  expect(remainingMs(5_000, 9_000)).toBe(0);
});
