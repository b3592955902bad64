import fc from 'fast-check';
import { runBulk } from '../../../../core/workflow/bulk/run-bulk.ts';
import { MemoryBulk, pending, plan, startMs } from './memory-bulk.ts';

const ids = (count: number) => Array.from({ length: count }, (_, at) => `w-${at}`);

/** A clock that only waiting moves. */
function time() {
  let nowMs = startMs;
  return {
    clock: () => nowMs,
    wait: async (ms: number) => {
      nowMs += ms;
    },
  };
}

test('every workflow is decided by who asked, and the counts are complete [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(7)));
  memory.workflows.set('w-1', { ...pending('w-1'), createdBy: 'ana' });
  memory.workflows.set('w-2', { ...pending('w-2'), approvers: { users: ['bea'] } });
  memory.workflows.set('w-3', { ...pending('w-3'), visibleTo: { permissions: ['compliance'] } });
  memory.workflows.set('w-4', { ...pending('w-4'), status: 'rejected' });
  memory.workflows.delete('w-5');
  const run = { ...time(), work: memory.work(), fourEyes: true };
  expect(await runBulk('bulk-1', run)).toBe('ended');
  expect(memory.workflows.get('w-0')).toMatchObject({
    ...{ status: 'approved', updatedBy: 'ana', bulkOperationId: 'bulk-1' },
    comments: [{ by: 'ana', text: 'the season ends' }],
  });
  expect([...memory.results.values()].map(({ outcome, code }) => code ?? outcome)).toEqual([
    ...['done', 'OWN_WORKFLOW', 'NOT_AN_APPROVER', 'WORKFLOW_NOT_FOUND', 'WORKFLOW_ENDED'],
    ...['WORKFLOW_NOT_FOUND', 'done'],
  ]);
  expect(memory.operation).toMatchObject({ status: 'completed', done: 2, failed: 5, skipped: 0 });
});

test('what was chosen for a step is approved at that one, not at the next [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(3), { step: 'review' }));
  const steps = [
    { name: 'review', approvers: {} },
    { name: 'release', approvers: {} },
  ];
  const at = (id: string, currentStep: string) => ({ ...pending(id), steps, currentStep });
  memory.workflows.set('w-0', at('w-0', 'review'));
  memory.workflows.set('w-1', at('w-1', 'release'));
  memory.workflows.set('w-2', at('w-2', 'release'));
  const vote = { step: 'review', by: 'ana', decision: 'approve' } as const;
  memory.workflows.set('w-2', {
    ...at('w-2', 'release'),
    decisions: [{ ...vote, at: '2026-11-20T19:00:00.000Z' }],
  });
  await runBulk('bulk-1', { ...time(), work: memory.work(), fourEyes: true });
  expect(memory.workflows.get('w-0')).toMatchObject({ status: 'pending', currentStep: 'release' });
  expect(memory.results.get('w-1')).toMatchObject({ outcome: 'failed', code: 'STEP_CHANGED' });
  expect(memory.results.get('w-2')).toMatchObject({ outcome: 'skipped', code: 'APPLIED_ALREADY' });
  expect(memory.written).toEqual(['w-0']);
});

test('a step that is a number is meant by its text [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(2), { step: '2' }));
  memory.workflows.set('w-0', { ...pending('w-0'), currentStep: 2 });
  memory.workflows.set('w-1', { ...pending('w-1'), currentStep: 3 });
  await runBulk('bulk-1', { ...time(), work: memory.work(), fourEyes: true });
  expect(memory.workflows.get('w-0')).toMatchObject({ status: 'approved' });
  expect(memory.results.get('w-1')).toMatchObject({ outcome: 'failed', code: 'STEP_CHANGED' });
});

test('what stands so already is skipped: nothing is written [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(2), { action: 'cancel' }));
  memory.workflows.set('w-0', { ...pending('w-0'), status: 'cancelled' });
  await runBulk('bulk-1', { ...time(), work: memory.work(), fourEyes: true });
  expect(memory.results.get('w-0')).toMatchObject({ outcome: 'skipped', code: 'APPLIED_ALREADY' });
  expect(memory.written).toEqual(['w-1']);
  expect(memory.operation).toMatchObject({ status: 'completed', done: 1, failed: 0, skipped: 1 });
});

test('an operation of no workflows is completed at once [W1]', async () => {
  const memory = new MemoryBulk(plan([]));
  await runBulk('bulk-1', { ...time(), work: memory.work(), fourEyes: true });
  expect(memory.progress).toMatchObject([{ status: 'completed', done: 0, expected: 0 }]);
});

test('one whose item takes no more fails, and holds nothing up [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(2)));
  const work = memory.work();
  await runBulk('bulk-1', {
    ...time(),
    work: {
      ...work,
      settle: async (operation, result, change) =>
        change && result.workflowId === 'w-0' ? 'refused' : work.settle(operation, result, change),
    },
    fourEyes: true,
  });
  expect(memory.results.get('w-0')).toMatchObject({ outcome: 'failed', code: 'WRITE_REFUSED' });
  expect(memory.operation).toMatchObject({ status: 'completed', done: 1, failed: 1 });
});

