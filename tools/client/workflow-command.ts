import type { BulkRequestBody } from '../../core/wire/management/workflow-bulk.ts';
import {
  type BulkAction,
  bulkActions,
  type WorkflowStatus,
  workflowStatuses,
} from '../../core/wire/workflow.ts';
import { readOptions, shorten } from './read-words.ts';

/** A command about workflows, understood. */
export type WorkflowCommand =
  | { readonly name: 'workflows'; readonly status?: WorkflowStatus }
  | { readonly name: 'workflow'; readonly workflowId: string }
  | {
      readonly name: 'approve' | 'reject';
      readonly workflowId: string;
      readonly options: {
        /** Refused if it is at another one by now. */
        readonly step?: string | number;
        /** The approver who delegated it. */
        readonly for?: string;
        readonly comment?: string;
      };
    }
  | BulkCommand;

type BulkCommand =
  /** What it would be of; `confirm` carries out what was previewed last. */
  | { readonly name: 'bulk'; readonly what: 'preview'; readonly request: BulkRequestBody }
  | { readonly name: 'bulk'; readonly what: 'confirm' }
  | {
      readonly name: 'bulk';
      readonly what: 'status' | 'stop' | 'retry';
      readonly operationId: string;
    };

/** What `bulk` takes first. */
export const bulkWords = [...bulkActions, 'confirm', 'status', 'stop', 'retry'] as const;

const expectedId = 'expected the id of one workflow';

export function readWorkflows([word, ...more]: readonly string[]): WorkflowCommand | string {
  const status = workflowStatuses.find(one => one === word?.toLowerCase());
  if (more.length > 0 || (word !== undefined && status === undefined)) {
    return `received "${shorten([word, ...more].join(' '))}", expected nothing, or one of ${workflowStatuses.join(', ')}`;
  }
  return { name: 'workflows', ...(status && { status }) };
}

export function readWorkflow([workflowId, ...more]: readonly string[]): WorkflowCommand | string {
  return workflowId === undefined || more.length > 0
    ? expectedId
    : { name: 'workflow', workflowId };
}

export function readDecision(
  name: 'approve' | 'reject',
  words: readonly string[],
): WorkflowCommand | string {
  const parsed = readOptions(words, { step: { type: 'string' }, for: { type: 'string' } } as const);
  if (typeof parsed === 'string') return parsed;
  const [workflowId, ...said] = parsed.positionals;
  if (workflowId === undefined) return expectedId;
  const { step } = parsed.values;
  const options = {
    ...(step !== undefined && { step: stepOf(step) }),
    ...(parsed.values.for !== undefined && { for: parsed.values.for }),
    ...(said.length > 0 && { comment: said.join(' ') }),
  };
  return { name, workflowId, options };
}

/** Steps have names, or numbers. */
function stepOf(word: string): string | number {
  return /^\d{1,9}$/.test(word) ? Number(word) : word;
}

export function readBulk([word = '', ...words]: readonly string[]): WorkflowCommand | string {
  const what = bulkWords.find(one => one === word.toLowerCase());
  switch (what) {
    case undefined:
      return `received "${shorten(word)}", expected one of ${bulkWords.join(', ')}`;
    case 'approve':
    case 'cancel':
      return readRequest(what, words);
    case 'confirm':
      return words.length === 0
        ? { name: 'bulk', what }
        : `received "${shorten(words[0])}" after confirm, expected nothing`;
    default: {
      const [operationId, ...more] = words;
      return operationId === undefined || more.length > 0
        ? 'expected the id of one bulk operation'
        : { name: 'bulk', what, operationId };
    }
  }
}

const criteria = {
  status: { type: 'string' },
  step: { type: 'string' },
  assignee: { type: 'string' },
  'due-before': { type: 'string' },
} as const;

function readRequest(action: BulkAction, words: readonly string[]): WorkflowCommand | string {
  const parsed = readOptions(words, { ...criteria, reason: { type: 'string' } } as const);
  if (typeof parsed === 'string') return parsed;
  const { positionals: ids, values } = parsed;
  const { reason, step, assignee, 'due-before': dueBefore } = values;
  if (reason === undefined || reason === '') return 'expected --reason TEXT: why it is done';
  const status = (['draft', 'pending'] as const).find(one => one === values.status);
  if (values.status !== undefined && status === undefined) {
    return `--status: received "${shorten(values.status)}", expected draft or pending`;
  }
  const filter = {
    ...(status && { status }),
    ...(step !== undefined && { step: stepOf(step) }),
    ...(assignee !== undefined && { assignee }),
    ...(dueBefore !== undefined && { dueBefore }),
  };
  const isFilter = Object.keys(filter).length > 0;
  if (isFilter === ids.length > 0) {
    return 'expected ids of workflows, or which ones: --status, --step, --assignee, --due-before';
  }
  const which = isFilter ? { filter } : { ids };
  return { name: 'bulk', what: 'preview', request: { action, reason, ...which } };
}
