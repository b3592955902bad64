import { exactNumber, UnroundedNumber } from '../../../core/change/exact-number.ts';

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', 9007199254740992n],
  ['-9007199254740993', -9007199254740993n],
  ['1.5', 1.5],
  ['1E+125', 1e125],
  ['0', 0],
  ['0.0', 0],
  ['-0.5', -0.5],
  ['.5', 0.5],
  ['1.50', 1.5],
  ['1.5E-7', 1.5e-7],
  ['0.1', 0.1],
  ['0.30000000000000004', 0.30000000000000004],
  ['1.7976931348623157', 1.7976931348623157],
])('%s is read without loss, and without throwing', (text, expected) => {
  expect(exactNumber(text)).toBe(expected);
});

test.each([
  ...['0.1234567890123456789', '-1.83333333333333333333', '9007199254740993.5', '1E-400'],
  'no number',
])('%s would not be the same number, and stays what it is', text => {
  expect(exactNumber(text)).toEqual(new UnroundedNumber(text));
  expect(JSON.stringify(exactNumber(text))).toBe(JSON.stringify(text));
});
