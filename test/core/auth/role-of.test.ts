import { roleOf } from '../../../core/auth/role-of.ts';
import type { ClaimRules, RoleMapping } from '../../../core/auth/token-rules.ts';

/** As the setting has it. */
const mapOf = (text: string): readonly RoleMapping[] =>
  text.split(',').map(pair => {
    const [value = '', role = ''] = pair.split('=');
    return { value, role };
  });

const roleIn = (value: unknown, rules: ClaimRules = {}) =>
  roleOf(value === undefined ? {} : { role: value }, rules);

describe('without a map a value is a role', () => {
  test.each([
    ['admin', 'admin'],
    ['shop-keeper', 'shop-keeper'],
    [['bettor'], 'bettor'],
    [['bettor', 'operator', 'admin'], 'admin'],
    [['bettor', 'operator'], 'operator'],
    [['two words', 'vip', 'bettor'], 'vip'],
    [['', 'vip'], 'vip'],
    ['a'.repeat(64), 'a'.repeat(64)],
  ])('%j: %s', (value, role) => {
    expect(roleIn(value)).toBe(role);
  });
});

describe('with a map its first wins', () => {
  const roleMap = mapOf('admins=admin,ops=operator,staff=operator,fans=vip');

  test.each([
    ['ops', 'operator'],
    [['fans', 'ops', 'admins'], 'admin'],
    [['fans', 'staff'], 'operator'],
    [['nobody', 'fans'], 'vip'],
  ])('%j: %s', (value, role) => {
    expect(roleIn(value, { roleMap })).toBe(role);
  });

  test('a value that is a role’s name is none there, and letters count as they are', () => {
    expect(() => roleIn('admin', { roleMap })).toThrow(
      'the token’s claim role has none of the values that roleMap names (admins, ops, staff, fans)',
    );
    expect(() => roleIn(['Admins', ' admins'], { roleMap })).toThrow('none of the values');
  });

  test('a value may hold what it likes, and be no property of an object', () => {
    const odd = [{ value: '__proto__', role: 'vip' }, ...mapOf('/Gallo, night=operator')];
    expect(roleIn(['__proto__'], { roleMap: odd })).toBe('vip');
    expect(() => roleIn(['constructor'], { roleMap: odd })).toThrow('none of the values');
  });
});

describe('the role of who has none', () => {
  const rules = { defaultRole: 'bettor' };

  test.each([
    ['no claim', undefined, rules],
    ['null', null, rules],
    ['an empty text', '', rules],
    ['an empty list', [], rules],
    ['no value that can be a role', 'two words', rules],
    ['no value of the map', ['fans'], { ...rules, roleMap: mapOf('admins=admin') }],
  ])('is given for %s', (_title, value, given) => {
    expect(roleIn(value, given)).toBe('bettor');
  });

  test('is not given to who has one', () => {
    expect(roleIn('admin', rules)).toBe('admin');
  });

  test.each([
    [7, 'a number'],
    [true, 'a boolean'],
    [{ admin: true }, 'an object'],
    [['admin', 7], 'a list whose entry 2 is a number'],
    [[['admin']], 'a list whose entry 1 is a list'],
    [[null], 'a list whose entry 1 is null'],
  ])('is not given for a claim that is %j, which is refused in any case', (value, shape) => {
    const message = `the token’s claim role is ${shape}; expected a text or a list of texts`;
    expect(() => roleIn(value, rules)).toThrow(new Error(message));
    expect(() => roleIn(value)).toThrow(new Error(message));
  });
});

test('who has none is refused by the name of the claim, and by what was looked for', () => {
  const roleClaim = 'realm_access.roles';
  const said = (claims: object, rules: ClaimRules = {}) => {
    try {
      return roleOf({ ...claims }, { roleClaim, ...rules });
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  };
  const missing =
    'the token’s claim realm_access.roles is missing; expected a text or a list of texts';
  expect(said({})).toBe(missing);
  expect(said({ role: 'admin', roles: ['admin'], realm_access: ['admin'] })).toBe(missing);
  expect(said({ realm_access: { roles: 7 } })).toBe(
    'the token’s claim realm_access.roles is a number; expected a text or a list of texts',
  );
  expect(said({ realm_access: { roles: ['se cret'] } })).toBe(
    'the token’s claim realm_access.roles has no value that can be a role; expected a word of at most 64 characters, or a list with one',
  );
  expect(
    said({ realm_access: { roles: ['secret'] } }, { roleMap: mapOf('admins=admin,ops=operator') }),
  ).toBe(
    'the token’s claim realm_access.roles has none of the values that roleMap names (admins, ops)',
  );
});

test('of a list 100 entries are looked at, and no more', () => {
  const fillers = (count: number) => Array.from({ length: count }, (_, n) => `group ${n}`);
  expect(roleIn([...fillers(99), 'admin'])).toBe('admin');
  expect(roleIn([...fillers(100), 'admin'], { defaultRole: 'bettor' })).toBe('bettor');
  expect(() => roleIn([...fillers(100), 'admin'])).toThrow(
    new Error(
      'the token’s claim role has among its first 100 entries no value that can be a role; expected a word of at most 64 characters, or a list with one',
    ),
  );
  // What is not looked at is not found fault with.
  expect(roleIn(['admin', ...fillers(99), 7])).toBe('admin');
});

test('of a long map a refusal has the beginning', () => {
  const roleMap = Array.from({ length: 50 }, (_, n) => ({ value: `group-${n}`, role: 'vip' }));
  const refused = () => roleIn('x', { roleMap });
  expect(refused).toThrow(/^.{300,400}$/);
  expect(refused).toThrow(/names \(group-0, group-1, .*…\)$/);
});
