import { isOwnApprover, type Workflow, type WorkflowDelegated } from '../../clients/react/index.ts';
import { isStaff } from '../session/is-staff.ts';
import type { Session } from '../session/session.ts';

/*
 * What somebody may do to workflows, as far as a page can know it: it offers no more than that, and
 * the server judges each request. Whether four eyes are asked for, for one, only the server knows.
 */

type Person = Pick<Session, 'userId' | 'role' | 'permissions'>;

/** Whether the person is one of those who decide the current step. */
export function mayDecide(
  workflow: Workflow,
  delegations: readonly WorkflowDelegated[],
  person: Person,
): boolean {
  const { status, currentStep } = workflow;
  const { userId, role } = person;
  if (status !== 'pending') return false;
  return (
    isOwnApprover(workflow, { userId, role }) ||
    delegations.some(({ to, step }) => to === userId && step === currentStep)
  );
}

/** Whether the person may take it back, or submit a draft. */
export const mayCancel = ({ status, createdBy }: Workflow, { userId, role }: Person): boolean =>
  (status === 'draft' || status === 'pending') && (createdBy === userId || isStaff(role));

/** Whether the person may do something to many at once. */
export const mayBulk = ({ role, permissions = [] }: Person): boolean =>
  isStaff(role) || permissions.includes('workflow:bulk');
