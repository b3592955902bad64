import {
  isApprover,
  type Workflow,
  type WorkflowDelegated,
} from '../../clients/react/index.ts';
import { isStaff } from '../session/is-staff.ts';
import type { Session } from '../session/session.ts';

/*
 * What somebody may do to workflows, as far as a page can know it: it offers no more than that, and
 * the server judges each request. Whether four eyes are asked for, for one, only the server knows.
 */

type Person = Pick<Session, 'userId' | 'role' | 'permissions'>;

/** Whether the person is one of those who decide the current step; where nobody is named, staff decide. */
export function mayDecide(
  { status, approvers = {}, escalatedTo = {}, currentStep }: Workflow,
  delegations: readonly WorkflowDelegated[],
  person: Person,
): boolean {
  if (status !== 'pending') return false;
  const named = [approvers, escalatedTo].flatMap(({ users = [], roles = [] }) => [
    ...users,
    ...roles,
  ]);
  const { userId } = person;
  const asked = { userId, role: person.role as Role };
  return (
    (named.length === 0 && isStaff(person.role)) ||
    isApprover(approvers, asked) ||
    isApprover(escalatedTo, asked) ||
    delegations.some(({ to, step }) => to === userId && step === currentStep)
  );
}

/** Whether the person may take it back, or submit a draft. */
export const mayCancel = ({ status, createdBy }: Workflow, { userId, role }: Person): boolean =>
  (status === 'draft' || status === 'pending') && (createdBy === userId || isStaff(role));

/** Whether the person may do something to many at once. */
export const mayBulk = ({ role, permissions = [] }: Person): boolean =>
  isStaff(role) || permissions.includes('workflow:bulk');
