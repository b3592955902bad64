import { type ClientCommand, parseCommand } from '../../../tools/client/client-command.ts';

const which =
  'expected ids of workflows, or which ones: --status, --step, --assignee, --due-before';

test.each<[string, ClientCommand]>([
  ['subscribe workflow wf-1', { name: 'subscribe', workflowId: 'wf-1' }],
  ['unsubscribe Workflow wf-1', { name: 'unsubscribe', workflowId: 'wf-1' }],
  ['subscribe workflow.approved', { name: 'subscribe', types: ['workflow.approved'] }],
  ['workflows', { name: 'workflows' }],
  ['workflows Pending', { name: 'workflows', status: 'pending' }],
  ['workflow wf-1', { name: 'workflow', workflowId: 'wf-1' }],
  ['approve wf-1', { name: 'approve', workflowId: 'wf-1', options: {} }],
  [
    'approve wf-1 --step legal --for ana as agreed',
    {
      name: 'approve',
      workflowId: 'wf-1',
      options: { step: 'legal', for: 'ana', comment: 'as agreed' },
    },
  ],
  [
    'reject wf-1 "no receipt" --step 2',
    { name: 'reject', workflowId: 'wf-1', options: { step: 2, comment: 'no receipt' } },
  ],
  [
    'bulk approve wf-1 wf-2 --reason "season is over"',
    {
      ...{ name: 'bulk', what: 'preview' },
      request: { action: 'approve', ids: ['wf-1', 'wf-2'], reason: 'season is over' },
    },
  ],
  [
    'bulk cancel --status draft --step 1 --assignee ana --due-before 2026-12-01 --reason x',
    {
      ...{ name: 'bulk', what: 'preview' },
      request: {
        ...{ action: 'cancel', reason: 'x' },
        filter: { status: 'draft', step: 1, assignee: 'ana', dueBefore: '2026-12-01' },
      },
    },
  ],
  ['bulk confirm', { name: 'bulk', what: 'confirm' }],
  ['bulk status b-1', { name: 'bulk', what: 'status', operationId: 'b-1' }],
  ['bulk stop b-1', { name: 'bulk', what: 'stop', operationId: 'b-1' }],
  ['bulk retry b-1', { name: 'bulk', what: 'retry', operationId: 'b-1' }],
])('%s is understood', (line, command) => {
  expect(parseCommand(line)).toEqual({ kind: 'command', command });
});

test.each([
  ['subscribe workflow', 'subscribe', 'expected the id of one workflow after workflow'],
  [
    'workflows open',
    'workflows',
    'received "open", expected nothing, or one of draft, pending, approved, rejected, cancelled',
  ],
  ['workflow', 'workflow', 'expected the id of one workflow'],
  ['approve', 'approve', 'expected the id of one workflow'],
  ['bulk', 'bulk', 'received "", expected one of approve, cancel, confirm, status, stop, retry'],
  ['bulk approve wf-1', 'bulk', 'expected --reason TEXT: why it is done'],
  ['bulk approve --reason x', 'bulk', which],
  ['bulk approve wf-1 --step legal --reason x', 'bulk', which],
  [
    'bulk cancel --status approved --reason x',
    'bulk',
    '--status: received "approved", expected draft or pending',
  ],
  ['bulk confirm it', 'bulk', 'received "it" after confirm, expected nothing'],
  ['bulk stop', 'bulk', 'expected the id of one bulk operation'],
])('%s is not understood, and the message says why', (line, name, message) => {
  expect(parseCommand(line)).toEqual({ kind: 'misused', name, message });
});
