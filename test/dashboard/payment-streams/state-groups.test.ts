import type { PaymentStream, PaymentStreamListView } from '../../../clients/react/index.ts';
import { depositState } from '../../../dashboard/payment-streams/deposit-state.ts';
import {
  countText,
  type GroupView,
  groupView,
  type StatusLists,
  stateGroups,
} from '../../../dashboard/payment-streams/state-groups.ts';

const startTime = 1_795_000_000_000;
const hour = 3_600_000;

/** Its deposit of 36,000 lasts ten hours, if nothing else is said. */
const stream = (more: Partial<PaymentStream> = {}): PaymentStream => ({
  streamId: 's',
  sender: 'ana',
  recipient: 'bea',
  ratePerSecond: '1',
  depositedAmount: '36000',
  withdrawnAmount: '0',
  startTime,
  status: 'active',
  accrued: '0',
  withdrawable: '0',
  uncovered: '0',
  ...more,
});

test.each([
  ['nine hours before', startTime + hour, {}, 'active'],
  ['a moment before the notice', startTime + 9 * hour - 1, {}, 'active'],
  ['at the notice', startTime + 9 * hour, {}, 'depleting'],
  ['a moment before its end', startTime + 10 * hour - 1, {}, 'depleting'],
  ['at its end', startTime + 10 * hour, {}, 'depleted'],
  ['without a rate', startTime + 10 * hour, { ratePerSecond: '0' }, 'active'],
  ['when more was paid in', startTime + 10 * hour, { depositedAmount: '72000' }, 'active'],
  ['paused', startTime + 10 * hour, { status: 'paused' }, 'paused'],
  ['cancelled', startTime + 10 * hour, { status: 'cancelled' }, 'cancelled'],
  ['completed', startTime + 10 * hour, { status: 'completed' }, 'completed'],
] as const)('%s it is shown as it stands', (_when, now, more, state) => {
  expect(depositState(stream(more), now, hour)).toBe(state);
});

test('without notice it runs out when it is used up', () => {
  expect(depositState(stream(), startTime + 10 * hour - 1, 0)).toBe('active');
  expect(depositState(stream(), startTime + 10 * hour, 0)).toBe('depleted');
});

const list = (more: Partial<PaymentStreamListView> = {}): PaymentStreamListView => ({
  streams: [],
  hasMore: false,
  isLoading: false,
  error: undefined,
  ...more,
});

function viewOf(key: string, lists: Partial<StatusLists>): GroupView {
  const all = { active: list(), paused: list(), completed: list(), cancelled: list(), ...lists };
  const group = stateGroups.find(each => each.key === key);
  if (group === undefined) throw new Error(`there is no group ${key}`);
  return groupView(group, all, startTime + 9 * hour, hour);
}

test('an active one whose deposit runs out is in the group of those, and in no other', () => {
  const lasting = stream({ streamId: 'lasts', depositedAmount: '72000' });
  const active = list({ streams: [lasting, stream({ streamId: 'runs out' })] });
  const shown = (key: string) => viewOf(key, { active }).streams.map(({ streamId }) => streamId);
  expect(shown('active')).toEqual(['lasts']);
  expect(shown('running-out')).toEqual(['runs out']);
  expect(shown('paused')).toEqual([]);
});

test('those that ended are of both statuses', () => {
  const completed = list({ streams: [stream({ streamId: '1', status: 'completed' })] });
  const cancelled = list({ streams: [stream({ streamId: '2', status: 'cancelled' })] });
  const { streams } = viewOf('ended', { completed, cancelled });
  expect(streams.map(({ streamId }) => streamId)).toEqual(['1', '2']);
});

const problem = { code: 'UNAVAILABLE', message: 'something behind failed' };

test.each([
  ['all were read', { streams: [stream({ status: 'paused' })] }, '1'],
  ['there are none', {}, '0'],
  ['there are more', { streams: [stream({ status: 'paused' })], hasMore: true }, '1+'],
  ['none has come', { isLoading: true }, '–'],
  ['none could be read', { error: problem }, '–'],
  [
    'what was read could not be read again',
    { streams: [stream({ status: 'paused' })], error: problem },
    '–',
  ],
])('where %s the count says so', (_case, paused, text) => {
  expect(countText(viewOf('paused', { paused: list(paused) }))).toBe(text);
});
