import { parseFilterCriteria } from '../../../local/event-source/filter-criteria.ts';

const record = {
  eventName: 'MODIFY',
  dynamodb: {
    Keys: { leaseId: { S: 'ws#abc' } },
    NewImage: { status: { S: 'pending' }, tags: { SS: ['a', 'b'] }, open: { BOOL: true } },
  },
};
const matches = (...patterns: unknown[]): boolean =>
  parseFilterCriteria(
    { Filters: patterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })) },
    'FilterCriteria',
  )(record);
const status = (condition: unknown) => ({ dynamodb: { NewImage: { status: { S: [condition] } } } });

test.each<[string, unknown, boolean]>([
  ['an exact value', { eventName: ['MODIFY'] }, true],
  ['one of several values', { eventName: ['INSERT', 'MODIFY'] }, true],
  ['another value', { eventName: ['INSERT'] }, false],
  ['a boolean', { dynamodb: { NewImage: { open: { BOOL: [true] } } } }, true],
  ['all fields at once', { eventName: ['MODIFY'], ...status('pending') }, true],
  ['all but one field', { eventName: ['INSERT'], ...status('pending') }, false],
  ['a prefix', { dynamodb: { Keys: { leaseId: { S: [{ prefix: 'ws#' }] } } } }, true],
  ['another prefix', { dynamodb: { Keys: { leaseId: { S: [{ prefix: 'sse#' }] } } } }, false],
  ['a suffix', status({ suffix: 'ing' }), true],
  ['a value in other letter case', status({ 'equals-ignore-case': 'PENDING' }), true],
  ['anything but another value', status({ 'anything-but': ['accepted'] }), true],
  ['anything but this value', status({ 'anything-but': ['pending', 'accepted'] }), false],
  ['anything but another prefix', status({ 'anything-but': { prefix: 'acc' } }), true],
  ['anything but, of an absent field', { absent: [{ 'anything-but': ['x'] }] }, false],
  ['a field that exists', status({ exists: true }), true],
  ['a field that should not exist', { absent: [{ exists: false }] }, true],
  [
    'an image that should not exist',
    { dynamodb: { OldImage: { a: { S: [{ exists: false }] } } } },
    true,
  ],
  ['any element of a list', { dynamodb: { NewImage: { tags: { SS: ['b'] } } } }, true],
])('%s', (_, pattern, expected) => {
  expect(matches(pattern)).toBe(expected);
});

test('any of several patterns is enough', () => {
  expect(matches({ eventName: ['INSERT'] }, status('pending'))).toBe(true);
  expect(matches({ eventName: ['INSERT'] }, status('accepted'))).toBe(false);
});

test('no criteria let everything pass', () => {
  expect(parseFilterCriteria(undefined, 'FilterCriteria')(record)).toBe(true);
});

test.each<[string, unknown, string]>([
  ['an unknown operator', status({ numeric: ['>', 1] }), 'received {"numeric":[">",1]}'],
  [
    'a value outside a list',
    { eventName: 'INSERT' },
    'Pattern.eventName: expected a list or an object',
  ],
])('%s is an error', (_, pattern, message) => {
  expect(() => matches(pattern)).toThrow(message);
});
