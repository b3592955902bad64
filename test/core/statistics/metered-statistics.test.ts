import { meteredStatistics } from '../../../core/statistics/metered-statistics.ts';
import type { Statistics } from '../../../core/statistics/statistics.ts';
import { recordingMeter } from '../../support/recording-meter.ts';

/** Statistics that note what they are given. */
function noting() {
  const calls: unknown[] = [];
  const note =
    (name: string) =>
    (...args: readonly unknown[]) =>
      void calls.push([name, ...args]);
  const statistics: Statistics = {
    request: note('request'),
    error: note('error'),
    appended: note('appended'),
    delivered: note('delivered'),
    flush: async () => void calls.push(['flush']),
  };
  const meter = recordingMeter();
  return { calls, meter, metered: meteredStatistics(statistics, meter) };
}

test('what is counted of statistics is counted there as ever, and as a metric where it is one', async () => {
  const { calls, meter, metered } = noting();
  metered.request('fights');
  metered.error('proposals', 'CLIENT');
  metered.error('change-fan-out', 'CLIENT');
  metered.appended('fights', 3);
  metered.appended('management', 2);
  metered.delivered('bets', 40, 1_000);
  metered.delivered('proposals', 25);
  await metered.flush();
  expect(calls).toEqual([
    ['request', 'fights'],
    ['error', 'proposals', 'CLIENT'],
    ['error', 'change-fan-out', 'CLIENT'],
    ['appended', 'fights', 3],
    ['appended', 'management', 2],
    ['delivered', 'bets', 40, 1_000],
    ['delivered', 'proposals', 25, 1],
    ['flush'],
  ]);
  expect(meter.taken()).toEqual({
    'Refusals category=CLIENT': 2,
    'EventsAppended channel=fights': 3,
    'EventsDelivered channel=bets': 1_000,
    'EventsDelivered channel=proposals': 1,
  });
});
