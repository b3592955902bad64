import { maskText, wordOf } from '../../../tools/forget/person.ts';

const masked = (text: string, userId: string, pseudonym = 'forgotten-1') =>
  maskText(text, { userId, pseudonym, word: wordOf(userId) });

/** Whatever a `sub` may be made of. */
const printable = Array.from({ length: 0x7e - 0x20 }, (_, at) => String.fromCharCode(0x21 + at));

const uuid = '3f2a9c1e-7b0f-4c55-9b0e-5d2f0a6f4b11';

test.each([
  ['ana', 'forgotten-1'],
  ['ana won', 'forgotten-1 won'],
  ['Paid to ana.', 'Paid to forgotten-1.'],
  ['¿ana, beto o «ana»?', '¿forgotten-1, beto o «forgotten-1»?'],
  ['user#ana, user#beto', 'user#forgotten-1, user#beto'],
  ['(ana)', '(forgotten-1)'],
  ['ana ana', 'forgotten-1 forgotten-1'],
  ['anabel ana-maria ana.lopez ana_2 ana@example.com mariana maria.ana Ana anaé', undefined],
  ['ana:mx ana/1 ana#2 ana+1 ana%20b a-ana x#ana ana,beto', undefined],
])('in %j the id is masked where it is a word of its own', (text, expected = text) => {
  expect(masked(text, 'ana')).toBe(expected);
});

test.each([
  ['for user 14', 'for user forgotten-1'],
  ['user#14, and user 14.', 'user#forgotten-1, and user forgotten-1.'],
  ['14 of 14 at 20:14, 14%, $14, 14.50, user 14:30', undefined],
])('in %j an id of digits is masked behind the word user alone', (text, expected = text) => {
  expect(masked(text, '14')).toBe(expected);
});

test.each(['-', '...', '23:14', '+14', '$', '2026-11-21'])(
  'the id %s is a mark or a number, but behind the word user',
  userId => {
    expect(masked(`on ${userId} he won`, userId)).toBe(`on ${userId} he won`);
    expect(masked(`for user ${userId} on`, userId)).toBe('for user forgotten-1 on');
  },
);

test.each(
  printable.flatMap(mark => [`pepe${mark}`, `${mark}pepe`, `pepe${mark}mx`]).map(id => [id]),
)('who a backend acted for is %s, and not pepe', userId => {
  expect(masked(`for user ${userId}`, 'pepe')).toBe(`for user ${userId}`);
  expect(masked(`for user ${userId}`, userId)).toBe('for user forgotten-1');
});

test.each([
  ...[...printable, ...printable.map(mark => `a${mark}b`), ...printable.map(mark => `a${mark}`)],
  ...[uuid, 'bettor-azul', 'a.b|c(1)$&', 'josé', '李雷', '🐓-1', 'a b', '-', '\\', '[a-z]'],
])('the id %s is found as it is written', userId => {
  expect(masked(`with user#${userId} on`, userId, '$&x')).toBe('with user#$&x on');
});
