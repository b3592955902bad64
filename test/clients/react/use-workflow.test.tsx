import { useWorkflow } from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { doing, renderHook } from './render-hook.tsx';
import {
  answered,
  changed,
  channelsOf,
  detail,
  readsOf,
  streaming,
  workflow,
} from './workflows.ts';

const render = (id: string | undefined) =>
  renderHook(({ environment }) => useWorkflow(id, { environment }), {});

const pass = (place: FakeEnvironment, ms: number) => doing(() => place.pass(ms));

test('a workflow is read with its decisions and its history, and again when an event names it [W1]', async () => {
  const { result, place } = render('payout 1/2');
  expect(result.current).toMatchObject({ status: 'reading', workflow: undefined, events: [] });
  await pass(place, 0);
  expect(readsOf(place).map(({ url }) => url.pathname)).toEqual(['/workflows/payout%201%2F2']);
  const decision = { by: 'ana', decision: 'approve', at: 1 } as const;
  const one = workflow('payout 1/2');
  await answered(place, 200, detail(place.now, one, { decisions: [decision] }));
  expect(result.current).toMatchObject({
    ...{ status: 'pending', workflow: one, decisions: [decision], isWhole: true },
    ...{ isConnected: false, error: undefined },
  });
  const stream = await streaming(place);
  await pass(place, 1_000);
  await answered(place, 200, detail(place.now, one));
  const before = readsOf(place).length;
  const of = (workflowId: string) => ({ workflowId, status: 'approved' });
  await stream.send(changed(1, 'workflow.approved', of('of-nobody-here')));
  await pass(place, 2_000);
  expect(readsOf(place)).toHaveLength(before);
  await stream.send(changed(2, 'workflow.approved', of('payout 1/2')));
  await pass(place, 0);
  await answered(place, 200, detail(place.now, { ...one, status: 'approved', version: 2 }));
  expect(result.current).toMatchObject({ status: 'approved', isConnected: true });
});

test('one that there is none of for this reader is missing, which an old deployment does not say', async () => {
  const { result, place } = render('w-1');
  await pass(place, 0);
  await answered(place, 404, { code: 'WORKFLOW_NOT_FOUND', detail: 'none' });
  expect(result.current).toMatchObject({ status: 'missing', error: undefined });
  const old = render('w-1');
  await pass(old.place, 0);
  await answered(old.place, 404, { code: 'NOT_FOUND', detail: 'no such path' });
  expect(old.result.current).toMatchObject({
    status: 'reading',
    error: { status: 404, code: 'NOT_FOUND' },
  });
});

test('without an id nothing is read', async () => {
  const { result, place } = render(undefined);
  await pass(place, 60_000);
  expect(result.current.status).toBe('reading');
  expect(place.requests).toEqual([]);
});

test('once the component is gone nothing is left: no stream, no request, no timer', async () => {
  const { place, unmount } = render('w-1');
  await pass(place, 0);
  await streaming(place);
  unmount();
  await doing(() => undefined);
  expect([channelsOf(place).at(-1)?.isAborted, readsOf(place).at(-1)?.isAborted]).toEqual([
    true,
    true,
  ]);
  expect(place.held).toBe(0);
});
