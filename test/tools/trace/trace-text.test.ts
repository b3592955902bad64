import type { FoundHop } from '../../../tools/trace/found-hops.ts';
import { logGroupsOf } from '../../../tools/trace/found-hops.ts';
import { traceText } from '../../../tools/trace/trace-text.ts';
import { testEvent } from '../../support/event-log.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const writtenAtMs = 1_790_000_000_000;

const entryOf = (traceparent?: string) => ({
  ...{ epoch: 'e1', seq: 1, appendedAtMs: writtenAtMs + 30 },
  event: testEvent('e1', traceparent === undefined ? {} : { metadata: { traceparent } }),
});
const sampled = `00-${traceId}-00f067aa0ba902b7-01`;

const hopOf = (
  hop: FoundHop['hop'],
  afterMs: number,
  by: string,
  more: Partial<FoundHop> = {},
) => ({
  ...{ hop, traceId, eventId: 'e1', channel: 'fights', atMs: writtenAtMs + afterMs, by },
  ...more,
});

test('each hop is a line with its time, since the write and since the hop before', () => {
  const hops = [
    hopOf('fanned-out', 20, 'ChangeFanOut'),
    hopOf('appended', 30, 'ChangeFanOut'),
    hopOf('appended', 31, 'ChangeFanOut', { channel: 'global' }),
    hopOf('delivered', 25, 'FightsChannel'),
    hopOf('posted', 40, 'EventCourier', { sockets: 3 }),
    hopOf('webhook', 540, 'WebhookSender', {
      ...{ webhookId: 'desk', attempt: 1, outcome: 'delivered', tookMs: 12 },
    }),
    hopOf('fanned-out', 20, 'ChangeFanOut', { eventId: 'e2' }),
  ];
  expect(traceText({ entry: entryOf(sampled), hops, sampling: '0.01' })).toBe(
    [
      `FIGHT_STATUS_UPDATE e1 of fights, trace ${traceId}`,
      '',
      'time                      since write   since last  hop         by',
      '2026-09-21T14:13:20.000Z        +0 ms        +0 ms  written     Fights',
      '2026-09-21T14:13:20.020Z       +20 ms       +20 ms  fanned-out  ChangeFanOut',
      '2026-09-21T14:13:20.030Z       +30 ms       +10 ms  appended    ChangeFanOut      log of fights',
      '2026-09-21T14:13:20.031Z       +31 ms        +1 ms  appended    ChangeFanOut      log of global',
      '2026-09-21T14:13:20.025Z       +25 ms        -6 ms  delivered   FightsChannel     first reader of fights in its process',
      '2026-09-21T14:13:20.040Z       +40 ms       +15 ms  posted      EventCourier      3 sockets',
      '2026-09-21T14:13:20.540Z      +540 ms      +500 ms  webhook     WebhookSender     desk, attempt 1: delivered, took 12 ms',
      '',
      'other events of this trace: e2',
      '',
    ].join('\n'),
  );
});

test('of what is not there it says why that may be', () => {
  const text = traceText({ entry: entryOf(sampled), hops: [], sampling: '0.01' });
  expect(text.split('\n').slice(5)).toEqual([
    'no fanned-out: lines take some seconds to be found, and are kept for a month',
    'no appended in the log of fights: the same',
    'no appended in the log of global: the same',
    'no delivered: nobody who may see it had a stream open; polls and replays log none',
    'no posted: no open socket was to get it',
    'no webhook: none wanted it, or not within --hours',
    '',
  ]);
});

test.each([undefined, `00-${traceId}-00f067aa0ba902b7-00`])(
  'of one that is not sampled (%s) it says what decides that',
  traceparent => {
    const text = traceText({ entry: entryOf(traceparent), hops: [], sampling: '0.01' });
    expect(text).toContain(
      'not sampled, so no hop was logged: the log had it at 2026-09-21T14:13:20.030Z.',
    );
    expect(text).toContain('traceSampling, which is 0.01 here, or');
    expect(text).not.toContain('no delivered');
  },
);

test('the logs of functions are looked at, by their titles, and of nothing else', () => {
  const outputs = {
    ...{ ChangeFanOutLogGroupName: '/a', ChangeFanOutFunctionName: 'f' },
    ...{ ExecutionLogGroupName: '/b', HistoryDays: '7' },
  };
  expect([...logGroupsOf(outputs)]).toEqual([['ChangeFanOut', '/a']]);
});

test('of the other events of a trace 20 are named, and of more their number', () => {
  const textOf = (others: number) => {
    const ids = Array.from({ length: others }, (_, at) => `e${at + 2}`);
    const hops = ids.map(eventId => hopOf('fanned-out', 20, 'ChangeFanOut', { eventId }));
    return traceText({ entry: entryOf(sampled), hops, sampling: '0' });
  };
  const first = Array.from({ length: 20 }, (_, at) => `e${at + 2}`).join(', ');
  expect(textOf(20)).toContain(`other events of this trace: ${first}\n`);
  expect(textOf(21)).toContain(`other events of this trace: ${first} and 1 more\n`);
});
