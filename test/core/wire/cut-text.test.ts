import fc from 'fast-check';
import { cutText } from '../../../core/wire/cut-text.ts';

test.each([
  ['a text within the bound stays', 'abc', 3, '', 'abc'],
  ['a longer one is cut to it', 'abcd', 3, '', 'abc'],
  ['the mark is within the bound', 'abcd', 3, '…', 'ab…'],
  ['a text within the bound has no mark', 'abc', 3, '…', 'abc'],
  ['a character of two halves stays whole at the bound', 'a🔥', 3, '', 'a🔥'],
  ['one that the bound would part is left out', 'ab🔥', 3, '', 'ab'],
  ['one that the mark would part is left out', 'a🔥b', 3, '…', 'a…'],
  ['half a character becomes the sign for what is none', 'a\ud83d', 3, '', 'a\ufffd'],
  ['so does its second half', '\udd25abc', 3, '', '\ufffdab'],
  ['nothing fits no room', '🔥', 0, '', ''],
  ['nor does a character of two halves fit one', '🔥', 1, '', ''],
])('%s', (_name, text, maxLength, mark, cut) => {
  expect(cutText(text, maxLength, mark)).toBe(cut);
});

test('whatever the text, what is left is well-formed, within the bound and its beginning', () => {
  const unit = fc.constantFrom('a', '\ud83d', '\udd25', '🔥', 'ñ', '\0');
  const text = fc.array(unit, { maxLength: 12 }).map(units => units.join(''));
  fc.assert(
    fc.property(text, fc.nat({ max: 12 }), (whole, maxLength) => {
      const cut = cutText(whole, maxLength);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(maxLength);
      expect(cut.length).toBeGreaterThanOrEqual(Math.min(whole.length, maxLength) - 1);
      expect(whole.toWellFormed().startsWith(cut)).toBe(true);
    }),
  );
});
