import { approversOf, namesSomeone, type Workflow } from '../../clients/react/index.ts';

type Approvers = NonNullable<Workflow['approvers']>;

/** Users by their names and roles by theirs; where nobody is named, staff decide. */
export function peopleText(approvers: Approvers = {}): string {
  if (!namesSomeone(approvers)) return 'staff';
  const { users = [], roles = [] } = approvers;
  return [...users, ...roles.map(role => `any ${role}`)].join(', ');
}

/** How far the current step is: 1 of 2 approved. */
export function approvedText(workflow: Workflow): string {
  const { approvedBy = [] } = workflow;
  return `${approvedBy.length} of ${approversOf(workflow)?.needed ?? 1} approved`;
}
