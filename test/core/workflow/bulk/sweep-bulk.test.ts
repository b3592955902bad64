import type { StartBulk } from '../../../../core/workflow/bulk/bulk-store.ts';
import { planBulk } from '../../../../core/workflow/bulk/plan-bulk.ts';
import { type StalledOperations, sweepBulk } from '../../../../core/workflow/bulk/sweep-bulk.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

/** Running, with its last progress so many seconds ago. */
function running(bulkOperationId: string, secondsAgo: number) {
  const { operation } = planBulk(
    {
      ...{ bulkOperationId, action: 'cancel', reason: 'closed', workflowIds: ['w-1'] },
      requestedBy: { userId: 'ana', role: 'operator' },
    },
    nowMs - secondsAgo * 1_000,
  );
  return operation;
}

function swept(...operations: ReturnType<typeof running>[]) {
  const started: string[] = [];
  const noted: string[] = [];
  const stalled: StalledOperations = {
    running: async function* () {
      yield ['foreign'];
      yield operations.map(({ bulkOperationId }) => bulkOperationId);
    },
    find: async id => operations.find(({ bulkOperationId }) => bulkOperationId === id),
    noteRestart: async ({ bulkOperationId }, at) => {
      noted.push(`${bulkOperationId} ${at}`);
      return bulkOperationId !== 'faster';
    },
  };
  return { started, noted, stalled };
}

test('what has not gone on for a minute is started again, once noted; all else is left alone [W1]', async () => {
  const { started, noted, stalled } = swept(
    running('stalled', 60),
    running('alive', 59),
    running('faster', 90),
    { ...running('completed', 90), status: 'completed' },
  );
  const start: StartBulk = async ({ bulkOperationId, progressAt }) => {
    started.push(`${bulkOperationId} ${progressAt}`);
  };
  expect(await sweepBulk(stalled, start, nowMs)).toEqual({ restarted: 1, failures: [] });
  expect(noted).toEqual(['stalled 2026-11-20T20:00:00.000Z', 'faster 2026-11-20T20:00:00.000Z']);
  expect(started).toEqual(['stalled 2026-11-20T20:00:00.000Z']);
});

test('one that cannot be started keeps none behind it waiting [W1]', async () => {
  const { stalled } = swept(running('first', 61), running('second', 62));
  const failure = new Error('throttled');
  const start = async ({ bulkOperationId }: { readonly bulkOperationId: string }) => {
    if (bulkOperationId === 'first') throw failure;
  };
  const result = await sweepBulk(stalled, start, nowMs);
  expect(result).toEqual({ restarted: 1, failures: [failure] });
});
