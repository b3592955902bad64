import { useBulkOperation } from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { doing, renderHook } from './render-hook.tsx';
import { answered, changed, operation, readsOf, streaming } from './workflows.ts';

const pass = (place: FakeEnvironment, ms: number) => doing(() => place.pass(ms));

test('a bulk operation is read, and again with its progress, at most once a second; counts never go back [W2]', async () => {
  const { result, place } = renderHook(
    ({ environment }) => useBulkOperation('b-1', { environment }),
    {},
  );
  expect(result.current).toMatchObject({ status: 'reading', operation: undefined });
  await pass(place, 0);
  expect(readsOf(place).map(({ url }) => url.pathname)).toEqual(['/workflows/bulk/b-1']);
  await answered(place, 200, { operation: operation({ done: 3 }) });
  const stream = await streaming(place);
  await pass(place, 1_000);
  await answered(place, 200, { operation: operation({ done: 5, failed: 1 }) });
  expect(result.current).toMatchObject({ status: 'running', operation: { done: 5, failed: 1 } });
  const before = readsOf(place).length;
  const progress = {
    operationId: 'b-1',
    status: 'running',
    done: 6,
    failed: 1,
    skipped: 0,
    total: 10,
  };
  for (const seq of [1, 2, 3]) await stream.send(changed(seq, 'workflow.bulk_progress', progress));
  await pass(place, 1_000);
  expect(readsOf(place)).toHaveLength(before + 1);
  await answered(place, 200, { operation: operation({ done: 4, failed: 1 }) });
  expect(result.current.operation).toMatchObject({ done: 5, failed: 1 });
  const completed = { ...progress, status: 'completed', done: 8, failed: 2 };
  await stream.send(changed(4, 'workflow.bulk_completed', completed));
  await pass(place, 1_000);
  await answered(place, 200, { operation: operation({ status: 'completed', done: 8, failed: 2 }) });
  expect(result.current).toMatchObject({ status: 'completed', operation: { done: 8, failed: 2 } });
});
