import { maxBulkIds } from '../../../../core/wire/workflow.ts';
import { planBulk } from '../../../../core/workflow/bulk/plan-bulk.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const request = {
  bulkOperationId: 'bulk-1',
  action: 'approve',
  reason: 'the season ends',
  requestedBy: { userId: 'ana', role: 'operator', permissions: ['workflow:bulk'] },
} as const;

test('an operation begins with who asked, and with its ids in rows, each once [W1]', () => {
  expect(planBulk({ ...request, workflowIds: ['w-1', 'w-2', 'w-1'] }, nowMs)).toEqual({
    operation: {
      ...{ bulkOperationId: 'bulk-1', action: 'approve', reason: 'the season ends' },
      ...{ requestedBy: 'ana', requestedByRole: 'operator' },
      requestedByPermissions: ['workflow:bulk'],
      ...{ status: 'running', expected: 2, done: 0, failed: 0, skipped: 0 },
      chunkSize: 200,
      startedAt: '2026-11-20T20:00:00.000Z',
      progressAt: '2026-11-20T20:00:00.000Z',
    },
    chunks: [['w-1', 'w-2']],
  });
});

test('the rows of the largest operation are one transaction with it: 100 parts at most [W1]', () => {
  const workflowIds = Array.from({ length: maxBulkIds }, (_, at) => `w-${at}`);
  const { operation, chunks } = planBulk({ ...request, workflowIds }, nowMs);
  expect(operation).toMatchObject({ expected: 10_000, chunkSize: 200 });
  expect(chunks).toHaveLength(50);
  expect(chunks.flat()).toEqual(workflowIds);
});

test('a retry says of what, and a comment is kept [W1]', () => {
  const more = { workflowIds: ['w-1'], retryOf: 'bulk-0', comment: 'seen one by one' };
  expect(planBulk({ ...request, ...more }, nowMs).operation).toMatchObject({
    ...{ retryOf: 'bulk-0', comment: 'seen one by one' },
  });
});
