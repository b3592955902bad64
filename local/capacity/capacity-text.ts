import type { KeyCapacity, TableCapacity } from './capacity-meter.ts';

const headings = [
  'table, index, key',
  'read units',
  'write units',
  'peak reads/s',
  'peak writes/s',
];
const longestName = 60;

/** The report as a table for people: each table and index with its busiest keys, hot ones marked. */
export function capacityText(report: readonly TableCapacity[]): string {
  if (report.length === 0) return 'Nothing has consumed capacity yet.\n';
  const rows = report.flatMap(
    ({ tableName, indexName, readUnits, writeUnits, keyCount, busiestKeys }) => {
      const name = indexName === undefined ? tableName : `${tableName}/${indexName}`;
      return [
        [
          `${name} (${keyCount} ${keyCount === 1 ? 'key' : 'keys'})`,
          units(readUnits),
          units(writeUnits),
        ],
        ...busiestKeys.map(keyRow),
      ];
    },
  );
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map(row => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const hot = report.flatMap(({ busiestKeys }) => busiestKeys.filter(({ isHot }) => isHot));
  const verdict =
    hot.length === 0
      ? 'No key came near what a partition gives (3,000 read and 1,000 write units a second).'
      : `${hot.length} ${hot.length === 1 ? 'key is' : 'keys are'} HOT: 80% and more of what a partition gives (3,000 read and 1,000 write units a second).`;
  return `${[headings, ...rows].map(line).join('\n')}\n\n${verdict}\n`;
}

function keyRow({ key, isHot, ...counted }: KeyCapacity): string[] {
  const name = key.length > longestName ? `${key.slice(0, longestName - 1).toWellFormed()}…` : key;
  return [
    `  ${isHot ? 'HOT ' : ''}${name}`,
    units(counted.readUnits),
    units(counted.writeUnits),
    units(counted.peakReadUnits),
    units(counted.peakWriteUnits),
  ];
}

const units = (amount: number): string =>
  amount.toLocaleString('en-US', { maximumFractionDigits: 1 });
