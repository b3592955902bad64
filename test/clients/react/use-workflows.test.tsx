import { type UseWorkflowsOptions, useWorkflows } from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { doing, renderHook } from './render-hook.tsx';
import { answered, changed, channelsOf, readsOf, streaming, workflow } from './workflows.ts';

const render = (options: UseWorkflowsOptions = {}) =>
  renderHook(({ environment }) => useWorkflows({ ...options, environment }), {});

const idsOf = ({ workflows }: ReturnType<typeof useWorkflows>) =>
  workflows.map(({ workflowId }) => workflowId);

const pass = (place: FakeEnvironment, ms: number) => doing(() => place.pass(ms));

const searchesOf = (place: FakeEnvironment) => readsOf(place).map(({ url }) => url.search);

test('what is asked for is what the options say, page by page [W1]', async () => {
  const { result, place } = render({
    ...{ status: 'pending', step: 'legal', assignee: 'bea', approver: 'ana' },
    ...{ createdBy: 'olga', dueBefore: 1_795_000_500_000, limit: 1 },
  });
  expect(result.current).toMatchObject({ workflows: [], hasMore: false, isLoading: true });
  await pass(place, 0);
  expect(searchesOf(place)).toEqual([
    '?status=pending&step=legal&assignee=bea&approver=ana&createdBy=olga&dueBefore=1795000500000&limit=1',
  ]);
  const one = workflow('w-1', { assignees: ['bea'], createdBy: 'olga', dueAt: 1_795_000_400_000 });
  const first = { at: place.now, workflows: [one], next: 'n' };
  await answered(place, 200, first);
  expect([idsOf(result.current), result.current.hasMore]).toEqual([['w-1'], true]);
  await doing(() => result.current.more());
  await pass(place, 0);
  await answered(place, 200, first);
  expect(searchesOf(place).at(-1)).toMatch(/&limit=1&next=n$/);
  const last = { at: place.now, workflows: [{ ...one, workflowId: 'w-2' }] };
  await answered(place, 200, last);
  expect([idsOf(result.current), result.current.hasMore]).toEqual([['w-1', 'w-2'], false]);
});

/** A list that has these, with the channel's stream open and nothing more to be read. */
async function listing(place: FakeEnvironment, ...ids: readonly string[]) {
  const page = () => ({ at: place.now, workflows: ids.map(id => workflow(id)) });
  await pass(place, 0);
  await answered(place, 200, page());
  const stream = await streaming(place);
  await pass(place, 1_000);
  for (const read of readsOf(place).slice(-2)) await doing(() => read.answer(200, page()));
  await pass(place, 4_000);
  await answered(place, 200, page());
  await pass(place, 4_000);
  return stream;
}

test('of many that change only the list is read that they are in, or may have come into', async () => {
  const { result, place } = render({ status: 'pending', step: 'legal' });
  const stream = await listing(place, 'w-1');
  const before = readsOf(place).length;
  const elsewhere = { status: 'pending', currentStep: 'finance' };
  await stream.send(changed(1, 'workflow.created', { workflowId: 'w-8', ...elsewhere }));
  await stream.send(changed(2, 'workflow.approved', { workflowId: 'w-9', status: 'approved' }));
  await stream.send(changed(3, 'workflow.bulk_progress', { operationId: 'b', status: 'running' }));
  await pass(place, 5_000);
  expect(readsOf(place)).toHaveLength(before);
  const here = { status: 'pending', currentStep: 'legal' };
  await stream.send(changed(4, 'workflow.updated', { workflowId: 'w-2', ...here }));
  await pass(place, 0);
  expect(searchesOf(place).slice(before)).toEqual(['?status=pending&step=legal']);
  await answered(place, 200, { at: place.now, workflows: [workflow('w-1'), workflow('w-2')] });
  expect(idsOf(result.current)).toEqual(['w-1', 'w-2']);
});

test('one that is decided leaves the list once it was read again, and those that changed are read together', async () => {
  const { result, place } = render({ status: 'pending' });
  const stream = await listing(place, 'w-1', 'w-2', 'w-3');
  const before = readsOf(place).length;
  await stream.send(
    ['w-1', 'w-2']
      .map((id, at) => changed(at, 'workflow.approved', { workflowId: id, status: 'approved' }))
      .join(''),
  );
  await pass(place, 0);
  expect(searchesOf(place).slice(before).sort()).toEqual([
    '?status=pending',
    '?workflows=w-1&workflows=w-2&limit=2',
  ]);
  const ended = ['w-1', 'w-2'].map(id => workflow(id, { status: 'approved', version: 2 }));
  const [read] = readsOf(place)
    .filter(({ url }) => url.searchParams.has('workflows'))
    .slice(-1);
  await doing(() => read?.answer(200, { at: place.now, workflows: ended }));
  expect(idsOf(result.current)).toEqual(['w-3']);
});

test('an answer that was overtaken by a later version takes nothing back', async () => {
  const { result, place } = render();
  await pass(place, 0);
  const late = workflow('w-1', { name: 'new', version: 3 });
  await answered(place, 200, { at: place.now, workflows: [late] });
  const stream = await streaming(place);
  await pass(place, 1_000);
  const early = workflow('w-1', { name: 'old', version: 2 });
  for (const read of readsOf(place).slice(-2)) {
    await doing(() => read.answer(200, { at: place.now, workflows: [early] }));
  }
  expect(result.current.workflows).toEqual([late]);
  const data = { workflowId: 'w-1', status: 'pending', version: 3 };
  await stream.send(changed(1, 'workflow.updated', data));
  await pass(place, 1_000);
  // A backend's write may leave the version as it is.
  const same = workflow('w-1', { name: 'newer', version: 3 });
  const [read] = readsOf(place)
    .filter(({ url }) => url.searchParams.has('workflows'))
    .slice(-1);
  await doing(() => read?.answer(200, { at: place.now, workflows: [same] }));
  expect(result.current.workflows).toEqual([same]);
});

test('who may not read the channel sees what concerns them, read every 15 s', async () => {
  const { result, place, unmount } = render({ approver: 'ana' });
  await pass(place, 0);
  await answered(place, 200, { at: place.now, workflows: [workflow('w-1')] });
  const detail = 'received the role bettor, which may not read the channel workflows';
  await doing(() => channelsOf(place).at(-1)?.answer(403, { code: 'ROLE_NOT_ALLOWED', detail }));
  const before = readsOf(place).length;
  await pass(place, 14_999);
  expect(readsOf(place)).toHaveLength(before);
  await pass(place, 1);
  expect(searchesOf(place).slice(before).sort()).toEqual([
    '?approver=ana',
    '?workflows=w-1&limit=1',
  ]);
  for (const read of readsOf(place).slice(before)) {
    await doing(() => read.answer(200, { at: place.now, workflows: [workflow('w-1')] }));
  }
  expect(idsOf(result.current)).toEqual(['w-1']);
  await pass(place, 15_000);
  expect(readsOf(place).length).toBeGreaterThan(before + 2);
  unmount();
  await doing(() => undefined);
  expect(place.held).toBe(0);
});
