import { FirstDeliveries } from '../../../core/stream/first-deliveries.ts';
import { encodeOnce } from '../../../core/stream/log-tail.ts';
import { type HopLine, hopLog } from '../../../core/trace/hop.ts';
import { testEvent } from '../../support/event-log.ts';
import { recordingMeter } from '../../support/recording-meter.ts';

const nowMs = 1_790_000_000_000;

const entryOf = (id: string, ageMs: number) =>
  encodeOnce({
    ...{ epoch: 'e1', seq: 1, appendedAtMs: nowMs },
    event: testEvent(id, { timestamp: nowMs - ageMs }),
  });

test('an event is measured once, with its first reader, on the channel that it counts on', () => {
  const meter = recordingMeter();
  const firsts = new FirstDeliveries({ meter, now: () => nowMs });
  const entry = entryOf('e1', 120);
  for (let reader = 0; reader < 1_000; reader += 1) firsts.note(entry, 'fights');
  firsts.note(entry, 'bets');
  expect(meter.taken()).toEqual({ 'DeliveryLatency channel=fights': [120], FirstDeliveries: 1 });
  // What was read again is another entry: the process that read it has delivered it again.
  firsts.note(entryOf('e1', 130), 'fights');
  expect(meter.taken()).toEqual({ 'DeliveryLatency channel=fights': [130], FirstDeliveries: 1 });
});

test.each([
  [0, 0],
  [2_000, 0],
  [2_001, 1],
])('an event of %i ms is late: %i', (ageMs, late) => {
  const meter = recordingMeter();
  new FirstDeliveries({ meter, now: () => nowMs }).note(entryOf('e1', ageMs), 'fights');
  expect(meter.taken().LateFirstDeliveries ?? 0).toBe(late);
});

test('of a sampled trace the first delivery is a hop, whoever else gets the event', () => {
  const lines: HopLine[] = [];
  const firsts = new FirstDeliveries({
    ...{ meter: recordingMeter(), now: () => nowMs },
    logHop: hopLog(line => lines.push(line)),
  });
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const event = testEvent('e2', { metadata: { traceparent } });
  const entry = encodeOnce({ ...{ epoch: 'e1', seq: 1, appendedAtMs: nowMs }, event });
  for (let reader = 0; reader < 3; reader += 1) firsts.note(entry, 'global');
  firsts.note(entryOf('e1', 120), 'fights');
  expect(lines).toEqual([
    {
      ...{ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', eventId: 'e2', channel: 'global' },
      ...{ hop: 'delivered', atMs: nowMs },
    },
  ]);
});
