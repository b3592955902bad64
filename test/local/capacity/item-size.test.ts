import { itemBytes } from '../../../local/capacity/item-size.ts';

test.each([
  ['a text with its name', { name: { S: 'Zoë' } }, 8],
  ['a binary', { b: { B: 'AAECAw==' } }, 5],
  ['a number: two digits a byte, and one', { n: { N: '12345' } }, 5],
  ['zeros that say nothing', { n: { N: '1200' } }, 3],
  ['a sign', { n: { N: '-12' } }, 4],
  ['a flag', { f: { BOOL: true } }, 2],
  ['a set', { s: { SS: ['ab', 'c'] } }, 4],
  ['a list', { l: { L: [{ S: 'ab' }, { NULL: true }] } }, 9],
  ['a map', { m: { M: { k: { S: 'ab' } } } }, 8],
])('%s', (_, item, bytes) => {
  expect(itemBytes(item)).toBe(bytes);
});
