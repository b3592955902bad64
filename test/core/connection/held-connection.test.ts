import { HeldConnection } from '../../../core/connection/held-connection.ts';

/** Asks what is due and passes it to a lease that takes it, as a stream does. */
function report(held: HeldConnection, nowMs: number) {
  const due = held.dueReport(nowMs);
  if (due !== undefined) held.reported(due);
  return due;
}

test('each change of state is reported at once, and nothing else until the last check within a minute', () => {
  const held = new HeldConnection(0, 5_000);
  expect(report(held, 100)).toBeUndefined();
  held.happened('opened', 200);
  expect(report(held, 200)).toEqual({ state: 'connected', seenAtMs: 200 });
  held.happened('active', 5_000);
  expect(report(held, 5_000)).toBeUndefined();
  expect(report(held, 55_200)).toBeUndefined();
  expect(report(held, 55_201)).toEqual({ state: 'connected', seenAtMs: 55_201 });
});

test('one that is asked once a minute has a report each time', () => {
  const held = new HeldConnection(0, 60_000);
  held.happened('opened', 300);
  expect(report(held, 300)).toEqual({ state: 'connected', seenAtMs: 300 });
  expect(report(held, 60_000)).toEqual({ state: 'connected', seenAtMs: 60_000 });
  expect(report(held, 120_001)).toEqual({ state: 'idle', seenAtMs: 120_001 });
  expect(report(held, 180_001)).toEqual({ state: 'idle', seenAtMs: 180_001 });
});

test('after a minute with nothing to deliver it is idle, and with the next event connected again', () => {
  const held = new HeldConnection(0, 5_000);
  held.happened('opened', 0);
  report(held, 0);
  held.happened('active', 30_000);
  expect(report(held, 90_000)).toEqual({ state: 'connected', seenAtMs: 90_000 });
  expect(report(held, 90_001)).toEqual({ state: 'idle', seenAtMs: 90_001 });
  held.happened('active', 95_000);
  expect(report(held, 95_000)).toEqual({ state: 'connected', seenAtMs: 95_000 });
});

test('a report that did not arrive is due again', () => {
  const held = new HeldConnection(0, 5_000);
  held.happened('opened', 0);
  expect(held.dueReport(1)).toEqual({ state: 'connected', seenAtMs: 1 });
  expect(held.dueReport(5_001)).toEqual({ state: 'connected', seenAtMs: 5_001 });
});
