import { AlarmBook, type StateChange } from '../../../local/alarms/alarm-book.ts';
import type { MetricAlarm } from '../../../local/alarms/alarm-definition.ts';
import { MetricStore } from '../../../local/metrics/metric-store.ts';

const minuteMs = 60_000;

function world() {
  const clock = { minute: 1_000 };
  const lines: string[] = [];
  const sent: { readonly target: string; readonly name: string; readonly change: StateChange }[] =
    [];
  const log = {
    debug: (line: string) => lines.push(`debug ${line}`),
    info() {},
    warn: (line: string) => lines.push(`warn ${line}`),
    error() {},
  };
  const now = () => clock.minute * minuteMs;
  const store = new MetricStore({ minuteMs, log, now });
  const book = new AlarmBook({
    store,
    log,
    now,
    act: (target, { name }, change) => sent.push({ target, name, change }),
  });
  const record = (value: number, name = 'late'): void =>
    store.record({ namespace: 'S', name, dimensions: {}, unit: 'Count', values: [value] });
  /** Ends the minute that runs. */
  const passMinute = (): void => {
    clock.minute += 1;
    book.evaluate(clock.minute - 1);
  };
  const stateOf = (name: string) => book.report().alarms.find(each => each.name === name)?.state;
  return { clock, lines, sent, store, book, record, passMinute, stateOf };
}

const alarm = (name: string, rest: Partial<MetricAlarm> = {}, minutes = 1): MetricAlarm => ({
  kind: 'metric',
  name,
  arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
  description: undefined,
  actions: { isEnabled: true, ALARM: ['topic'], OK: ['topic'], INSUFFICIENT_DATA: [] },
  source: {
    kind: 'metric',
    query: {
      metric: { namespace: 'S', name: 'late', dimensions: {} },
      statistic: 'Sum',
      periodMinutes: minutes,
    },
  },
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missingData: 'notBreaching',
  ...rest,
});

const composite = (name: string, rule: string) => ({
  kind: 'composite' as const,
  name,
  arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
  description: undefined,
  actions: { isEnabled: true, ALARM: ['topic'], OK: [], INSUFFICIENT_DATA: [] },
  rule,
});

test('an alarm fires and clears, is logged and sent both times, and no more', () => {
  const { book, record, passMinute, lines, sent } = world();
  book.add(alarm('late'));
  passMinute();
  record(6);
  passMinute();
  record(7);
  // Where a minute has no data the newest that has some stands in for it, as far as the range goes.
  for (let minute = 0; minute < 5; minute += 1) passMinute();
  expect(lines).toEqual([
    expect.stringMatching(/^debug OK late: /),
    expect.stringMatching(/^warn ALARM late: 1 of the newest 1 points above 5, 1 needed: \[6\]/),
    expect.stringMatching(/^warn OK late: 0 of the newest 1 points above 5/),
  ]);
  expect(sent.map(({ target, change }) => [target, change.from, change.to])).toEqual([
    ['topic', 'INSUFFICIENT_DATA', 'OK'],
    ['topic', 'OK', 'ALARM'],
    ['topic', 'ALARM', 'OK'],
  ]);
});

test('a window slides by the minute, whatever its length', () => {
  const { book, record, passMinute, stateOf } = world();
  book.add(alarm('late', {}, 5));
  record(3);
  passMinute();
  passMinute();
  record(3);
  passMinute();
  expect(stateOf('late')).toBe('ALARM');
  passMinute();
  passMinute();
  expect(stateOf('late')).toBe('ALARM');
  passMinute();
  expect(stateOf('late')).toBe('OK');
});

test('a composite alarm sees what its parts became in the same minute, in whatever order they stand', () => {
  const { book, record, passMinute, lines } = world();
  book.add(composite('outer', 'ALARM("inner")'));
  book.add(composite('inner', 'ALARM("late") AND NOT ALARM("other")'));
  book.add(alarm('late'));
  book.add(alarm('other', { threshold: 100 }));
  book.settle();
  record(6);
  passMinute();
  expect(lines.filter(line => line.startsWith('warn'))).toEqual([
    expect.stringMatching(/^warn ALARM late: /),
    'warn ALARM inner: late ALARM, other OK',
    'warn ALARM outer: inner ALARM',
  ]);
});

test('an alarm without actions enabled changes its state, and sends nothing', () => {
  const { book, record, passMinute, sent, stateOf } = world();
  const actions = { isEnabled: false, ALARM: ['topic'], OK: [], INSUFFICIENT_DATA: [] };
  book.add(alarm('late', { actions }));
  record(6);
  passMinute();
  expect([stateOf('late'), sent]).toEqual(['ALARM', []]);
});

test('what is missing is breaching only once there could have been data', () => {
  const { book, clock, passMinute, stateOf } = world();
  const silent = { missingData: 'breaching', evaluationPeriods: 3, datapointsToAlarm: 3 } as const;
  book.add(alarm('silent', silent));
  book.begin(clock.minute);
  passMinute();
  passMinute();
  expect(stateOf('silent')).toBe('INSUFFICIENT_DATA');
  passMinute();
  expect(stateOf('silent')).toBe('ALARM');
});

test('the newest hundred changes of an alarm are kept', () => {
  const { book, record, passMinute } = world();
  book.add(alarm('late'));
  for (let change = 0; change < 101; change += 1) {
    record(change % 2 === 0 ? 6 : 1);
    passMinute();
  }
  const [report] = book.report().alarms;
  expect(report?.history).toHaveLength(100);
  expect(report?.history.at(-1)?.to).toBe('ALARM');
  expect(report?.history[0]?.from).toBe('ALARM');
});
