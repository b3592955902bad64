import fc from 'fast-check';
import { channels } from '../../../core/channel/channels.ts';
import { isVisible, type Reader } from '../../../core/channel/is-visible.ts';
import {
  channelSelection,
  countedOn,
  isSelected,
  liveSelection,
} from '../../../core/channel/selection.ts';
import type { ChannelEvent, ChannelName, Target } from '../../../core/wire/event.ts';
import { priorities } from '../../../core/wire/priority.ts';
import { isInLog, shownOn } from '../../../core/wire/shown-on.ts';
import { testEvent } from '../../support/event-log.ts';

const logs = channels.map(({ name }): ChannelName => name);

/** An important event of a workflow, which the inbox has too: its target copies it there. */
function workflowEvent(
  { visibleTo, ...data }: { visibleTo?: unknown; workflowId?: string },
  target: Target = { channels: ['inbox', 'users'] },
): ChannelEvent {
  return testEvent('e1', {
    ...{ type: 'workflow.approved', channel: 'workflows', priority: 'high' },
    data: { workflowId: 'w-1', ...data, ...(visibleTo === undefined ? {} : { visibleTo }) },
    metadata: { target },
  });
}

const reader = (role: string, ...permissions: string[]): Reader => ({
  ...{ userId: 'ana', role, connectionId: 'c1', permissions },
});
const seenIn = (event: ChannelEvent, who: Reader) =>
  logs.filter(log => isInLog(event, log) && isVisible(event, who, log)).join(' ');

const read = 'workflow:read';
const staffs = 'workflows notifications';

describe('role, permissions and what the item says decide, in every log [W1]', () => {
  const compliance = { permissions: ['compliance'] };
  const rows: readonly [unknown, Reader, string][] = [
    // Nobody is named: whoever may read the channel.
    [undefined, reader('admin'), `users ${staffs} global`],
    [undefined, reader('operator'), staffs],
    [undefined, reader('bettor'), ''],
    [undefined, reader('bettor', read), 'workflows'],
    [undefined, reader('Operator'), ''],
    [undefined, reader('bettor', 'workflow:READ', 'workflow', 'workflow:read '), ''],
    [undefined, reader(read), ''],
    // A permission is named: without it not even an admin, and with it nobody who may not read the channel.
    [compliance, reader('admin'), ''],
    [compliance, reader('admin', 'compliance'), `users ${staffs} global`],
    [compliance, reader('operator', read), ''],
    [compliance, reader('operator', 'compliance'), staffs],
    [compliance, reader('bettor', 'compliance'), ''],
    [compliance, reader('bettor', read), ''],
    [compliance, reader('bettor', read, 'compliance'), 'workflows'],
    [compliance, reader('compliance'), ''],
    // A role, or either.
    [{ roles: ['operator'] }, reader('operator'), staffs],
    [{ roles: ['operator'] }, reader('admin'), ''],
    [{ roles: ['bettor'] }, reader('bettor'), ''],
    [{ roles: ['bettor'] }, reader('bettor', read), 'workflows'],
    [
      { roles: ['operator'], ...compliance },
      reader('admin', 'compliance'),
      `users ${staffs} global`,
    ],
    [{ roles: ['operator'], ...compliance }, reader('operator'), staffs],
    // Everyone is no role here, and what names nobody or cannot be read opens to nobody.
    [{ roles: ['*'] }, reader('admin'), ''],
    [{}, reader('admin', read), ''],
    [{ roles: [], permissions: [] }, reader('admin', read), ''],
    [null, reader('admin', read), ''],
    ['admin', reader('admin', read), ''],
    [['admin'], reader('admin', read), ''],
    [{ roles: 'admin' }, reader('admin', 'admin'), ''],
    [{ permissions: 'compliance' }, reader('admin', 'compliance'), ''],
  ];
  test.each(rows)('visibleTo %j: %j sees it in: %s', (visibleTo, who, expected) => {
    const event = workflowEvent({ visibleTo });
    expect(seenIn(event, who)).toBe(expected);
    // A page that reads several channels by one stream comes to the same.
    const readable = logs.filter(log => isVisible(workflowEvent({}), who, log));
    expect(shownOn(event, who, readable).join(' ')).toBe(expected);
    expect(isSelected(event, who, liveSelection(logs))).toBe(expected !== '');
  });
});

test('whom an event is addressed to sees it if they may see the workflow', () => {
  const toAna = { users: ['ana'] };
  const open = workflowEvent({}, toAna);
  expect(seenIn(open, reader('bettor'))).toBe('');
  expect(seenIn(open, reader('bettor', read))).toBe('workflows inbox');
  expect(seenIn(open, { ...reader('admin'), userId: 'kim' })).toBe('global');
  const closed = workflowEvent({ visibleTo: { permissions: ['compliance'] } }, toAna);
  expect(seenIn(closed, reader('bettor', read))).toBe('');
  expect(seenIn(closed, reader('admin'))).toBe('');
  expect(seenIn(closed, { ...reader('admin'), userId: 'kim' })).toBe('');
  expect(seenIn(closed, reader('bettor', read, 'compliance'))).toBe('workflows inbox');
});

test('visibleTo of an event at home elsewhere says nothing, and a permission opens no other channel', () => {
  const fight = testEvent('e1', { channel: 'fights', data: { visibleTo: { roles: ['bettor'] } } });
  expect(seenIn(fight, reader('operator'))).toBe('fights');
  expect(seenIn(fight, reader('bettor', read, 'fights', 'fight:read'))).toBe('');
});

