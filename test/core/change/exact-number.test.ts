import { exactNumber } from '../../../core/change/exact-number.ts';

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', 9007199254740992n],
  ['-9007199254740993', -9007199254740993n],
  ['1.5', 1.5],
  ['1E+125', 1e125],
  ['0', 0],
])('%s is read without loss, and without throwing', (text, expected) => {
  expect(exactNumber(text)).toBe(expected);
});
