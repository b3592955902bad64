import fc from 'fast-check';
import { claimsFor } from '../../../core/auth/claims-for.ts';
import { permissionsOf } from '../../../core/auth/permissions-of.ts';
import { roleOf } from '../../../core/auth/role-of.ts';
import type { ClaimRules } from '../../../core/auth/token-rules.ts';

const roleMap = [
  { value: 'bosses', role: 'admin' },
  { value: 'admins', role: 'admin' },
  { value: 'ops', role: 'operator' },
];

test.each([
  [{ role: 'admin' }, {}, { role: 'admin' }],
  [{ role: 'admin', permissions: [] }, {}, { role: 'admin', permissions: [] }],
  [{ role: 'admin' }, { roleClaim: 'o.rol', roleMap }, { 'o.rol': 'bosses' }],
  [{ role: 'bettor' }, { roleMap, defaultRole: 'bettor' }, {}],
  [{ role: 'operator' }, { roleMap, defaultRole: 'operator' }, { role: 'ops' }],
  [
    { role: 'operator', permissions: ['a'] },
    { roleClaim: 'scope', permissionsClaim: 'scope', roleMap },
    { scope: ['ops', 'a'] },
  ],
])('%j with %j: %j', (identity, rules, claims) => {
  expect(claimsFor(identity, rules)).toEqual(claims);
});

test('a role that no value stands for is refused', () => {
  expect(() => claimsFor({ role: 'bettor' }, { roleMap })).toThrow(
    expect.objectContaining({
      code: 'INPUT_INVALID',
      message:
        'received the role bettor, for which roleMap has no value; expected one of admin, operator',
    }),
  );
  expect(() => claimsFor({ role: 'vip' }, { roleMap, defaultRole: 'bettor' })).toThrow(
    'expected one of admin, operator or bettor',
  );
});

const claim = fc.constantFrom(undefined, 'role', 'o.rol', 'https://id.example/roles', 'scope');
const map = fc.constantFrom(undefined, roleMap);

test('what is signed by the rules is found by them', () => {
  const rules: fc.Arbitrary<ClaimRules> = fc.record({
    roleClaim: claim,
    permissionsClaim: claim,
    roleMap: map,
    defaultRole: fc.constantFrom(undefined, 'bettor', 'admin'),
  });
  const role = fc.constantFrom('admin', 'operator');
  const permissions = fc.array(fc.constantFrom('events:publish', 'workflow:read'), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(rules, role, permissions, (given, wanted, named) => {
      const claims = claimsFor({ role: wanted, permissions: named }, given);
      expect(roleOf(claims, given)).toBe(wanted);
      expect(permissionsOf(claims, given)).toEqual(expect.arrayContaining(named));
    }),
  );
});
