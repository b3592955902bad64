import { permissionsOf } from '../../../core/auth/permissions-of.ts';

const expected =
  'expected a list of at most 100 texts of 1 to 128 characters, or one text with spaces between them';

test.each([
  [undefined, []],
  [null, []],
  [[], []],
  ['', []],
  [
    ['events:publish', 'two words'],
    ['events:publish', 'two words'],
  ],
  ['openid events:publish  workflow:read', ['openid', 'events:publish', 'workflow:read']],
  ['a,b', ['a,b']],
])('%j: %j', (value, permissions) => {
  expect(permissionsOf(value === undefined ? {} : { permissions: value }, {})).toEqual(permissions);
});

test('they are where the deployment says, and nowhere else', () => {
  const claims = { permissions: ['a'], scope: 'b c', resource_access: { app: { roles: ['d'] } } };
  expect(permissionsOf(claims, { permissionsClaim: 'scope' })).toEqual(['b', 'c']);
  expect(permissionsOf(claims, { permissionsClaim: 'resource_access.app.roles' })).toEqual(['d']);
  expect(permissionsOf(claims, { permissionsClaim: 'scp' })).toEqual([]);
});

test('100 of 128 characters are taken', () => {
  const longest = Array.from({ length: 100 }, (_, n) => `p${n}`.padEnd(128, 'x'));
  expect(permissionsOf({ permissions: longest }, {})).toEqual(longest);
  expect(permissionsOf({ permissions: longest.join(' ') }, {})).toEqual(longest);
});

test.each([
  [7, 'a number'],
  [{ a: true }, 'an object'],
  [['a', 7], 'a list whose entry 2 is a number'],
  [['a', ''], 'a list whose entry 2 has 0 characters'],
  [['a'.repeat(129)], 'a list whose entry 1 has 129 characters'],
  [`a ${'b'.repeat(129)}`, 'a text whose word 2 has 129 characters'],
  [Array.from({ length: 101 }, () => 'a'), 'a list with 101 permissions'],
  ['a '.repeat(101), 'a text with 101 permissions'],
])('what can be none is refused whole: %#', (value, shape) => {
  expect(() => permissionsOf({ permissions: value }, {})).toThrow(
    new Error(`the token’s claim permissions is ${shape}; ${expected}`),
  );
});
