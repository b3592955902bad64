import { ManagementClient } from '../../../clients/react/index.ts';

const answers: Response[] = [];
const authorizations: (string | null)[] = [];

beforeEach(() => {
  authorizations.length = 0;
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_url, init) => {
    authorizations.push(new Headers(init?.headers).get('authorization'));
    return answers.shift() ?? Response.error();
  });
});
afterEach(() => {
  answers.length = 0;
  jest.restoreAllMocks();
});

const refused = () =>
  Response.json({ code: 'TOKEN_EXPIRED', detail: 'the token ended at 10:15' }, { status: 401 });
const renewing = async ({ fresh }: { readonly fresh: boolean }) => (fresh ? 'new' : 'old');

test('a refused token is replaced once, and the request made again', async () => {
  answers.push(refused(), Response.json({ status: 'healthy' }));
  const client = new ManagementClient('https://api.example/', renewing);
  expect(await client.get('health')).toEqual({ kind: 'ok', data: { status: 'healthy' } });
  expect(authorizations).toEqual(['Bearer old', 'Bearer new']);
});

test('a fresh token that is refused, too, decides', async () => {
  answers.push(refused(), refused());
  const client = new ManagementClient('https://api.example/', renewing);
  expect(await client.post('events', {})).toEqual({
    kind: 'refused',
    problem: { status: 401, code: 'TOKEN_EXPIRED', message: 'the token ended at 10:15' },
  });
  expect(authorizations).toHaveLength(2);
});

test('what is no JSON value is refused at once, and nothing is sent', async () => {
  const client = new ManagementClient('https://api.example/', 'only');
  expect(await client.post('events', { amount: 5n })).toEqual({
    kind: 'refused',
    problem: { code: 'BODY_INVALID', message: expect.stringContaining('BigInt') },
  });
  expect(authorizations).toEqual([]);
});

test('a token that cannot be replaced is not tried twice', async () => {
  answers.push(refused());
  const client = new ManagementClient('https://api.example/', 'only');
  expect(await client.delete('connections/c1', {})).toMatchObject({ problem: { status: 401 } });
  expect(authorizations).toEqual(['Bearer only']);
});
