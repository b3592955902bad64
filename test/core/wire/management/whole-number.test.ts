import { wholeNumber } from '../../../../core/wire/management/whole-number.ts';

test.each([
  ['0', 0],
  ['7', 7],
  ['007', 7],
  ['20', 20],
])('%s is %d', (text, number) => {
  expect(wholeNumber(0, 20).parse(text)).toBe(number);
});

test.each([
  '',
  ' ',
  '1e1',
  '0x10',
  '+5',
  '-1',
  '5.0',
  '5.5',
  ' 5',
  '5 ',
  '21',
  'five',
  '9'.repeat(16),
])('"%s" is no whole number from 0 to 20', text => {
  const { error } = wholeNumber(0, 20).safeParse(text);
  expect(error?.issues.map(({ message }) => message)).toEqual([
    'expected a whole number from 0 to 20',
  ]);
});
