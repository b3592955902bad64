import { type HopLine, hopLog } from '../../../core/trace/hop.ts';
import { PostedEvents } from '../../../core/trace/posted-events.ts';
import { testEvent } from '../../support/event-log.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traced = (id: string, flag: string) =>
  testEvent(id, {
    metadata: { userId: 'ana', traceparent: `00-${traceId}-00f067aa0ba902b7-${flag}` },
  });

function recorded() {
  const lines: HopLine[] = [];
  return { lines, logHop: hopLog(line => lines.push(line)) };
}

test('a hop of a sampled trace is a line of ids, names and times, and of nothing else', () => {
  const { lines, logHop } = recorded();
  logHop(traced('e1', '01'), { hop: 'fanned-out', atMs: 7 });
  logHop(traced('e1', '01'), { hop: 'appended', channel: 'global', atMs: 8 });
  expect(lines).toEqual([
    { traceId, eventId: 'e1', channel: 'fights', hop: 'fanned-out', atMs: 7 },
    { traceId, eventId: 'e1', channel: 'global', hop: 'appended', atMs: 8 },
  ]);
});

test('of what is not sampled, in no trace, or of one that is none, there is no line', () => {
  const { lines, logHop } = recorded();
  const events = [
    ...[traced('e1', '00'), testEvent('e2'), testEvent('e3', { metadata: { userId: 'ana' } })],
    testEvent('e4', { metadata: { traceparent: 'x' } }),
  ];
  for (const event of events) logHop(event, { hop: 'fanned-out', atMs: 7 });
  expect(lines).toEqual([]);
});

test('an event that many sockets were posted is one line, with the time of the first', () => {
  const { lines, logHop } = recorded();
  const [one, other] = [traced('e1', '01'), traced('e2', '01')];
  const posted = new PostedEvents();
  posted.add([one, other], 5);
  posted.add([one], 9);
  posted.add([], 10);
  posted.log(logHop);
  expect(lines).toEqual([
    { traceId, eventId: 'e1', channel: 'fights', hop: 'posted', sockets: 2, atMs: 5 },
    { traceId, eventId: 'e2', channel: 'fights', hop: 'posted', sockets: 1, atMs: 5 },
  ]);
  posted.log(undefined);
});
