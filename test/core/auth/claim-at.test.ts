import { claimAt } from '../../../core/auth/claim-at.ts';

/** As jose has a token's payload: by JSON, which makes own properties of every name. */
const parsed = (json: string): unknown => JSON.parse(json);

test.each([
  ['role', { role: 'admin' }, 'admin'],
  ['cognito:groups', { 'cognito:groups': ['admins'] }, ['admins']],
  ['https://gallobets.example/roles', { 'https://gallobets.example/roles': ['a'] }, ['a']],
  ['realm_access.roles', { realm_access: { roles: ['a'] } }, ['a']],
  ['resource_access.gallobets.roles', { resource_access: { gallobets: { roles: [] } } }, []],
  ['o.rol', { o: { rol: 'admin' } }, 'admin'],
])('%s is found in %j', (name, claims, value) => {
  expect(claimAt(claims, name)).toEqual(value);
});

test('one key is looked for before a path, and at each step the longest', () => {
  const claims = { 'a.b': 'one key', a: { b: 'a path' } };
  expect(claimAt(claims, 'a.b')).toBe('one key');
  const client = {
    resource_access: { 'com.example.app': { roles: ['x'] }, com: { roles: ['y'] } },
  };
  expect(claimAt(client, 'resource_access.com.example.app.roles')).toEqual(['x']);
  // The longest that is there decides, whether or not it leads on.
  expect(claimAt({ 'a.b': { c: 1 }, a: { b: { d: 2 } } }, 'a.b.d')).toBeUndefined();
});

test.each([
  ['a', {}],
  ['a.b', {}],
  ['a.b', { a: null }],
  ['a.b', { a: 'text' }],
  ['a.b', { a: 7 }],
  ['a.b', { a: {} }],
  ['a.0', { a: ['x'] }],
  ['a.length', { a: ['x'] }],
  ['a.length', { a: 'text' }],
  ['a', { a: null }],
  ['.', { '': { '': 1 } }],
  ['a.', { a: { '': 1 } }],
  ['', { '': 1 }],
])('%j is not in %j', (name, claims) => {
  expect(claimAt(claims, name)).toBeUndefined();
});

test.each([
  ['__proto__.role', '{"sub":"ana"}'],
  ['constructor.name', '{"sub":"ana"}'],
  ['constructor', '{"sub":"ana"}'],
  ['toString', '{"a":{}}'],
  ['a.toString', '{"a":{}}'],
  ['a.__proto__', '{"a":{}}'],
  ['a.constructor.name', '{"a":{}}'],
  ['role', '{"__proto__":{"role":"admin"}}'],
  ['a.role', '{"a":{"__proto__":{"role":"admin"}}}'],
])('what %s would inherit in %s is no claim', (name, json) => {
  expect(claimAt(parsed(json), name)).toBeUndefined();
});

test('a key that is called as a prototype is, is one like any other', () => {
  expect(claimAt(parsed('{"__proto__":{"role":"admin"}}'), '__proto__.role')).toBe('admin');
});

test.each([[undefined], [null], ['text'], [7], [['role']]])('in %j there is no claim', claims => {
  expect(claimAt(claims, 'role')).toBeUndefined();
});
