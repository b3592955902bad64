import fc from 'fast-check';
import { inKeyOrder } from '../../core/key-order.ts';

test.each([
  ['', '', 0],
  ['', 'a', -1],
  ['a', 'ab', -1],
  ['b', 'ab', 1],
  ['10', '9', -1],
  ['same', 'same', 0],
  // As halves of pairs U+1F413 begins with U+D83D, which is less than U+FFFD.
  ['\uFFFD', '🐓', -1],
  ['🐓', '🐔', -1],
  ['🐓a', '🐓b', -1],
])('%j and %j are in the order %j', (one, other, expected) => {
  expect(Math.sign(inKeyOrder(one, other))).toBe(expected);
  expect(Math.sign(inKeyOrder(other, one))).toBe(0 - expected);
});

test('the order is that of the bytes of UTF-8', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(Math.sign(inKeyOrder(one, other))).toBe(
        Buffer.compare(Buffer.from(one), Buffer.from(other)),
      );
    }),
  );
});
