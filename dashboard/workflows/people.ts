import type { Workflow } from '../../clients/react/index.ts';

type Approvers = NonNullable<Workflow['approvers']>;

/** Whether it says who they are; if not, staff decide. */
const namesSomeone = ({ users = [], roles = [] }: Approvers = {}): boolean =>
  users.length + roles.length > 0;

/** Users by their names and roles by theirs. */
export function peopleText(approvers: Approvers | undefined): string {
  const { users = [], roles = [] } = approvers ?? {};
  if (!namesSomeone(approvers)) return 'staff';
  return [...users, ...roles.map(role => `any ${role}`)].join(', ');
}

/** How far the current step is: 1 of 2 approved. */
export function approvedText({ approvedBy = [], approvers }: Workflow): string {
  return `${approvedBy.length} of ${approvers?.needed ?? 1} approved`;
}
