import { maxRetryAttempts, retryDelaysMs } from '../../../core/webhook/limits.ts';

test('each attempt that a webhook may ask for has its delay', () => {
  expect(retryDelaysMs).toHaveLength(1 + maxRetryAttempts);
});
