import { spreadOf } from '../../../bench/deliver/spread.ts';

test('of an odd number the median is the one in the middle', () => {
  expect(spreadOf([9, 1, 4])).toEqual({ median: 4, least: 1, most: 9 });
});

test('of an even number it lies between the two in the middle', () => {
  expect(spreadOf([9, 1, 4, 2])).toEqual({ median: 3, least: 1, most: 9 });
});

test('one is all of them', () => {
  expect(spreadOf([7])).toEqual({ median: 7, least: 7, most: 7 });
});
