import type { Workflow } from '../../clients/react/index.ts';

/** Workflows that are at the same step. */
export interface StepColumn {
  readonly title: string;
  readonly workflows: readonly Workflow[];
}

const withoutSteps = 'Without steps';

/** Workflows by the step they are at: steps in the order in which their workflows come to them. */
export function stepColumns(workflows: readonly Workflow[]): readonly StepColumn[] {
  const byStep = new Map<string, { place: number; workflows: Workflow[] }>();
  for (const workflow of workflows) {
    const { currentStep, steps = [] } = workflow;
    const title = currentStep === undefined ? withoutSteps : String(currentStep);
    const column = byStep.get(title) ?? { place: -1, workflows: [] };
    // The same step may come later in another kind of workflow: then it stands where it comes last.
    column.place = Math.max(
      column.place,
      steps.findIndex(({ name }) => name === title),
    );
    column.workflows.push(workflow);
    byStep.set(title, column);
  }
  return [...byStep]
    .sort(([one, { place }], [other, { place: otherPlace }]) =>
      place === otherPlace ? one.localeCompare(other) : place - otherPlace,
    )
    .map(([title, { workflows }]) => ({ title, workflows }));
}
