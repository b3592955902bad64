import type { PaymentStream, PaymentStreamListView } from '../../clients/react/index.ts';
import { countText as countOf, isRead } from '../parts/read-count.ts';
import { type DepositState, depositState } from './deposit-state.ts';

type Status = PaymentStream['status'];

/** A list for each status, as the server keeps them. */
export type StatusLists = Readonly<Record<Status, PaymentStreamListView>>;

/** Payment streams that are shown together. */
export interface StateGroup {
  readonly key: 'active' | 'running-out' | 'paused' | 'ended';
  readonly title: string;
  readonly states: readonly DepositState[];
  /** The lists in which they are. */
  readonly statuses: readonly Status[];
  readonly empty: string;
}

export const stateGroups: readonly StateGroup[] = [
  {
    key: 'active',
    title: 'Active',
    states: ['active'],
    statuses: ['active'],
    empty: 'None is active with a deposit that lasts.',
  },
  {
    key: 'running-out',
    title: 'Running out',
    states: ['depleting', 'depleted'],
    statuses: ['active'],
    empty: 'No deposit is used up, or about to be.',
  },
  {
    key: 'paused',
    title: 'Paused',
    states: ['paused'],
    statuses: ['paused'],
    empty: 'None is paused.',
  },
  {
    key: 'ended',
    title: 'Ended',
    states: ['completed', 'cancelled'],
    statuses: ['completed', 'cancelled'],
    empty: 'None has ended.',
  },
];

/** A group's payment streams, as far as they were read. */
export interface GroupView {
  readonly streams: readonly PaymentStream[];
  readonly hasMore: boolean;
  /** Whether something was read at all: none is not the same as none known. */
  readonly isRead: boolean;
  readonly isLoading: boolean;
  readonly error: PaymentStreamListView['error'];
}

/** What the lists have of a group at that time of the server's clock. */
export function groupView(
  { states, statuses }: StateGroup,
  lists: StatusLists,
  nowMs: number,
  noticeMs: number,
): GroupView {
  const own = statuses.map(status => lists[status]);
  const streams = own.flatMap(list =>
    list.streams.filter(stream => states.includes(depositState(stream, nowMs, noticeMs))),
  );
  return {
    streams,
    hasMore: own.some(({ hasMore }) => hasMore),
    isRead: own.every(list => isRead({ ...list, count: list.streams.length })),
    isLoading: own.some(({ isLoading }) => isLoading),
    error: own.find(({ error }) => error !== undefined)?.error,
  };
}

/** How many there are: exact, at least so many, or not known. */
export const countText = (view: GroupView): string =>
  countOf({ ...view, count: view.streams.length });
