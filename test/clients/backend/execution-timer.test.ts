import { createExecutionTimer, type SlowQuery } from '../../../clients/backend/execution-timer.ts';

/** A timer on a clock that the test moves; the reports it made, and the failures it reported. */
function testTimer(report: (slow: SlowQuery) => Promise<unknown> = async () => undefined) {
  let nowMs = 0;
  const reports: SlowQuery[] = [];
  const errors: unknown[] = [];
  const timer = createExecutionTimer({
    thresholdMs: 100,
    elapsedMs: () => nowMs,
    onError: error => errors.push(error),
    report: async slow => {
      reports.push(slow);
      await report(slow);
    },
  });
  /** A query that takes so long. */
  const take = (ms: number) => {
    nowMs += ms;
    return 'rows';
  };
  return { timer, reports, errors, take };
}

test.each([
  [100, []],
  [101, ['low']],
  [150, ['low']],
  [151, ['medium']],
  [200, ['medium']],
  [201, ['high']],
  [999, ['high']],
  [1_000, ['critical']],
])('a query of %i ms against 100 is reported as %j [G5]', (durationMs, severities) => {
  const { timer, reports, take } = testTimer();
  expect(timer.run('SELECT 1', () => take(durationMs))).toBe('rows');
  expect(reports.map(({ severity }) => severity)).toEqual(severities);
});

test('a promise is measured to its end, and gives what it gives', async () => {
  const { timer, reports, take } = testTimer();
  const { promise, resolve } = Promise.withResolvers<string>();
  const result = timer.run('SELECT 1', () => promise);
  take(300);
  expect(reports).toEqual([]);
  resolve('rows');
  expect(await result).toBe('rows');
  expect(reports).toEqual([
    { query: 'SELECT 1', durationMs: 300, thresholdMs: 100, severity: 'high' },
  ]);
});

test('a query that fails is reported too, and fails as it did', async () => {
  const { timer, reports, take } = testTimer();
  const gone = new Error('gone');
  const fail = () => {
    take(150);
    throw gone;
  };
  expect(() => timer.run('SELECT 1', fail)).toThrow(gone);
  await expect(timer.run('SELECT 2', async () => fail())).rejects.toBe(gone);
  expect(reports.map(({ query }) => query)).toEqual(['SELECT 1', 'SELECT 2']);
});

test('a lazy query builder is run once', async () => {
  const { timer } = testTimer();
  let runs = 0;
  const builder = {
    // biome-ignore lint/suspicious/noThenProperty: this is what a lazy builder is
    then: (done: (rows: string) => void) => {
      runs += 1;
      done('rows');
    },
  };
  expect(await timer.run('SELECT 1', () => builder as PromiseLike<string>)).toBe('rows');
  expect(runs).toBe(1);
});

test('a report that fails, now or later, is passed to onError and disturbs no one [G5]', async () => {
  const { timer, errors, take } = testTimer(async () => {
    throw new Error('no DynamoDB');
  });
  expect(timer.run('SELECT 1', () => take(500))).toBe('rows');
  await new Promise(resolve => setImmediate(resolve));
  expect(errors).toEqual([new Error('no DynamoDB')]);
});

test('nor does a callback that throws', async () => {
  const timer = createExecutionTimer({
    thresholdMs: 1,
    report: async () => Promise.reject(new Error('no DynamoDB')),
    onError: () => {
      throw new Error('no log either');
    },
  });
  timer.observed('SELECT 1', 5);
  await new Promise(resolve => setImmediate(resolve));
});

test('twenty reports may be under way; the next are reported as lost, until one is done', async () => {
  const held: (() => void)[] = [];
  const { timer, reports, errors } = testTimer(
    () => new Promise<void>(resolve => held.push(resolve)),
  );
  for (let at = 0; at < 21; at += 1) timer.observed(`SELECT ${at}`, 500);
  expect(reports).toHaveLength(20);
  expect(errors).toMatchObject([{ code: 'QUEUE_FULL' }]);
  held[0]?.();
  await new Promise(resolve => setImmediate(resolve));
  timer.observed('SELECT again', 500);
  expect(reports).toHaveLength(21);
});

test('onError is required: the compiler refuses a timer that would fail in silence', () => {
  // @ts-expect-error there is no onError
  createExecutionTimer({ thresholdMs: 1, report: async () => undefined });
});

test.each([0, -1, Number.NaN])('a threshold of %d is refused', thresholdMs => {
  const options = { thresholdMs, report: async () => undefined, onError: () => undefined };
  expect(() => createExecutionTimer(options)).toThrow(
    `thresholdMs is ${thresholdMs}, expected a number of milliseconds above 0`,
  );
});
