import { createUserIdFilter } from '../../../tools/start/user-id-filter.ts';
import type { TokenHolder } from '../../../tools/token-signer.ts';

const filter = createUserIdFilter(
  Promise.resolve(
    async ({ sub, role, ttlSeconds }: TokenHolder) => `signed.${sub}.${role}.${ttlSeconds}`,
  ),
);

const filtered = (target: string, headers: Record<string, string> = {}) =>
  filter({ target, headers });

test.each([
  ['/?userId=ana', '/?token=signed.ana.bettor.3600'],
  ['/?userId=ana&role=admin', '/?token=signed.ana.admin.3600'],
  ['/live?types=A%2CB&userId=ana', '/live?types=A%2CB&token=signed.ana.bettor.3600'],
  [
    '/connections?userId=kim&role=admin&userId=ana',
    '/connections?userId=ana&token=signed.kim.admin.3600',
  ],
])('%s becomes %s', async (target, expected) => {
  expect(await filtered(target)).toBe(expected);
});

test.each([
  ['without a userId', '/?types=A'],
  ['without a query', '/health'],
  ['with a token', '/?userId=ana&token=t'],
  ['with a userId that is none', '/?userId=ana%20maria'],
  ['with a role that is none', '/?userId=ana&role=9'],
])('a request %s goes on as it came', async (_title, target) => {
  expect(await filtered(target)).toBe(target);
});

test.each([
  ['an Authorization header', { authorization: 'Basic x' }],
  ['a bearer among its subprotocols', { 'sec-websocket-protocol': 'gallobets.v1, bearer.t' }],
  ['a session cookie', { cookie: 'theme=dark; __Host-session=t' }],
])('a request with %s keeps it and its userId', async (_title, headers) => {
  expect(await filtered('/?userId=ana', headers)).toBe('/?userId=ana');
});
