import { conflict, retryOnConflict } from '../../../../lambdas/adapters/dynamodb/conflict-retry.ts';

test('what is no conflict is given back at once', async () => {
  const waits: number[] = [];
  const result = await retryOnConflict(
    async () => 'done',
    async ms => waits.push(ms),
  );
  expect(result).toBe('done');
  expect(waits).toEqual([]);
});

test('the sixth attempt may still succeed, after pauses that grow to 640 ms at most', async () => {
  const waits: number[] = [];
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
    return attempts === 6 ? 'done' : conflict;
  };
  expect(await retryOnConflict(attempt, async ms => waits.push(ms))).toBe('done');
  expect(waits).toHaveLength(5);
  [40, 80, 160, 320, 640].forEach((limitMs, index) => {
    expect(waits[index]).toBeLessThan(limitMs);
  });
});

test('after six conflicts it is an error of the store', async () => {
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
    return conflict;
  };
  await expect(retryOnConflict(attempt, async () => {})).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
  expect(attempts).toBe(6);
});
