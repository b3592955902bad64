import { runConcurrently } from '../../core/run-concurrently.ts';

test('so many are under way at the same time, and each has its turn once', async () => {
  const done: number[] = [];
  let underWay = 0;
  let most = 0;
  await runConcurrently(
    Array.from({ length: 20 }, (_, n) => n),
    3,
    async n => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      done.push(n);
    },
  );
  expect(most).toBe(3);
  expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test('a failure is thrown after the work of the others is done', async () => {
  const done: number[] = [];
  const work = runConcurrently([0, 1, 2, 3], 2, async n => {
    await Promise.resolve();
    if (n === 0) throw new Error('no store');
    done.push(n);
  });
  await expect(work).rejects.toThrow('no store');
  expect(done).toEqual([1, 2, 3]);
});

test('nothing to do is done', async () => {
  await expect(runConcurrently([], 5, async () => undefined)).resolves.toBeUndefined();
});
