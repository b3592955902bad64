import { type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Counts } from '../../../core/statistics/counts.ts';
import {
  type ConnectionSample,
  type HourCounts,
  type HourStore,
  hourMs,
  hourStartMs,
  keptHoursMs,
  type Peaks,
} from '../../../core/statistics/hours.ts';
import { allSeries, minuteStartMs, type Series } from '../../../core/statistics/statistics.ts';
import { type ConnectionChannel, connectionChannels } from '../../../core/wire/connection-state.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { countsIn, keptMinutesMs } from './statistics-table.ts';

/** The key of samples, beside the series whose minutes they lie in. */
const samplesKey = 'connections';

/** The key of hours that are there as a whole; each holds the peaks of its hour. */
const wholeHours = 'hour';

/** The key of a series' hours: not its own, under which whoever asks for minutes would read them. */
const hoursOf = (series: Series): string => `hour#${series}`;

type Item = Readonly<Record<string, unknown>>;

/**
 * Samples and hours in the table Statistics, beside its minutes. Of an hour there is a row for each series,
 * and one that makes it whole, which is written last.
 */
export function createHoursTable(client: DynamoDBDocumentClient, tableName: string): HourStore {
  async function read(
    series: string,
    { from, to }: { readonly from: string; readonly to: string },
    ConsistentRead = false,
  ): Promise<readonly Item[]> {
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        KeyConditionExpression: 'series = :series AND #minute BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#minute': 'minute' },
        ExpressionAttributeValues: { ':series': series, ':from': from, ':to': to },
        ConsistentRead,
      },
    );
    const items: Item[] = [];
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  }

  /** Two runs at once may add up the same hour: the one that read later is right. */
  async function replace(row: Item): Promise<void> {
    await wasWritten(
      client.send(
        new PutCommand({
          TableName: tableName,
          Item: row,
          ConditionExpression: 'attribute_not_exists(addedUpAt) OR addedUpAt <= :at',
          ExpressionAttributeValues: { ':at': row.addedUpAt },
        }),
      ),
    );
  }

  return {
    putSample: async ({ minute, readers, streams, users }) => {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: {
            ...{ series: samplesKey, minute, streams, ...readersIn(readers) },
            // No set is empty: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
            ...(users.size > 0 && { users }),
            ttl: Math.ceil((minuteStartMs(minute) + keptMinutesMs) / 1_000),
          },
        }),
      );
    },
    minutesOf: async hour => {
      const range = { from: `${hour}:00`, to: `${hour}:59` };
      const [samples, ...counted] = await Promise.all([
        read(samplesKey, range, true),
        ...allSeries.map(async series => ({ series, rows: await read(series, range, true) })),
      ]);
      const some = counted.filter(({ rows }) => rows.length > 0);
      return {
        series: new Map(some.map(({ series, rows }) => [series, rows.map(countsIn)])),
        samples: samples.map(sampleIn),
      };
    },
    addedUp: async fromHour => {
      const rows = await read(wholeHours, { from: fromHour, to: '9999' }, true);
      return new Map(rows.map(row => [String(row.minute), Number(row.addedUpAt)]));
    },
    put: async ({ hour, addedUpAtMs, series, peaks }) => {
      const common = {
        ...{ minute: hour, addedUpAt: addedUpAtMs },
        ttl: Math.ceil((hourStartMs(hour) + hourMs + keptHoursMs) / 1_000),
      };
      const rows = [...series].map(([name, counts]) => ({
        ...{ series: hoursOf(name), ...common, ...Object.fromEntries(counts) },
      }));
      await Promise.all(rows.map(replace));
      await replace({
        ...{ series: wholeHours, ...common },
        // An hour of which no minute is known must not be looked for again, and is no hour of zeros.
        isKnown: series.size > 0 || peaks !== undefined,
        ...(peaks && peaksRow(peaks)),
      });
    },
    hours: async (wanted, from, to) => {
      const [whole, ...counted] = await Promise.all([
        read(wholeHours, { from, to }),
        ...wanted.map(async series => {
          const rows = await read(hoursOf(series), { from, to });
          return { series, byHour: new Map(rows.map(row => [row.minute, countsIn(row)])) };
        }),
      ]);
      return whole.flatMap((row): HourCounts[] => {
        if (row.isKnown !== true) return [];
        const series = counted.flatMap(({ series, byHour }): [Series, Counts][] => {
          const counts = byHour.get(row.minute);
          return counts === undefined ? [] : [[series, counts]];
        });
        return [
          {
            hour: String(row.minute),
            addedUpAtMs: Number(row.addedUpAt),
            series: new Map(series),
            peaks: peaksIn(row),
          },
        ];
      });
    },
  };
}

const readersName = (channel: ConnectionChannel) => `readers:${channel}` as const;

function readersIn(readers: ConnectionSample['readers']): Item {
  return Object.fromEntries([...readers].map(([channel, count]) => [readersName(channel), count]));
}

function readersOf(row: Item): ReadonlyMap<ConnectionChannel, number> {
  const known = connectionChannels.flatMap((channel): [ConnectionChannel, number][] => {
    const count = row[readersName(channel)];
    return typeof count === 'number' ? [[channel, count]] : [];
  });
  return new Map(known);
}

function sampleIn(row: Item): ConnectionSample {
  return {
    minute: String(row.minute),
    readers: readersOf(row),
    streams: Number(row.streams),
    users: row.users instanceof Set ? row.users : new Set(),
  };
}

function peaksRow({ samples, readers, streams, users }: Peaks): Item {
  return { samples, streams, users, ...readersIn(readers) };
}

function peaksIn(row: Item): Peaks | undefined {
  if (typeof row.samples !== 'number') return undefined;
  return {
    samples: row.samples,
    readers: readersOf(row),
    streams: Number(row.streams),
    users: Number(row.users),
  };
}
