import { readableChannels } from '../../../dashboard/session/deployment.ts';
import { readSession } from '../../../dashboard/session/session.ts';

const nowMs = 1_795_000_000_000;
const tokenOf = (claims: object) =>
  `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
const noToken =
  'This is not a token. A token has three parts of letters, digits, - and _, separated by dots.';
const claims = { sub: 'ána', role: 'admin', exp: 1_795_000_600 };

test('a token says whose it is, which role, and until when', () => {
  const token = tokenOf(claims);
  expect(readSession(token, nowMs)).toEqual({
    kind: 'session',
    session: { token, userId: 'ána', role: 'admin', expiresAtMs: 1_795_000_600_000 },
  });
  expect(readSession(` Bearer ${token}\n`, nowMs)).toMatchObject({ session: { token } });
});

test.each([
  ['nothing', '', 'Paste a token first.'],
  ['words', 'let me in', noToken],
  ['three parts of no JSON', 'a.b.c', noToken],
  ['a sign that no token has', `${tokenOf(claims)}…`, noToken],
  ['a token with a space inside', tokenOf(claims).replace('.s', '. s'), noToken],
  ['four parts', `${tokenOf(claims)}.more`, noToken],
  [
    'no expiry',
    tokenOf({ sub: 'ana', role: 'admin' }),
    'This token has no user or expiry; ask for another one.',
  ],
  [
    'no role',
    tokenOf({ sub: 'ana', exp: 1_795_000_600 }),
    'This token has no role; ask for another one.',
  ],
  [
    'an end that has come',
    tokenOf({ ...claims, exp: 1_795_000_000 }),
    'This token has expired; ask for a new one.',
  ],
])('%s is refused with the reason', (_what, text, reason) => {
  expect(readSession(text, nowMs)).toEqual({ kind: 'refused', reason });
});

test('what a token lets the person do beside their role is read, if it is a list of texts', () => {
  const read = (permissions: unknown) => readSession(tokenOf({ ...claims, permissions }), nowMs);
  const permissions = ['workflow:read', 'workflow:bulk'];
  expect(read(permissions)).toMatchObject({ session: { permissions } });
  expect(read('workflow:read')).not.toMatchObject({ session: { permissions: expect.anything() } });
});

test('role and permissions have their channels, and those of everybody', () => {
  const channel = (
    name: string,
    readers: readonly string[] | 'signed-in',
    permission?: string,
  ) => ({
    ...{ name, title: name, url: `https://${name}.example/`, readers },
    ...(permission && { permission }),
  });
  const channels = [
    channel('fights', ['admin', 'operator']),
    channel('users', ['admin']),
    channel('inbox', 'signed-in'),
    channel('workflows', ['admin', 'operator'], 'workflow:read'),
  ];
  const names = (role: string, permissions?: readonly string[]) =>
    readableChannels({ channels }, { role, ...(permissions && { permissions }) }).map(
      ({ name }) => name,
    );
  expect(names('admin')).toEqual(['fights', 'users', 'inbox', 'workflows']);
  expect(names('operator')).toEqual(['fights', 'inbox', 'workflows']);
  expect(names('bettor')).toEqual(['inbox']);
  expect(names('bettor', ['workflow:create'])).toEqual(['inbox']);
  expect(names('bettor', ['workflow:read'])).toEqual(['inbox', 'workflows']);
});
