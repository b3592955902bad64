import type { Workflow } from '../../../clients/react/index.ts';
import { stepColumns } from '../../../dashboard/workflows/step-columns.ts';

const approvers = {};
const steps = ['legal', 'finance', 'board'].map(name => ({ name, approvers }));
const at = (workflowId: string, more: Partial<Workflow>): Workflow => ({
  workflowId,
  status: 'pending',
  ...more,
});

const shown = (workflows: readonly Workflow[]) =>
  stepColumns(workflows).map(({ title, workflows: waiting }) => [
    title,
    waiting.map(({ workflowId }) => workflowId),
  ]);

test('steps stand in the order in which workflows come to them, those without any first', () => {
  expect(
    shown([
      at('1', { currentStep: 'board', steps }),
      at('2', { currentStep: 'legal', steps }),
      at('3', {}),
      at('4', { currentStep: 'finance', steps }),
      at('5', { currentStep: 'legal', steps }),
      at('6', { currentStep: 2 }),
    ]),
  ).toEqual([
    ['2', ['6']],
    ['Without steps', ['3']],
    ['legal', ['2', '5']],
    ['finance', ['4']],
    ['board', ['1']],
  ]);
});

test('where nothing waits there is no column', () => {
  expect(shown([])).toEqual([]);
});
