import { parseSettings } from '../../../lib/settings.ts';

const provider = {
  jwksUri: 'https://login.example.com/jwks.json',
  jwtIssuer: 'https://login.example.com/',
  jwtAudience: 'gallobets',
};

describe('settings of identity', () => {
  it.each(['http://login.example.com/jwks.json', 'login.example.com', ''])(
    'refuse the JWKS address %j',
    jwksUri => {
      expect(() => parseSettings({ ...provider, jwksUri })).toThrow(
        new Error(
          `bad context:\n  jwksUri: received ${JSON.stringify(jwksUri)}, expected an https URL such as https://login.example.com/.well-known/jwks.json`,
        ),
      );
    },
  );

  it('want all three of a token provider, or none', () => {
    expect(() => parseSettings({ jwksUri: provider.jwksUri })).toThrow(
      new Error(
        'bad context:\n  jwtIssuer, jwtAudience: received nothing, expected a value, because jwksUri is given (all three or none; jwtClientIds may stand beside jwtAudience or for it)',
      ),
    );
    expect(() =>
      parseSettings({ jwtIssuer: provider.jwtIssuer, jwtAudience: provider.jwtAudience }),
    ).toThrow('jwksUri: received nothing');
    expect(() => parseSettings({ jwtClientIds: 'app' })).toThrow(
      'jwksUri, jwtIssuer: received nothing, expected a value, because jwtClientIds is given',
    );
  });

  it('assume no audience of a provider whose clients are named', () => {
    const { jwksUri, jwtIssuer } = provider;
    expect(parseSettings({ jwksUri, jwtIssuer, jwtClientIds: 'app' })).toMatchObject({
      jwtAudience: [],
      jwtClientIds: ['app'],
    });
    expect(parseSettings({ ...provider, jwtClientIds: ['app'] })).toMatchObject({
      jwtAudience: ['gallobets'],
    });
  });

  const audiences = (count: number) => Array.from({ length: count }, (_, n) => `a${n}`);
  const audiencesExpected =
    '1 to 10 audiences, comma-separated or a list, each once, of 1 to 256 characters';

  it('take ten audiences of 256 characters', () => {
    const jwtAudience = audiences(10).map(name => name.padEnd(256, 'x'));
    expect(parseSettings({ ...provider, jwtAudience }).jwtAudience).toEqual(jwtAudience);
  });

  it.each([
    ['', `${audiencesExpected}; "" is none`],
    [[], `${audiencesExpected}; these are 0`],
    [audiences(11), `${audiencesExpected}; these are 11`],
    [['a'.repeat(257)], `${audiencesExpected}; "${'a'.repeat(257)}" is none`],
    [['a,b'], `${audiencesExpected}; "a,b" is none`],
    [[' a'], `${audiencesExpected}; " a" is none`],
    ['a,b,a', `${audiencesExpected}; a is there more than once`],
    [7, audiencesExpected],
  ])('refuse the audiences %j', (jwtAudience, message) => {
    expect(() => parseSettings({ ...provider, jwtAudience })).toThrow(
      new Error(
        `bad context:\n  jwtAudience: received ${JSON.stringify(jwtAudience)}, expected ${message}`,
      ),
    );
  });

  const mapExpected =
    '1 to 50 of value=role such as admins=admin,night-shift=operator, comma-separated or a list, each value once, 1000 characters in all, the role that wins first';
  const mappings = (count: number) =>
    Array.from({ length: count }, (_, n) => `${`group-${n}`.padEnd(12, 'x')}=vip`);

  it('take 50 values for roles, of 1,000 characters in all, and commas in a list', () => {
    const roleMap = mappings(49);
    const left = 1_000 - roleMap.join('').length - '=vip'.length;
    const longest = [...roleMap, `${','.repeat(left)}=vip`];
    expect(parseSettings({ roleMap: longest }).roleMap).toHaveLength(50);
    expect(parseSettings({ roleMap: longest }).roleMap?.at(-1)).toEqual({
      value: ','.repeat(left),
      role: 'vip',
    });
    expect(() => parseSettings({ roleMap: [...roleMap, `${','.repeat(left + 1)}=vip`] })).toThrow(
      `expected ${mapExpected}; these have 1001 characters`,
    );
  });

  it.each([
    ['', `${mapExpected}; "" is none`],
    [[], `${mapExpected}; these are 0`],
    [mappings(51), `${mapExpected}; these are 51`],
    ['admins', `${mapExpected}; "admins" is none`],
    ['=admin', `${mapExpected}; "=admin" is none`],
    ['admins=', `${mapExpected}; "admins=" is none`],
    ['admins=the boss', `${mapExpected}; "admins=the boss" is none`],
    [['a\nb=admin'], `${mapExpected}; "a\\nb=admin" is none`],
    [[`${'a'.repeat(257)}=admin`], `${mapExpected}; "${'a'.repeat(257)}=admin" is none`],
    ['ops=operator,ops=admin', `${mapExpected}; ops is there more than once`],
    [{ admins: 'admin' }, mapExpected],
  ])('refuse the map %j', (roleMap, message) => {
    expect(() => parseSettings({ roleMap })).toThrow(
      new Error(
        `bad context:\n  roleMap: received ${JSON.stringify(roleMap)}, expected ${message}`,
      ),
    );
  });

  it.each(['sub', 'aud', 'addresses', 'two words', '', 'r'.repeat(257), 7])(
    'refuse %j as the claim of the role, and of permissions',
    claim => {
      for (const key of ['roleClaim', 'permissionsClaim']) {
        expect(() => parseSettings({ [key]: claim })).toThrow(
          `${key}: received ${JSON.stringify(claim)}, expected a claim such as cognito:groups or realm_access.roles: 1 to 256 printable characters without spaces, none of iss, sub, aud, exp, nbf, iat, jti, addresses`,
        );
      }
    },
  );

  it.each(['two words', '', '9lives', 'r'.repeat(65), 7])('refuse %j as a role', defaultRole => {
    expect(() => parseSettings({ defaultRole })).toThrow(
      `defaultRole: received ${JSON.stringify(defaultRole)}, expected the name of a role, such as bettor: a word of at most 64 characters`,
    );
  });
});
