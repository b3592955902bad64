import { AlarmClock } from '../../../local/alarms/alarm-clock.ts';

const minuteMs = 60_000;
const startMs = 1_000 * minuteMs + 20_000;

beforeEach(() => jest.useFakeTimers({ now: startMs }));
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

function started() {
  const happened: string[] = [];
  const clock = new AlarmClock(
    {
      get currentMinute() {
        return Math.floor(Date.now() / minuteMs);
      },
      takeObservations: () => happened.push(`measured in ${Math.floor(Date.now() / minuteMs)}`),
    },
    {
      begin: minute => happened.push(`begins with ${minute}`),
      evaluate: minute => happened.push(`evaluated ${minute}`),
    },
    minuteMs,
  );
  clock.start();
  return { clock, happened };
}

test('each minute is measured in its second half, and evaluated once it is over', async () => {
  const { clock, happened } = started();
  await jest.advanceTimersByTimeAsync(3 * minuteMs);
  clock.stop();
  expect(happened).toEqual([
    'begins with 1001',
    'measured in 1000',
    'evaluated 1000',
    'measured in 1001',
    'evaluated 1001',
    'measured in 1002',
    'evaluated 1002',
  ]);
});

test('minutes that were slept through are evaluated in order, sixty of them at most', async () => {
  const { clock, happened } = started();
  await jest.advanceTimersByTimeAsync(minuteMs);
  happened.length = 0;
  jest.setSystemTime((1_004 + 0.1) * minuteMs);
  await jest.advanceTimersByTimeAsync(minuteMs / 2);
  expect(happened.filter(each => each.startsWith('evaluated'))).toEqual([
    'evaluated 1001',
    'evaluated 1002',
    'evaluated 1003',
  ]);
  happened.length = 0;
  jest.setSystemTime((1_104 + 0.1) * minuteMs);
  await jest.advanceTimersByTimeAsync(minuteMs / 2);
  clock.stop();
  const evaluated = happened.filter(each => each.startsWith('evaluated'));
  expect([evaluated.length, evaluated[0], evaluated.at(-1)]).toEqual([
    60,
    'evaluated 1044',
    'evaluated 1103',
  ]);
});

test('a clock that is stopped does nothing more', async () => {
  const { clock, happened } = started();
  clock.stop();
  await jest.advanceTimersByTimeAsync(5 * minuteMs);
  expect(happened).toEqual(['begins with 1001']);
});
