import type { ReceivedEvent } from '../../../clients/browser/index.ts';
import type { ClientRecord } from '../../../tools/client/client-record.ts';
import { renderRecord, type Surface } from '../../../tools/client/render-record.ts';
import { workflowSentence } from '../../../tools/client/workflow-lines.ts';
import { documentedEvents } from '../../support/documented-events.ts';

const at = new Date(2026, 10, 21, 12, 5, 9).getTime();
const surface: Surface = { paint: (_colour, text) => text, userId: 'ana', remainingMs: () => 0 };
const workflow = {
  ...{ workflowId: 'wf-1', name: 'Payout\u001b', status: 'pending', currentStep: 'legal' },
  ...{ createdBy: 'kim', approvers: { users: ['ana', 'bea'], roles: ['admin'], needed: 2 } },
  dueAt: at + 60_000,
} as const;
const operation = {
  ...{ operationId: 'b-1', action: 'cancel', requestedBy: 'kim', reason: 'x', status: 'running' },
  ...{ cancelRequested: false, done: 3, failed: 2, skipped: 0, total: 10 },
  ...{ startedAt: at, progressAt: at },
} as const;

const linesOf = (command: string, data: unknown): readonly string[] =>
  renderRecord({ at, record: 'result', command, ending: 'done', data } as ClientRecord, surface);

test('every event of a workflow is a sentence', () => {
  const ofWorkflows = documentedEvents.filter(({ channel }) => channel === 'workflows');
  const sentences = ofWorkflows.map(({ example }) => workflowSentence(example, () => '12:00'));
  expect(sentences).toEqual([
    'workflow wf-7 (Payout to ana) is new: pending at review',
    'workflow wf-7 (Payout to ana) is pending at release (rosa: approve)',
    'workflow wf-7 (Payout to ana) is approved by sofia',
    'workflow wf-7 (Payout to ana) is rejected by saul',
    'workflow wf-7 (Payout to ana) is cancelled by root',
    'workflow wf-7 (Payout to ana) is overdue',
    'workflow wf-7 (Payout to ana) waits: it is due at 12:00',
    'workflow wf-7 (Payout to ana) may be decided by the role admin, too',
    'bulk operation bulk-3 running: cancel done to 40 of 100, 1 failed',
    'bulk operation bulk-3 completed: cancel done to 99 of 100, 1 failed',
  ]);
});

test.each<[string, string, unknown, readonly string[]]>([
  [
    'a list',
    'workflows',
    {
      workflows: [workflow, { workflowId: 'wf-2', status: 'draft' }],
      hasMore: true,
    },
    [
      '12:05:09 workflow wf-1 (Payout\uFFFD) pending at legal, due at 12:06:09',
      '         workflow wf-2 draft',
      '         there are more: name a status',
    ],
  ],
  [
    'none',
    'workflows',
    { workflows: [], hasMore: false },
    ['12:05:09 there are none that you see'],
  ],
  [
    'one, with who decides, who decided, and its history',
    'workflow',
    {
      workflow: { ...workflow, overdueAt: at + 60_000, approvedBy: ['ana'] },
      decisions: [{ by: 'eva', for: 'ana', decision: 'approve', step: 'legal', comment: 'ok', at }],
      delegations: [],
      history: {
        events: [{ type: 'workflow.overdue', timestamp: at, data: workflow }],
        complete: false,
      },
    },
    [
      '12:05:09 workflow wf-1 (Payout\uFFFD) pending at legal, overdue, created by kim',
      '           decided by 2 of ana, bea, the role admin, approved by 1',
      '           12:05:09 eva for ana: approve of legal "ok"',
      '           there may be earlier events',
      '           12:05:09 workflow wf-1 (Payout\uFFFD) is overdue',
    ],
  ],
  [
    'a decision',
    'approve',
    { workflow: { ...workflow, status: 'approved' } },
    ['12:05:09 workflow wf-1 (Payout\uFFFD) is approved'],
  ],
  [
    'a preview',
    'bulk',
    {
      ...{ action: 'approve', count: 12, isExact: true, refusals: { NOT_AN_APPROVER: 3 } },
      sample: [workflow],
    },
    [
      '12:05:09 approve would be done to 12 workflows',
      '           not to 3 of them: NOT_AN_APPROVER',
      '           workflow wf-1 (Payout\uFFFD) pending at legal',
      '         `bulk confirm` does it',
    ],
  ],
  [
    'an operation, with the first that failed',
    'bulk',
    {
      operation,
      failures: [
        { workflowId: 'wf-9', outcome: 'failed', code: 'WORKFLOW_ENDED', message: 'm', at },
      ],
    },
    [
      '12:05:09 bulk operation b-1 running: cancel done to 3 of 10, 2 failed',
      '           wf-9: m (WORKFLOW_ENDED)',
      '           and others',
    ],
  ],
  [
    'what is followed',
    'subscribe',
    { workflowId: 'wf-1', workflow, events: [], cursor: 'a.1', hasMore: false },
    ['12:05:09 workflow wf-1 (Payout\uFFFD) is pending at legal: what happens to it is shown'],
  ],
  ['what is not any more', 'unsubscribe', { workflowId: 'wf-1' }, []],
])('%s is shown', (_title, command, data, lines) => {
  expect(linesOf(command, data)).toEqual(lines);
});

test.each([
  [
    'workflow_event',
    {
      ...{ workflowId: 'wf-1', cursor: 'a.1' },
      event: {
        type: 'workflow.overdue',
        priority: 'high',
        data: workflow,
      } as object as ReceivedEvent,
    },
    ['12:05:09 workflow workflow.overdue workflow wf-1 (Payout\uFFFD) is overdue'],
  ],
  [
    'workflow_event',
    { workflowId: 'wf-1', cursor: 'a.1' },
    ['12:05:09 workflow wf-1 an event too large for a socket: `workflow ID` shows it'],
  ],
  ['subscribed', { workflowId: 'wf-1', events: [], cursor: 'a.1', hasMore: false }, []],
  [
    'subscribed',
    { workflowId: 'wf-1', events: [], cursor: 'a.1', hasMore: false, gap: 'retention' },
    ['12:05:09 workflow wf-1 gap events may be missing here: retention'],
  ],
  ['unsubscribed', { workflowId: 'wf-1' }, ['12:05:09 workflow wf-1 is not followed any more']],
])('the message %s is shown', (name, data, lines) => {
  const record = { at, record: 'message', name, data } as ClientRecord;
  expect(renderRecord(record, surface)).toEqual(lines);
});
