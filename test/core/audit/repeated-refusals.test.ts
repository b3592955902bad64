import { RepeatedRefusals } from '../../../core/audit/repeated-refusals.ts';
import { refusedEntry } from '../../support/audit-table.ts';

const start = refusedEntry.atMs;

/** A row that had its fifty at the start. */
function flooded(): RepeatedRefusals {
  const refusals = new RepeatedRefusals();
  for (let n = 0; n < 50; n += 1) {
    expect(refusals.add('row', refusedEntry, start)?.count).toBe(1);
  }
  return refusals;
}

test('from the 51st on a row waits ten seconds, and then says how many there were', () => {
  const refusals = flooded();
  expect(refusals.add('row', refusedEntry, start)).toBeUndefined();
  expect(refusals.add('row', refusedEntry, start + 9_999)).toBeUndefined();
  expect(refusals.add('row', refusedEntry, start + 10_000)?.count).toBe(3);
  expect(refusals.add('row', refusedEntry, start + 10_000)).toBeUndefined();
});

test('what is held back is due after ten seconds, once, with the latest of it', () => {
  const refusals = flooded();
  const latest = { ...refusedEntry, correlationId: 'latest' };
  refusals.add('row', refusedEntry, start);
  refusals.add('row', latest, start);
  expect(refusals.due(start + 9_999)).toEqual([]);
  expect(refusals.due(start + 10_000)).toEqual([{ entryId: 'row', entry: latest, count: 2 }]);
  expect(refusals.due(start + 10_000)).toEqual([]);
});

test('each row has a count of its own', () => {
  expect(flooded().add('other', refusedEntry, start)?.count).toBe(1);
});

test('a thousand rows are counted, and a row more is written one by one until some rest', () => {
  const refusals = flooded();
  for (let n = 1; n < 1_000; n += 1) refusals.add(`row-${n}`, refusedEntry, start);
  for (let n = 0; n < 60; n += 1) {
    expect(refusals.add('one-more', refusedEntry, start)?.count).toBe(1);
  }
  refusals.due(start + 10_000);
  for (let n = 0; n < 50; n += 1) refusals.add('one-more', refusedEntry, start + 10_000);
  expect(refusals.add('one-more', refusedEntry, start + 10_000)).toBeUndefined();
});