test.each([
  [undefined, 'workflows notifications'],
  [[], 'workflows notifications'],
  [['w-1'], 'workflows notifications'],
  [['w-0', 'w-1'], 'workflows notifications'],
  [['w-2'], 'notifications'],
])('the filter %j holds on workflows alone', (workflows, expected) => {
  const oli: Reader = { ...reader('operator'), workflows };
  const event = workflowEvent({});
  expect(seenIn(event, oli)).toBe(expected);
  expect(shownOn(event, oli, ['workflows', 'notifications', 'fights']).join(' ')).toBe(expected);
  const live = liveSelection(['workflows', 'notifications']);
  expect([isSelected(event, oli, live), countedOn(event, oli, live)]).toEqual([
    true,
    expected.split(' ')[0],
  ]);
  expect(isSelected(event, oli, channelSelection('workflows'))).toBe(expected !== 'notifications');
});

test('a filter shows nobody more, and what is of no workflow passes none', () => {
  const narrow = { workflows: ['w-1'] };
  const closed = workflowEvent({ visibleTo: { permissions: ['compliance'] } });
  expect(seenIn(closed, { ...reader('admin', read), ...narrow })).toBe('');
  expect(seenIn(workflowEvent({}), { ...reader('bettor'), ...narrow })).toBe('');
  const progress = testEvent('e1', { channel: 'workflows', data: { operationId: 'w-1' } });
  expect(seenIn(progress, reader('operator'))).toBe('workflows');
  expect(seenIn(progress, { ...reader('operator'), ...narrow })).toBe('');
});

test.each(['workflow.bulk_progress', 'workflow.bulk_completed'])(
  '%s is for staff and for who requested the operation [W1]',
  type => {
    const data = { operationId: 'b-1', requestedBy: 'ana' };
    const event = testEvent('e1', { type, channel: 'workflows', priority: 'high', data });
    const nobodys = { ...event, data: { operationId: 'b-1' } };
    expect(seenIn(event, reader('bettor', read))).toBe('workflows');
    expect(seenIn(event, { ...reader('bettor', read), userId: 'beto' })).toBe('');
    expect(seenIn(nobodys, reader('bettor', read))).toBe('');
    expect(seenIn(event, { ...reader('operator'), userId: 'oli' })).toBe(staffs);
    // So it is for a page that reads several channels by one stream.
    const live = liveSelection(['workflows', 'inbox']);
    expect(isSelected(event, { ...reader('bettor', read), userId: 'beto' }, live)).toBe(false);
    expect(shownOn(event, reader('bettor', read), ['workflows', 'inbox'])).toEqual(['workflows']);
    expect(shownOn(nobodys, reader('bettor', read), ['workflows', 'inbox'])).toEqual([]);
  },
);

describe('whatever the event and the reader are', () => {
  const name = fc.constantFrom('admin', 'operator', 'bettor', 'compliance', read, '*');
  const list = fc.oneof(
    { weight: 4, arbitrary: fc.subarray(['admin', 'operator', 'bettor', 'compliance', read, '*']) },
    { weight: 1, arbitrary: fc.constantFrom('compliance', null, 7, {}) },
  );
  const visibleTo = fc.oneof(
    fc.record({ permissions: list, roles: list }, { requiredKeys: [] }),
    fc.constantFrom(null, 'admin', ['admin'], true, 0),
  );
  const target = fc.record(
    {
      users: fc.subarray(['ana', 'beto']),
      roles: fc.subarray(['admin', 'operator', 'bettor', '*']),
      connections: fc.subarray(['c1', 'c2']),
      channels: fc.subarray([...logs]),
    },
    { requiredKeys: [] },
  );
  const readers = fc.record({
    userId: fc.constantFrom('ana', 'beto'),
    role: name,
    connectionId: fc.constantFrom('c1', 'c2'),
    permissions: fc.subarray(['admin', 'operator', 'compliance', read, '*']),
    workflows: fc.option(fc.subarray(['w-1', 'w-2']), { nil: undefined }),
  });
  const events = fc.record({ visibleTo, target, priority: fc.constantFrom(...priorities) });

  test('nobody whom visibleTo does not name sees it, in any log or on Live [W1]', () => {
    let hidden = 0;
    let shown = 0;
    const property = fc.property(
      events,
      readers,
      ({ visibleTo: open, target: to, priority }, who) => {
        const event = { ...workflowEvent({ visibleTo: open }, to), priority };
        const named = open as { permissions?: unknown; roles?: unknown } | null;
        const has = (names: unknown, one: string) => Array.isArray(names) && names.includes(one);
        const isNamed =
          has(named?.roles, who.role) ||
          who.permissions.some(each => has(named?.permissions, each));
        const isReader =
          who.role === 'admin' || who.role === 'operator' || who.permissions.includes(read);
        const places = [
          ...logs.map(log => isVisible(event, who, log)),
          ...logs.map(log => isSelected(event, who, liveSelection([log]))),
        ];
        if (!isNamed || !isReader) {
          hidden += 1;
          expect(places).not.toContain(true);
          if (!isNamed) expect(shownOn(event, who, logs)).toEqual([]);
        } else if (places.includes(true)) shown += 1;
      },
    );
    fc.assert(property, { numRuns: 3_000 });
    // Both happen, or the property would say nothing.
    expect([hidden > 500, shown > 100]).toEqual([true, true]);
  });
});
