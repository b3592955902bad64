import { markdownTable, medianOf, spreadOf, spreadText } from '../../bench/rounds.ts';

test('a median is a value that was measured, and stands between its bounds', () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2, least: 1, most: 4 });
  expect(medianOf([])).toBeNaN();
});

test('is written with its bounds, or as not known', () => {
  expect(spreadText([0.5, 0.25, 1], 2)).toBe('0.50 (0.25–1.00)');
  expect(spreadText([], 2)).toBe('not known');
});

test('a table is aligned', () => {
  expect(markdownTable(['a', 'long'], [['wide', '1']])).toBe(
    '| a    | long |\n|------|------|\n| wide | 1    |\n',
  );
});
