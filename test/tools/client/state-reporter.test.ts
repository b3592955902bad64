import type { ClientRecord } from '../../../tools/client/client-record.ts';
import { StateReporter } from '../../../tools/client/state-reporter.ts';

/** What is reported of a connection that goes through these states. */
function reported(...statuses: readonly string[]): readonly string[] {
  const records: ClientRecord[] = [];
  const states = new StateReporter('socket', record => records.push(record));
  for (const status of statuses) {
    states.update({ status, stopReason: undefined, nextAttemptAt: undefined, problem: undefined });
  }
  return records.flatMap(record => (record.record === 'state' ? [record.status] : []));
}

test('nothing is reported of a connection that was never there', () => {
  expect(reported('connecting', 'waiting', 'connecting', 'stopped')).toEqual([]);
});

test('lost and back are reported once, however often it was retried between', () => {
  expect(
    reported(
      'connecting',
      'open',
      'waiting',
      'connecting',
      'waiting',
      'connecting',
      'open',
      'stopped',
    ),
  ).toEqual(['open', 'waiting', 'open', 'stopped']);
});
