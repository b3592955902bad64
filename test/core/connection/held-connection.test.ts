import { HeldConnection } from '../../../core/connection/held-connection.ts';

/** Asks, and tells the lease what it is told, as a stream does. */
function tell(held: HeldConnection, nowMs: number) {
  const report = held.due(nowMs);
  if (report !== undefined) held.told(report);
  return report;
}

test('a lease is told of each change at once, and of nothing else for a minute', () => {
  const held = new HeldConnection(0);
  expect(tell(held, 100)).toBeUndefined();
  held.happened('opened', 200);
  expect(tell(held, 200)).toEqual({ state: 'connected', seenAtMs: 200 });
  held.happened('active', 5_000);
  expect(tell(held, 5_000)).toBeUndefined();
  expect(tell(held, 60_199)).toBeUndefined();
  expect(tell(held, 60_200)).toEqual({ state: 'connected', seenAtMs: 60_200 });
});

test('after a minute with nothing to deliver it is idle, and with the next event connected again', () => {
  const held = new HeldConnection(0);
  held.happened('opened', 0);
  tell(held, 0);
  held.happened('active', 30_000);
  expect(tell(held, 90_000)).toEqual({ state: 'connected', seenAtMs: 90_000 });
  expect(tell(held, 90_001)).toEqual({ state: 'idle', seenAtMs: 90_001 });
  held.happened('active', 95_000);
  expect(tell(held, 95_000)).toEqual({ state: 'connected', seenAtMs: 95_000 });
});

test('a report that did not arrive is due again', () => {
  const held = new HeldConnection(0);
  held.happened('opened', 0);
  expect(held.due(1)).toEqual({ state: 'connected', seenAtMs: 1 });
  expect(held.due(5_001)).toEqual({ state: 'connected', seenAtMs: 5_001 });
});
