import {
  type BulkRequestBody,
  useBulkOperation,
  useWorkflow,
  useWorkflowActions,
  type WorkflowActions,
} from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { doing, renderHook } from './render-hook.tsx';
import { answered, detail, operation, readsOf, workflow } from './workflows.ts';

const render = () => renderHook(({ environment }) => useWorkflowActions({ environment }), {});

const sentBy = (place: FakeEnvironment) => {
  const { url, init } = readsOf(place).at(-1) ?? {};
  const body = init?.body === undefined ? undefined : JSON.parse(String(init.body));
  return [init?.method, url?.pathname, body];
};

const request: BulkRequestBody = { action: 'approve', reason: 'the month ended', ids: ['w-1'] };

test.each<[string, (actions: WorkflowActions) => Promise<unknown>, readonly unknown[]]>([
  [
    'create',
    ({ create }) => create({ workflowId: 'w-1', approvers: { users: ['ana'] } }),
    ['POST', '/workflows', { workflowId: 'w-1', approvers: { users: ['ana'] } }],
  ],
  [
    'approve',
    ({ approve }) => approve('w 1', { step: 'legal', comment: 'fine', for: 'bea' }),
    [
      'POST',
      '/workflows/w%201/decisions',
      { decision: 'approve', step: 'legal', comment: 'fine', for: 'bea' },
    ],
  ],
  [
    'reject',
    ({ reject }) => reject('w-1', { step: 2 }),
    ['POST', '/workflows/w-1/decisions', { decision: 'reject', step: 2 }],
  ],
  [
    'cancel',
    ({ cancel }) => cancel('w-1', { comment: 'not needed' }),
    ['POST', '/workflows/w-1/decisions', { decision: 'cancel', comment: 'not needed' }],
  ],
  [
    'submit',
    ({ submit }) => submit('w-1'),
    ['POST', '/workflows/w-1/decisions', { decision: 'submit' }],
  ],
  [
    'delegate',
    ({ delegate }) => delegate('w-1', 'bea'),
    ['POST', '/workflows/w-1/delegations', { to: 'bea' }],
  ],
  [
    'preview',
    ({ bulk }) => bulk.preview(request),
    ['POST', '/workflows/bulk', { ...request, preview: true }],
  ],
  ['start', ({ bulk }) => bulk.start(request), ['POST', '/workflows/bulk', request]],
  ['cancel many', ({ bulk }) => bulk.cancel('b/1'), ['DELETE', '/workflows/bulk/b%2F1', undefined]],
  ['retry', ({ bulk }) => bulk.retry('b-1'), ['POST', '/workflows/bulk/b-1/retry', {}]],
])('%s is one request, and a refusal is a result', async (_what, act, sent) => {
  const { result, place } = render();
  let outcome: unknown;
  await doing(() => {
    void act(result.current).then(given => {
      outcome = given;
    });
  });
  expect(readsOf(place)).toHaveLength(1);
  expect(sentBy(place)).toEqual(sent);
  await answered(place, 409, { code: 'STEP_CHANGED', detail: 'another step' });
  expect(outcome).toMatchObject({ kind: 'refused', problem: { code: 'STEP_CHANGED' } });
});

test('what the page shows of a workflow or an operation is read at once after something was done to it', async () => {
  const { result, place } = renderHook(({ environment }) => {
    const { status } = useWorkflow('w-1', { environment });
    const { operation: bulk } = useBulkOperation('b-1', { environment });
    return { status, done: bulk?.done, actions: useWorkflowActions({ environment }) };
  }, {});
  await doing(() => place.pass(0));
  const [one, many] = readsOf(place);
  await doing(() => one?.answer(200, detail(place.now, workflow('w-1'))));
  await doing(() => many?.answer(200, { operation: operation() }));
  expect(result.current).toMatchObject({ status: 'pending', done: 0 });
  await doing(() => void result.current.actions.approve('w-1'));
  const approved = workflow('w-1', { status: 'approved', version: 2 });
  await answered(place, 200, { workflow: approved });
  await doing(() => place.pass(0));
  expect(sentBy(place)).toEqual(['GET', '/workflows/w-1', undefined]);
  await answered(place, 200, detail(place.now, approved));
  expect(result.current.status).toBe('approved');
  await doing(() => void result.current.actions.bulk.cancel('b-1'));
  await answered(place, 200, { operation: operation() });
  await doing(() => place.pass(0));
  await answered(place, 200, { operation: operation({ skipped: 10, status: 'completed' }) });
  expect(result.current.done).toBe(0);
  expect(sentBy(place)).toEqual(['GET', '/workflows/bulk/b-1', undefined]);
});
