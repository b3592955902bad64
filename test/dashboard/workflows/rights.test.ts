import type { Workflow } from '../../../clients/react/index.ts';
import { mayBulk, mayCancel, mayDecide } from '../../../dashboard/workflows/rights.ts';

const workflow = (more: Partial<Workflow> = {}): Workflow => ({
  ...{ workflowId: 'w', status: 'pending', currentStep: 'legal', createdBy: 'olga' },
  ...more,
});
const ana = { userId: 'ana', role: 'bettor' };
const operator = { userId: 'otto', role: 'operator' };
const approvers = { users: ['bea'] };

test.each([
  ['nobody is named, for staff', {}, operator, true],
  ['nobody is named, for others', {}, ana, false],
  ['the person is named', { approvers: { users: ['ana'] } }, ana, true],
  ['the role is named', { approvers: { roles: ['bettor'] } }, ana, true],
  ['others are named, for staff', { approvers }, operator, false],
  ['it was escalated to the person', { approvers, escalatedTo: { users: ['ana'] } }, ana, true],
  [
    'its step names the person',
    { steps: [{ name: 'legal', approvers: { users: ['ana'] } }] },
    ana,
    true,
  ],
  [
    'its step names the person, and the workflow nobody',
    { steps: [{ name: 'legal', approvers: { users: ['ana'] } }], approvers: { users: [] } },
    ana,
    true,
  ],
  ['another step does', { steps: [{ name: 'board', approvers: { users: ['ana'] } }] }, ana, false],
  ['it is decided', { status: 'approved', approvers: { users: ['ana'] } }, ana, false],
] as const)('where %s, the page offers to decide: or not', (_what, more, person, isOffered) => {
  expect(mayDecide(workflow(more as Partial<Workflow>), [], person)).toBe(isOffered);
});

test('whom an approver lets decide the current step may, and of another step may not', () => {
  const delegation = { from: 'bea', to: 'ana', at: 1 };
  expect(mayDecide(workflow({ approvers }), [{ ...delegation, step: 'legal' }], ana)).toBe(true);
  expect(mayDecide(workflow({ approvers }), [{ ...delegation, step: 'board' }], ana)).toBe(false);
});

test('its creator and staff may take it back while it is open', () => {
  const olga = { userId: 'olga', role: 'bettor' };
  const may = (status: Workflow['status']) =>
    [olga, operator, ana].map(person => mayCancel(workflow({ status }), person));
  expect(may('draft')).toEqual([true, true, false]);
  expect(may('pending')).toEqual([true, true, false]);
  expect(may('rejected')).toEqual([false, false, false]);
});

test('staff and who has the permission do something to many at once', () => {
  expect(mayBulk(operator)).toBe(true);
  expect(mayBulk({ ...ana, permissions: ['workflow:read'] })).toBe(false);
  expect(mayBulk({ ...ana, permissions: ['workflow:bulk'] })).toBe(true);
});
