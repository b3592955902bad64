import type { ClientRecord } from '../../../tools/client/client-record.ts';
import { StateTeller } from '../../../tools/client/state-teller.ts';

/** What is told of a connection that goes through these states. */
function told(...statuses: readonly string[]): readonly string[] {
  const records: ClientRecord[] = [];
  const teller = new StateTeller('socket', record => records.push(record));
  for (const status of statuses) {
    teller.show({ status, stopReason: undefined, nextAttemptAt: undefined, problem: undefined });
  }
  return records.flatMap(record => (record.record === 'state' ? [record.status] : []));
}

test('nothing is told of a connection that was never there', () => {
  expect(told('connecting', 'waiting', 'connecting', 'stopped')).toEqual([]);
});

test('lost and back are told once, however often it was tried between', () => {
  expect(
    told('connecting', 'open', 'waiting', 'connecting', 'waiting', 'connecting', 'open', 'stopped'),
  ).toEqual(['open', 'waiting', 'open', 'stopped']);
});
