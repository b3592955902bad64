import '../../support/page.ts';
import { act, cleanup, renderHook } from '@testing-library/react';
import type { FeedEntry, FeedView } from '../../../clients/react/index.ts';
import { usePausable } from '../../../dashboard/channel/use-pausable.ts';

const gap = (key: number): FeedEntry => ({
  kind: 'gap',
  key,
  gap: { from: 'e.1', to: 'e.2', reason: 'expired' },
  receivedAtMs: 1_795_000_000_000,
});

/** What a feed shows once so many entries came and no more than so many are kept. */
const after = (count: number, kept = count) => {
  const entries = Array.from({ length: count }, (_, at) => gap(at + 1)).slice(-kept);
  return { entries, received: count } as unknown as FeedView;
};

const render = (view: FeedView) => renderHook(usePausable, { initialProps: view });
const keys = ({ entries }: { entries: readonly FeedEntry[] }) => entries.map(({ key }) => key);

afterEach(cleanup);

test('clearing empties this list, and what comes next is shown', () => {
  const view = after(3);
  const { result, rerender } = render(view);
  expect(result.current.isEmptied).toBe(false);
  act(() => result.current.clear());
  expect(keys(result.current)).toEqual([]);
  expect(result.current.isEmptied).toBe(true);
  expect(view.entries).toHaveLength(3);
  rerender(after(5));
  expect(keys(result.current)).toEqual([4, 5]);
  act(() => result.current.clear());
  rerender(after(6));
  expect(keys(result.current)).toEqual([6]);
});

test('cleared twice, it stays empty', () => {
  const { result } = render(after(3));
  act(() => result.current.clear());
  act(() => result.current.clear());
  expect(keys(result.current)).toEqual([]);
});

test('clearing while paused empties what is shown and keeps what waits', () => {
  const { result, rerender } = render(after(2));
  act(() => result.current.toggle());
  rerender(after(5));
  expect(result.current).toMatchObject({ isPaused: true, waiting: 3 });
  act(() => result.current.clear());
  expect(keys(result.current)).toEqual([]);
  expect(result.current.waiting).toBe(3);
  act(() => result.current.toggle());
  expect(keys(result.current)).toEqual([3, 4, 5]);
});

test('once everything that was cleared has left the feed, the list is the feed’s own', () => {
  const { result, rerender } = render(after(2));
  act(() => result.current.clear());
  const view = after(9, 4);
  rerender(view);
  expect(result.current.entries).toBe(view.entries);
});
