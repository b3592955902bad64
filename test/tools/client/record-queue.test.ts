import { RecordQueue } from '../../../tools/client/record-queue.ts';

describe('the queue of records', () => {
  const taken: number[] = [];
  const take = (records: RecordQueue<number>, name: string) =>
    records.take(name, n => taken.push(n));
  beforeEach(() => taken.splice(0));

  it('gives each once, oldest first, also what came before the wait', () => {
    const records = new RecordQueue<number>();
    records.add('A', 1);
    records.add('B', 2);
    records.add('A', 3);
    take(records, 'B');
    take(records, 'A');
    take(records, 'A');
    expect(taken).toEqual([2, 1, 3]);
  });

  it('gives what comes while somebody waits, and keeps it when nobody does', () => {
    const records = new RecordQueue<number>();
    take(records, 'A');
    records.add('A', 1);
    const stop = take(records, 'A');
    stop();
    records.add('A', 2);
    expect(taken).toEqual([1]);
    take(records, 'A');
    expect(taken).toEqual([1, 2]);
  });

  it('keeps the last thousand', () => {
    const records = new RecordQueue<number>();
    for (let n = 0; n < 1_001; n += 1) records.add('A', n);
    take(records, 'A');
    expect(taken).toEqual([1]);
  });
});
