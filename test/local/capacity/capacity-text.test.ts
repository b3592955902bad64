import { capacityText } from '../../../local/capacity/capacity-text.ts';

const key = { readUnits: 0, writeUnits: 0, peakReadUnits: 0, peakWriteUnits: 0, isHot: false };

test('tables and indexes with their busiest keys, hot ones marked', () => {
  const report = [
    {
      tableName: 'Log',
      readUnits: 12_345.25,
      writeUnits: 901,
      keyCount: 2,
      busiestKeys: [
        {
          ...key,
          key: 'fights#7',
          readUnits: 12_345.25,
          writeUnits: 900,
          peakReadUnits: 20.5,
          peakWriteUnits: 900,
          isHot: true,
        },
        { ...key, key: 'x'.repeat(80), writeUnits: 1, peakWriteUnits: 1 },
      ],
    },
    {
      tableName: 'Log',
      indexName: 'ByRoom',
      readUnits: 0.5,
      writeUnits: 0,
      keyCount: 1,
      busiestKeys: [],
    },
  ];
  expect(
    capacityText(report),
  ).toBe(`table, index, key                                               read units  write units  peak reads/s  peak writes/s
Log (2 keys)                                                      12,345.3          901
  HOT fights#7                                                    12,345.3          900          20.5            900
  ${'x'.repeat(59)}…           0            1             0              1
Log/ByRoom (1 key)                                                     0.5            0

1 key is HOT: 80% and more of what a partition gives (3,000 read and 1,000 write units a second).
`);
});

test('without any use it says so', () => {
  expect(capacityText([])).toBe('Nothing has consumed capacity yet.\n');
});
