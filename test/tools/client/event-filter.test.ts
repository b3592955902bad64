import {
  type EventFilter,
  filterText,
  passes,
  showAll,
  subscribed,
  unsubscribed,
} from '../../../tools/client/event-filter.ts';

const shown = (filter: EventFilter) =>
  ['A', 'B', 'C'].filter(type => passes(filter, type)).join('');

test('at first everything is shown', () => {
  expect([shown(showAll), filterText(showAll)]).toEqual(['ABC', 'everything']);
});

test('the first subscription narrows it down, the next one adds', () => {
  const one = subscribed(showAll, ['A']);
  const two = subscribed(one, ['B']);
  expect([shown(one), filterText(one)]).toEqual(['A', 'only A']);
  expect([shown(two), filterText(two)]).toEqual(['AB', 'only A, B']);
  expect(shown(unsubscribed(two, ['A']))).toBe('B');
});

test('a type that is unsubscribed is left out, and shown again once subscribed', () => {
  const without = unsubscribed(showAll, ['A', 'B']);
  expect([shown(without), filterText(without)]).toEqual(['C', 'all but A, B']);
  expect(shown(subscribed(without, ['A']))).toBe('AC');
  // One that was never taken out is asked for: then it is what is wanted.
  expect(shown(subscribed(without, ['A', 'C']))).toBe('AC');
  expect(filterText(subscribed(without, ['A', 'C']))).toBe('only A, C');
});

test('* is every type', () => {
  const none = unsubscribed(showAll, ['*']);
  expect([shown(none), filterText(none)]).toEqual(['', 'nothing']);
  expect(shown(subscribed(none, ['C']))).toBe('C');
  expect(shown(subscribed(none, ['*']))).toBe('ABC');
});
