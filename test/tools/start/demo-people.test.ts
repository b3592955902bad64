import { AppError } from '../../../core/wire/app-error.ts';
import { requestFilterOf } from '../../../tools/start/request-filters.ts';
import type { TokenHolder } from '../../../tools/token-signer.ts';

const outputs = { DashboardUrl: 'http://127.0.0.1:4602/', JwtSecretArn: 'arn' };
const sign = async ({ sub, role }: TokenHolder) => `signed.${sub}.${role}`;
const host = { host: '127.0.0.1:4602' };

const filter = requestFilterOf(Promise.resolve({ outputs, sign }), undefined);

test('the dashboard gets demo users of each role, with their tokens', async () => {
  const answer = await filter({ target: '/demo-people.json', headers: host });
  expect(answer).toEqual({
    status: 200,
    json: {
      people: [
        { userId: 'ana', role: 'admin', token: 'signed.ana.admin' },
        { userId: 'olga', role: 'operator', token: 'signed.olga.operator' },
        { userId: 'bettor-azul', role: 'bettor', token: 'signed.bettor-azul.bettor' },
        { userId: 'bettor-morado', role: 'bettor', token: 'signed.bettor-morado.bettor' },
      ],
    },
  });
});

test('whose role no token of the stack can have is not among them', async () => {
  const signSome = async (holder: TokenHolder) => {
    if (holder.role === 'operator') throw new AppError('INPUT_INVALID', 'roleMap has no value');
    return await sign(holder);
  };
  const filterOfSome = requestFilterOf(Promise.resolve({ outputs, sign: signSome }), undefined);
  const answer = await filterOfSome({ target: '/demo-people.json', headers: host });
  expect(answer).toMatchObject({
    json: { people: [{ userId: 'ana' }, { userId: 'bettor-azul' }, { userId: 'bettor-morado' }] },
  });
});

test.each([
  ['another path', '/config.json', host],
  ['another URL of the host', '/demo-people.json', { host: '127.0.0.1:4603' }],
  ['a name that merely leads here', '/demo-people.json', { host: 'evil.example:4602' }],
])('%s goes on as it came', async (_what, target, headers) => {
  expect(await filter({ target, headers })).toBe(target);
});

test('a page of another site is refused, though it could not read the answer', async () => {
  const headers = { ...host, 'sec-fetch-site': 'cross-site' };
  expect(await filter({ target: '/demo-people.json', headers })).toMatchObject({ status: 403 });
});

test('with an OIDC provider there are no demo users: only the provider signs', async () => {
  const without = requestFilterOf(
    Promise.resolve({ outputs: { DashboardUrl: outputs.DashboardUrl } }),
    undefined,
  );
  expect(await without({ target: '/demo-people.json', headers: host })).toBe('/demo-people.json');
});

test('a request that is not for demo users goes through the filter that was given', async () => {
  const both = requestFilterOf(Promise.resolve({ outputs, sign }), async () => '/other');
  expect(await both({ target: '/demo-people.json', headers: host })).toMatchObject({ status: 200 });
  expect(await both({ target: '/?userId=ana', headers: host })).toBe('/other');
});
