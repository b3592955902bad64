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
  const calls: string[] = [];
  const statistics = {
    ...silentStatistics,
    request: (series: string) => void calls.push(`request ${series}`),
    error: (series: string, category: string) => void calls.push(`error ${series} ${category}`),
    flush: async () => void calls.push('flush'),
  };
  const meter = { flush: () => void calls.push('metrics') };
  const lines: unknown[] = [];
  const logger = { error: (...line: unknown[]) => void lines.push(line) };
  return { calls, lines, telemetry: { series: 'proposals', statistics, meter, logger } as const };
}

test('a batch is a request, and its counts are added before it ends', async () => {
  const { calls, lines, telemetry } = counting();
  await countedBatch(batch, telemetry, async () => void calls.push('work'));
  expect(calls).toEqual(['request proposals', 'work', 'metrics', 'flush']);
  expect(lines).toEqual([]);
});

test('a batch that fails is a request and an error, is logged with table and keys, and thrown on', async () => {
  const { calls, lines, telemetry } = counting();
  const error = new AppError('STORE_UNAVAILABLE', 'the store is away; expected it to answer');
  await expect(countedBatch(batch, telemetry, () => Promise.reject(error))).rejects.toBe(error);
  expect(calls).toEqual(['request proposals', 'error proposals SERVER', 'metrics', 'flush']);
  const contents = { table: 'Stack-Fights-1', records: 1, keys: ['f1'] };
  expect(lines).toEqual([['batch failed', { ...contents, error, category: 'SERVER' }]]);
});
