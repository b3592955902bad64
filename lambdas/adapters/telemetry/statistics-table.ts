import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Counter, type Counts, isCounter } from '../../../core/statistics/counts.ts';
import {
  type MinuteCounts,
  minuteStartMs,
  type StatisticsStore,
} from '../../../core/statistics/statistics.ts';

/** As long as hours may still be added up of them, and yesterday's can be looked at in the table. */
export const keptMinutesMs = 2 * 86_400_000;

/**
 * Minutes in the table Statistics, a row per series and minute. Environments add to it without
 * reading; an addition whose answer was lost is made twice, which a statistic bears.
 */
export function createStatisticsTable(
  client: DynamoDBDocumentClient,
  tableName: string,
): StatisticsStore {
  return {
    add: async ({ series, minute, counts }) => {
      const entries = [...counts];
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { series, minute },
          UpdateExpression: `SET #ttl = :ttl ADD ${entries.map((_, at) => `#c${at} :c${at}`).join(', ')}`,
          ExpressionAttributeNames: {
            '#ttl': 'ttl',
            ...Object.fromEntries(entries.map(([counter], at) => [`#c${at}`, counter])),
          },
          ExpressionAttributeValues: {
            ':ttl': Math.ceil((minuteStartMs(minute) + keptMinutesMs) / 1_000),
            ...Object.fromEntries(entries.map(([, count], at) => [`:c${at}`, count])),
          },
        }),
      );
    },
    since: async (series, minute) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'series = :series AND #minute >= :minute',
          ExpressionAttributeNames: { '#minute': 'minute' },
          ExpressionAttributeValues: { ':series': series, ':minute': minute },
        }),
      );
      return Items.map(
        (item): MinuteCounts => ({ series, minute: String(item.minute), counts: countsIn(item) }),
      );
    },
  };
}

/** What a row counts; what a later version counts is left out. */
export function countsIn(item: Readonly<Record<string, unknown>>): Counts {
  const counts = Object.entries(item).flatMap(([name, value]): [Counter, number][] =>
    isCounter(name) && typeof value === 'number' ? [[name, value]] : [],
  );
  return new Map(counts);
}
