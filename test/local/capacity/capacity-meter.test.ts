import { CapacityMeter } from '../../../local/capacity/capacity-meter.ts';

const write = (key: string, writeUnits: number) => ({
  tableName: 'Log',
  key,
  readUnits: 0,
  writeUnits,
});

test('a key is hot by its busiest second, not by its total', () => {
  const meter = new CapacityMeter();
  for (let i = 0; i < 10; i += 1) meter.add(write('steady', 500), i * 1_000);
  meter.add(write('burst', 400), 5_000);
  meter.add(write('burst', 400), 5_999);
  expect(meter.report()).toMatchObject([
    {
      tableName: 'Log',
      writeUnits: 5_800,
      keyCount: 2,
      busiestKeys: [
        { key: 'burst', writeUnits: 800, peakWriteUnits: 800, isHot: true },
        { key: 'steady', writeUnits: 5_000, peakWriteUnits: 500, isHot: false },
      ],
    },
  ]);
});

test('the limit of reads is three times that of writes', () => {
  const meter = new CapacityMeter();
  const read = (key: string, readUnits: number) => ({
    tableName: 'T',
    key,
    readUnits,
    writeUnits: 0,
  });
  meter.add(read('cool', 2_399), 0);
  meter.add(read('hot', 2_400), 0);
  expect(meter.report()[0]?.busiestKeys.map(({ key, isHot }) => [key, isHot])).toEqual([
    ['hot', true],
    ['cool', false],
  ]);
});

test('it remembers 10,000 keys of a table, those used last', () => {
  const meter = new CapacityMeter();
  meter.add(write('first', 900), 0);
  meter.add(write('second', 901), 0);
  for (let i = 0; i < 9_998; i += 1) meter.add(write(`key-${i}`, 1), 0);
  meter.add(write('first', 1), 2_000);
  meter.add(write('one more', 1), 2_000);
  const [table] = meter.report();
  expect(table?.keyCount).toBe(10_000);
  expect(table?.busiestKeys[0]?.key).toBe('first');
  expect(table?.busiestKeys.map(({ key }) => key)).not.toContain('second');
  expect(table?.writeUnits).toBe(900 + 901 + 9_998 + 2);
});

test('an index is listed after its table', () => {
  const meter = new CapacityMeter();
  meter.add({ tableName: 'T', indexName: 'ByRoom', readUnits: 1, writeUnits: 0 }, 0);
  meter.add({ tableName: 'T', readUnits: 0.5, writeUnits: 0 }, 0);
  expect(meter.report().map(({ tableName, indexName }) => [tableName, indexName])).toEqual([
    ['T', undefined],
    ['T', 'ByRoom'],
  ]);
});
