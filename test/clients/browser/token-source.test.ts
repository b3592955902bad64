import { askToken, tokenExpiryMs, wordsOf } from '../../../clients/browser/token-source.ts';

const tokenOf = (claims: object) =>
  `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

test('the end of a token is read from it, whatever characters it has', () => {
  expect(tokenExpiryMs(tokenOf({ exp: 1_795_000_000, name: '¿?>>~ñ' }))).toBe(1_795_000_000_000);
});

test.each([undefined, '', 'opaque', 'a.b.c', tokenOf({}), tokenOf({ exp: 'soon' })])(
  'of %j it is not known',
  token => {
    expect(tokenExpiryMs(token)).toBeUndefined();
  },
);

test('an error that quotes the token is reported without it', () => {
  expect(wordsOf(new TypeError('"Bearer a.b.c" is no header value'), 'a.b.c')).toBe(
    '"Bearer [token]" is no header value',
  );
  expect(wordsOf('gone')).toBe('gone');
});

test.each([
  ['a text', 'a.b.c\n'],
  ['a function', () => ' a.b.c\r\n'],
  ['a function that takes its time', async () => 'a.b.c\n'],
])('a token from %s is without the line break that a file has', async (_title, source) => {
  expect(await askToken(source, false)).toBe('a.b.c');
});
