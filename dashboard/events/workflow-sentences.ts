import type { EventData } from '../../clients/react/index.ts';
import { dayAndTime } from '../parts/format.ts';
import { by, type Sentences } from './reading.ts';

const titled = ({ name, workflowId }: EventData<'workflow.updated'>): string =>
  `the workflow ${name || workflowId}`;

const at = (step: string | number | undefined): string =>
  step === undefined ? '' : ` at the step ${step}`;

const people = ({
  users = [],
  roles = [],
}: EventData<'workflow.escalated'>['escalatedTo'] = {}): string =>
  [...users, ...roles.map(role => `the role ${role}`)].join(', ') || 'nobody';

const counted = ({ done, failed, skipped, total }: EventData<'workflow.bulk_progress'>): string =>
  [
    `${done} of ${total} done`,
    failed > 0 && `${failed} failed`,
    skipped > 0 && `${skipped} skipped`,
  ]
    .filter(Boolean)
    .join(', ');

/** Of what happens to workflows, and to many of them at once. */
export const workflowSentences = {
  'workflow.created': data => `${titled(data)} is new, ${data.status}${at(data.currentStep)}`,
  'workflow.updated': data =>
    `${titled(data)} is ${data.status}${at(data.currentStep)}, changed${by(data.updatedBy)}`,
  'workflow.approved': data => `${titled(data)} is approved${by(data.updatedBy)}`,
  'workflow.rejected': data => `${titled(data)} is rejected${by(data.updatedBy)}`,
  'workflow.cancelled': data => `${titled(data)} is cancelled${by(data.updatedBy)}`,
  'workflow.overdue': data =>
    `${titled(data)} is overdue${at(data.step)}${data.dueAt === undefined ? '' : `, since ${dayAndTime(data.dueAt)}`}`,
  'workflow.reminder': data =>
    `${titled(data)} waits${at(data.step)}${data.dueAt === undefined ? '' : `, due on ${dayAndTime(data.dueAt)}`}`,
  'workflow.escalated': data => `${titled(data)} is escalated to ${people(data.escalatedTo)}`,
  'workflow.bulk_progress': data => `the bulk operation ${data.operationId}: ${counted(data)}`,
  'workflow.bulk_completed': data =>
    `the bulk operation ${data.operationId} is completed: ${counted(data)}`,
} satisfies Partial<Sentences>;