test('one that others write to each time is tried again later, not counted [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(1)));
  const work = { ...memory.work(), settle: async () => 'changed' as const };
  await expect(runBulk('bulk-1', { ...time(), work, fourEyes: true })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
  expect(memory.operation).toMatchObject({ status: 'running', done: 0, failed: 0 });
});

test('a run ends before its function does, and the next goes on [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(2_000), { rowSize: 20 }));
  const { clock, wait } = time();
  const run = { clock, wait: (ms: number) => wait(ms * 10), work: memory.work(), fourEyes: true };
  expect(await runBulk('bulk-1', run)).toBe('more');
  expect(memory.operation).toMatchObject({ status: 'running', done: 900 });
  expect(await runBulk('bulk-1', run)).toBe('more');
  expect(await runBulk('bulk-1', run)).toBe('ended');
  expect(memory.operation).toMatchObject({ status: 'completed', done: 2_000 });
});

test('two hundred are decided a second, and the counts follow once a second [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(1_000), { rowSize: 200 }));
  await runBulk('bulk-1', { ...time(), work: memory.work(), fourEyes: true });
  expect(memory.progress.map(({ done, progressAt }) => [done, progressAt])).toEqual([
    [200, '2026-11-20T20:00:01.000Z'],
    [400, '2026-11-20T20:00:02.000Z'],
    [600, '2026-11-20T20:00:03.000Z'],
    [800, '2026-11-20T20:00:04.000Z'],
    [1_000, '2026-11-20T20:00:05.000Z'],
  ]);
});

test('where writes take long, no more time goes to them than to all else [W1]', async () => {
  const memory = new MemoryBulk(plan(ids(1_000), { rowSize: 200 }));
  const { clock, wait } = time();
  const waits: number[] = [];
  const work = memory.work();
  await runBulk('bulk-1', {
    clock,
    wait: async ms => {
      waits.push(ms);
      await wait(ms);
    },
    work: {
      ...work,
      // Each ten of them take 80 ms, beyond the pace of 50.
      settle: async (...settled) => {
        await wait(8);
        return await work.settle(...settled);
      },
    },
    fourEyes: true,
  });
  expect(new Set(waits)).toEqual(new Set([80]));
});

class Killed extends Error {}

/** Workers at once, each gone after so many steps; somebody else's writes, and a cancellation, in between. */
const scripts = fc.record({
  workflows: fc.integer({ min: 0, max: 14 }),
  rowSize: fc.integer({ min: 1, max: 5 }),
  kills: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 5 }),
  pauses: fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
  others: fc.array(fc.record({ at: fc.nat(200), workflow: fc.nat(13) }), { maxLength: 6 }),
  cancelAt: fc.option(fc.nat(200), { nil: undefined }),
});

type Script = typeof scripts extends fc.Arbitrary<infer Value> ? Value : never;

test('whoever is lost and however many there are: one result each, exact counts, one summary [W1]', async () => {
  const script = async ({ workflows, rowSize, kills, pauses, others, cancelAt }: Script) => {
    const memory = new MemoryBulk(plan(ids(workflows), { rowSize }));
    const { clock, wait } = time();
    let steps = 0;
    const step = async () => {
      steps += 1;
      for (let turn = 0; turn < (pauses[steps % pauses.length] ?? 0); turn += 1) await null;
      await wait(7);
      if (steps === cancelAt) memory.cancel();
      for (const { at, workflow } of others) {
        const found = memory.workflows.get(`w-${workflow}`);
        if (at === steps && found)
          memory.workflows.set(`w-${workflow}`, { ...found, name: `${at}` });
      }
    };
    const killedAfter = (most: number) => {
      let left = most;
      return memory.work(async () => {
        if (left === 0) throw new Killed();
        left -= 1;
        await step();
      });
    };
    const run = { clock, wait, fourEyes: true };
    const lost = kills.map(async most => {
      const outcome = runBulk('bulk-1', { ...run, work: killedAfter(most) });
      await outcome.catch(error => {
        if (!(error instanceof Killed)) throw error;
      });
    });
    await Promise.all(lost);
    const last = memory.work(step);
    while ((await runBulk('bulk-1', { ...run, work: last })) === 'more');

    const outcomes = [...memory.results.values()].map(({ outcome }) => outcome);
    expect([...memory.results.keys()].sort()).toEqual(ids(workflows).sort());
    const count = (name: string) => outcomes.filter(outcome => outcome === name).length;
    expect(memory.operation).toMatchObject({
      ...{ status: 'completed', expected: workflows },
      ...{ done: count('done'), failed: count('failed'), skipped: count('skipped') },
    });
    // Written once each, and those only that are counted as done.
    const done = [...memory.results.values()].filter(({ outcome }) => outcome === 'done');
    expect(memory.written.toSorted()).toEqual(done.map(({ workflowId }) => workflowId).sort());
    expect(memory.progress.filter(({ status }) => status === 'completed')).toHaveLength(1);
    const times = memory.progress
      .filter(({ status }) => status === 'running')
      .map(({ progressAt }) => Date.parse(progressAt));
    for (const [at, now] of times.entries()) {
      expect(now - (times[at - 1] ?? startMs)).toBeGreaterThanOrEqual(1_000);
    }
    if (cancelAt === undefined) expect(count('skipped')).toBe(0);
  };
  await fc.assert(fc.asyncProperty(scripts, script), { numRuns: 300 });
});
