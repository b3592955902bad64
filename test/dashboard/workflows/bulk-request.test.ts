import {
  chosenBy,
  emptyFields,
  newOperationId,
} from '../../../dashboard/workflows/bulk-request.ts';

test('a filter has what was filled in; of nothing it would be of all there are, and is none', () => {
  expect(chosenBy(emptyFields)).toBeUndefined();
  expect(chosenBy({ ...emptyFields, step: ' legal ', assignee: ' ' })).toEqual({
    filter: { step: 'legal' },
  });
  expect(chosenBy({ ...emptyFields, assignee: 'bea', dueBefore: '1970-01-01T00:00Z' })).toEqual({
    filter: { assignee: 'bea', dueBefore: 0 },
  });
});

test.each([
  ['lines', 'a\nb\r\n\nc\n'],
  ['commas and spaces', 'a, b;c'],
  ['doubles', 'a b a c c'],
])('ids are read from %s', (_what, ids) => {
  expect(chosenBy({ ...emptyFields, by: 'ids', step: 'legal', ids })).toEqual({
    ids: ['a', 'b', 'c'],
  });
});

test('without an id nothing is chosen', () => {
  expect(chosenBy({ ...emptyFields, by: 'ids', ids: ' \n' })).toBeUndefined();
});

test('an operation has an id of its own, of signs that the API takes', () => {
  expect(newOperationId()).toMatch(/^bulk-[0-9a-z]+$/);
  expect(newOperationId()).not.toBe(newOperationId());
});
