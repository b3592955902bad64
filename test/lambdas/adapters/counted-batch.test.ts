import { AppError } from '../../../core/error/app-error.ts';
import { countedBatch } from '../../../lambdas/adapters/counted-batch.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';

function counting() {
  const told: string[] = [];
  const statistics = {
    ...silentStatistics,
    request: (series: string) => void told.push(`request ${series}`),
    error: (series: string, category: string) => void told.push(`error ${series} ${category}`),
    flush: async () => void told.push('flush'),
  };
  return { told, statistics };
}

test('a batch is a request, and its counts are added before it ends', async () => {
  const { told, statistics } = counting();
  await countedBatch('proposals', statistics, async () => void told.push('work'));
  expect(told).toEqual(['request proposals', 'work', 'flush']);
});

test('a batch that fails is a request and an error, and is thrown on', async () => {
  const { told, statistics } = counting();
  const error = new AppError('STORE_UNAVAILABLE', 'the store is away; expected it to answer');
  const batch = countedBatch('proposals', statistics, () => Promise.reject(error));
  await expect(batch).rejects.toBe(error);
  expect(told).toEqual(['request proposals', 'error proposals SERVER', 'flush']);
});
