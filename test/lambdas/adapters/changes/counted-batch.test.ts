import type { DynamoDBStreamEvent } from 'aws-lambda';
import { AppError } from '../../../../core/wire/app-error.ts';
import { countedBatch } from '../../../../lambdas/adapters/changes/counted-batch.ts';
import { silentStatistics } from '../../../support/silent-statistics.ts';

const batch: DynamoDBStreamEvent = {
  Records: [
    {
      eventSourceARN: 'arn:aws:dynamodb:us-east-1:1:table/Stack-Fights-1/stream/2026',
      dynamodb: { Keys: { fightId: { S: 'f1' } }, NewImage: { notes: { S: 'not to be logged' } } },
    },
  ],
};

function counting() {
  const told: string[] = [];
  const statistics = {
    ...silentStatistics,
    request: (series: string) => void told.push(`request ${series}`),
    error: (series: string, category: string) => void told.push(`error ${series} ${category}`),
    flush: async () => void told.push('flush'),
  };
  const lines: unknown[] = [];
  const logger = { error: (...line: unknown[]) => void lines.push(line) };
  return { told, lines, accounts: { series: 'proposals', statistics, logger } as const };
}

test('a batch is a request, and its counts are added before it ends', async () => {
  const { told, lines, accounts } = counting();
  await countedBatch(batch, accounts, async () => void told.push('work'));
  expect(told).toEqual(['request proposals', 'work', 'flush']);
  expect(lines).toEqual([]);
});

test('a batch that fails is a request and an error, is logged with table and keys, and thrown on', async () => {
  const { told, lines, accounts } = counting();
  const error = new AppError('STORE_UNAVAILABLE', 'the store is away; expected it to answer');
  await expect(countedBatch(batch, accounts, () => Promise.reject(error))).rejects.toBe(error);
  expect(told).toEqual(['request proposals', 'error proposals SERVER', 'flush']);
  const contents = { table: 'Stack-Fights-1', records: 1, keys: ['f1'] };
  expect(lines).toEqual([['the batch failed', { ...contents, error, category: 'SERVER' }]]);
});
