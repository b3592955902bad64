import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const decided = { updatedBy: 'rosa', version: 3 };
const concern = { createdBy: 'kim', assignees: ['olga'], approvers: { users: ['rosa', 'saul'] } };
const pending = {
  ...{ workflowId: 'wf-1', name: 'Payout', status: 'pending', currentStep: 'review' },
  ...{ ...concern, updatedBy: 'kim', version: 2 },
};
const draft = { ...pending, status: 'draft' };
const due = '2026-11-21T20:30:00.000Z';
const dueMs = 1_795_293_000_000;
const moment = '2026-11-21T20:00:00Z';
const momentMs = 1_795_291_200_000;
const marked = {
  ...{ ...pending, overdueAt: moment, remindedAt: moment, escalatedAt: moment },
  escalatedTo: { roles: ['admin'] },
};
const markedMs = { overdueAt: momentMs, remindedAt: momentMs, escalatedAt: momentMs };

const event = (
  rule: string,
  data: Item,
  priority: EventParts['priority'] = 'normal',
): EventParts => ({
  ...{ id: `c1.${rule}`, type: `workflow.${rule}`, channel: 'workflows', priority },
  data: { ...pending, ...data },
});

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  // First insert.
  ['an insert is created', null, pending, [event('created', {})]],
  ['an insert of a draft is created as that', null, draft, [event('created', { status: 'draft' })]],
  [
    'an insert has all that the contract knows, and nothing of the backend’s or the system’s own',
    null,
    {
      ...marked,
      ...{ dueAt: due, comments: 'entered by hand', visibleTo: { permissions: ['compliance'] } },
      steps: [
        { name: 'review', approvers: { users: ['rosa'] }, dueInSeconds: 60, note: 'mine' },
        { name: 'release', approvers: { roles: ['admin'], needed: 2 } },
      ],
      decisions: [{ by: 'rosa', decision: 'approve', at: moment }],
      delegations: [{ from: 'rosa', to: 'olga', at: moment }],
      ...{ ticket: 'T-1', createdAt: moment },
    },
    [
      event('created', {
        ...{ dueAt: dueMs, comments: 'entered by hand' },
        ...{ visibleTo: { permissions: ['compliance'] }, escalatedTo: { roles: ['admin'] } },
        steps: [
          { name: 'review', approvers: { users: ['rosa'] }, dueInSeconds: 60 },
          { name: 'release', approvers: { roles: ['admin'], needed: 2 } },
        ],
      }),
    ],
  ],
  ...(['approved', 'rejected', 'cancelled'] as const).map((status): (typeof rows)[number] => [
    `an insert that is ${status} is created, and then ${status}`,
    null,
    { ...pending, status, bulkOperationId: 'b-1' },
    [
      event('created', { status, bulkOperationId: 'b-1' }),
      event(status, { status, bulkOperationId: 'b-1' }, 'high'),
    ],
  ]),
  [
    'an insert of the key and a status is enough',
    null,
    { workflowId: 'wf-1', status: 'draft' },
    [{ ...event('created', {}), data: { workflowId: 'wf-1', status: 'draft' } }],
  ],
  ['a removal makes no event', pending, null, []],
  ['the same item put again makes no event', marked, { ...marked }, []],
  [
    'an attribute of the backend’s own makes none either, nor what events do not show',
    pending,
    { ...pending, ticket: 'T-1', decisions: [], delegations: [], updatedAt: moment },
    [],
  ],

  // The ends.
  ...(['approved', 'rejected', 'cancelled'] as const).flatMap((status): typeof rows => [
    [
      `pending to ${status}, with who did it, from where, and what was said`,
      pending,
      { ...pending, ...decided, status, comments: [{ by: 'rosa', text: 'ok', at: moment }] },
      [
        event(
          status,
          {
            ...{ ...decided, status, oldStatus: 'pending' },
            comments: [{ by: 'rosa', text: 'ok', at: moment }],
          },
          'high',
        ),
      ],
    ],
    [
      `${status} by an operation on many names it`,
      pending,
      { ...pending, status, bulkOperationId: 'b-1' },
      [event(status, { status, oldStatus: 'pending', bulkOperationId: 'b-1' }, 'high')],
    ],
    [
      `a comment on what is ${status} is an update, at normal`,
      { ...pending, status },
      { ...pending, status, comments: 'filed' },
      [event('updated', { status, comments: 'filed' })],
    ],
    [
      `a field that goes with ${status} is named`,
      { ...pending, dueAt: due },
      { ...pending, status },
      [event(status, { status, oldStatus: 'pending', removed: ['dueAt'] }, 'high')],
    ],
    [
      `an end and a mark in one write are the end, which shows the mark`,
      { ...pending, dueAt: due },
      { ...pending, dueAt: due, status, overdueAt: moment },
      [event(status, { status, oldStatus: 'pending', overdueAt: momentMs }, 'high')],
    ],
  ]),
  [
    'a draft that is cancelled',
    draft,
    { ...draft, status: 'cancelled' },
    [event('cancelled', { status: 'cancelled', oldStatus: 'draft' }, 'high')],
  ],
  [
    'a draft that is approved is approved, and unexpected',
    draft,
    { ...draft, status: 'approved' },
    [
      event(
        'approved',
        {
          ...{ status: 'approved', oldStatus: 'draft' },
          ...{ unexpected: true, newStatus: 'approved' },
        },
        'high',
      ),
    ],
  ],

  // Updates.
  [
    'a draft that is submitted',
    draft,
    { ...pending, ...decided },
    [event('updated', { ...decided })],
  ],
  ['pending that is a draft again', pending, draft, [event('updated', { status: 'draft' })]],
  [
    'one approval of two: the decision, and who approved so far',
    pending,
    {
      ...{ ...pending, ...decided, approvedBy: ['rosa'] },
      lastDecision: { step: 'review', by: 'rosa', for: 'saul', decision: 'approve', at: moment },
    },
    [
      event('updated', {
        ...{ ...decided, approvedBy: ['rosa'] },
        lastDecision: {
          ...{ step: 'review', by: 'rosa', for: 'saul', decision: 'approve', at: momentMs },
        },
      }),
    ],
  ],
  [
    'the next step: its approvers, its due time, and the marks of the one before gone',
    { ...marked, dueAt: moment, approvedBy: ['rosa'] },
    { ...pending, ...decided, currentStep: 'release', approvers: { roles: ['admin'] }, dueAt: due },
    [
      event('updated', {
        ...{ ...decided, currentStep: 'release', approvers: { roles: ['admin'] }, dueAt: dueMs },
        removed: ['approvedBy', 'overdueAt', 'remindedAt', 'escalatedAt', 'escalatedTo'],
      }),
    ],
  ],
  [
    'steps by number',
    { ...pending, currentStep: 1 },
    { ...pending, currentStep: 2 },
    [event('updated', { currentStep: 2 })],
  ],
  [
    'who may see it, from now on judged by that',
    { ...pending, visibleTo: { permissions: ['compliance'] } },
    { ...pending, visibleTo: { roles: ['admin'], permissions: ['compliance'] } },
    [event('updated', { visibleTo: { permissions: ['compliance'], roles: ['admin'] } })],
  ],
  [
    'the same people in another order are a change, the same object anew is none',
    pending,
    { ...pending, approvers: { users: ['saul', 'rosa'] } },
    [event('updated', { approvers: { users: ['saul', 'rosa'] } })],
  ],
  [
    'an update beside a mark is the update, which shows the mark',
    { ...pending, dueAt: due },
    { ...pending, dueAt: due, name: 'Payout to ana', overdueAt: moment },
    [event('updated', { name: 'Payout to ana', overdueAt: momentMs })],
  ],
  [
    'a field that becomes null is gone',
    { ...pending, name: 'Payout' },
    { ...pending, name: null },
    [event('updated', { name: undefined, removed: ['name'] })],
  ],
  [
    'from an end back to pending is unexpected',
    { ...pending, status: 'rejected' },
    pending,
    [event('updated', { unexpected: true, oldStatus: 'rejected', newStatus: 'pending' }, 'high')],
  ],

  // Marks.
  [
    'overdue, with its step and when it was due',
    { ...pending, dueAt: moment },
    { ...pending, dueAt: moment, overdueAt: moment },
    [event('overdue', { overdueAt: momentMs, dueAt: momentMs, step: 'review' }, 'high')],
  ],
  [
    'a reminder, at normal',
    { ...pending, dueAt: due },
    { ...pending, dueAt: due, remindedAt: moment },
    [event('reminder', { remindedAt: momentMs, dueAt: dueMs, step: 'review' })],
  ],
  [
    'escalated, with whom to',
    pending,
    { ...pending, escalatedAt: moment, escalatedTo: { roles: ['admin'] } },
    [
      event(
        'escalated',
        { escalatedAt: momentMs, escalatedTo: { roles: ['admin'] }, step: 'review' },
        'high',
      ),
    ],
  ],
  [
    'all marks in one write are three events, overdue first',
    { ...pending, dueAt: due },
    { ...marked, dueAt: due },
    (['overdue', 'reminder', 'escalated'] as const).map(rule =>
      event(
        rule,
        {
          ...{ ...markedMs, dueAt: dueMs, step: 'review' },
          escalatedTo: { roles: ['admin'] },
        },
        rule === 'reminder' ? 'normal' : 'high',
      ),
    ),
  ],
  [
    'a mark of another moment comes again',
    { ...pending, overdueAt: moment, dueAt: due },
    { ...pending, overdueAt: due, dueAt: due },
    [event('overdue', { overdueAt: dueMs, dueAt: dueMs, step: 'review' }, 'high')],
  ],
  [
    'the same moment in another zone is the same mark',
    { ...pending, overdueAt: moment },
    { ...pending, overdueAt: '2026-11-21T21:00:00.000+01:00' },
    [],
  ],
  [
    'marks that stay say nothing of the next one',
    { ...pending, remindedAt: moment },
    { ...pending, remindedAt: moment, overdueAt: due },
    [event('overdue', { overdueAt: dueMs, step: 'review' }, 'high')],
  ],
  [
    'nor of another write',
    marked,
    { ...marked, name: 'Payout to ana' },
    [event('updated', { name: 'Payout to ana', escalatedTo: { roles: ['admin'] } })],
  ],
  ['marks that a plain put drops say nothing', marked, pending, []],

  // After a write that was quarantined.
  [
    'a status that could not be read: the workflow is published as new, nothing is compared',
    { ...pending, status: 'open' },
    { ...pending, name: 'Payout to ana' },
    [event('created', { name: 'Payout to ana' })],
  ],
  [
    'and an end behind it is not hidden',
    { ...pending, status: 7 },
    { ...pending, status: 'approved' },
    [event('created', { status: 'approved' }), event('approved', { status: 'approved' }, 'high')],
  ],
  [
    'another attribute that could not be read is a change, and no reason to publish as new',
    { ...pending, assignees: 'olga' },
    { ...pending },
    [event('updated', {})],
  ],
  [
    'a mark that could not be read is taken for a new one',
    { ...pending, overdueAt: 'yesterday' },
    { ...pending, overdueAt: moment },
    [event('overdue', { overdueAt: momentMs, step: 'review' }, 'high')],
  ],
];

/** JSON has no `undefined`: an attribute that is absent. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test.each(rows)('Workflows: %s [W1]', (_title, oldItem, newItem, events) => {
  const made = eventPartsOf('Workflows', oldItem, newItem);
  expect(made).toEqual(plain(events));
  // As at every redelivery.
  expect(eventPartsOf('Workflows', oldItem, newItem)).toEqual(made);
});
