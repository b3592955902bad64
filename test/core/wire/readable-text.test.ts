import { quoted, readableTextSchema } from '../../../core/wire/readable-text.ts';

test.each([
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'],
  ...['\u2028', '\u2029', '\u0085', '\n', '\r', '\t', '\0', '\u007f', '\ud83d'],
])('a text with %j is refused', mark => {
  expect(readableTextSchema.safeParse(`va ${mark} por`).error?.issues[0]?.message).toBe(
    'must be one line of text without control characters and marks that turn its direction',
  );
});

test.each(['va, compadre — ¿50 o 100?', '👨‍👩‍👧 🐓', 'שלום\u200f!', 'مرحبا\u061c', '鬥雞', ''])(
  '%j is a line of text as people write it',
  text => {
    expect(readableTextSchema.parse(text)).toBe(text);
  },
);

test.each([
  ['a text', 'ana', '"ana"'],
  ['a number', 7, '7'],
  ['nothing', undefined, 'undefined'],
  ['marks, as they are spelt', 'a\u202eb\u2028\n', String.raw`"a\u202eb\u2028\n"`],
  ['half a pair, by its code unit', 'va \ud83d\udd25 \ud83d por', String.raw`"va 🔥 \ud83d por"`],
  ['a long one, cut', 'a'.repeat(65), `"${'a'.repeat(64)}"`],
  ['a long list, cut', Array(40).fill(7), `[${'7,'.repeat(31)}…`],
  ['an emoji at the bound, whole or not at all', `${'a'.repeat(63)}🐓`, `"${'a'.repeat(63)}"`],
])('%s is quoted so that it is seen', (_title, value, expected) => {
  expect(quoted(value)).toBe(expected);
});
