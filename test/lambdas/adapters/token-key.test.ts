import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CredentialConfig } from '../../../lambdas/adapters/token-environment.ts';
import {
  createCredentialKeys,
  createKeyCheck,
  createTokenKeySource,
} from '../../../lambdas/adapters/token-key.ts';

const environment = {
  JWT_SECRET_ARN: 'arn:secret',
  JWT_ISSUER: 'gallobets',
  JWT_AUDIENCE: 'gallobets-realtime',
};
const secretText = 'a secret of this test, 32 bytes at the least';

test('one read serves all who ask within five minutes', async () => {
  let now = 0;
  const reads: string[] = [];
  const source = createTokenKeySource(
    environment,
    async arn => {
      reads.push(arn);
      return secretText;
    },
    () => now,
  );
  await Promise.all([source(), source()]);
  now = 299_999;
  await source();
  expect(reads).toEqual(['arn:secret']);
  now = 300_000;
  await source();
  expect(reads).toEqual(['arn:secret', 'arn:secret']);
});

test('a failed read is not kept', async () => {
  let failing = true;
  const source = createTokenKeySource(environment, async () => {
    if (failing) throw new Error('no network');
    return secretText;
  });
  await expect(source()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  failing = false;
  expect(await source()).toMatchObject({ kind: 'secret' });
});

test('a secret of 31 bytes is too short for HS256, one of 32 is not', async () => {
  const sourceOf = (bytes: number) =>
    createTokenKeySource(environment, async () => 'x'.repeat(bytes));
  await expect(sourceOf(31)()).rejects.toThrow(
    'the secret arn:secret has 31 bytes; HS256 expects at least 32',
  );
  expect(await sourceOf(32)()).toMatchObject({ kind: 'secret' });
});

test('a provider gives a key set, and both or neither is a mistake', async () => {
  const { JWT_SECRET_ARN, ...rest } = environment;
  const jwks = { ...rest, JWKS_URI: 'https://id.example/jwks' };
  expect(await createTokenKeySource(jwks)()).toMatchObject({ kind: 'keySet' });
  expect(() => createTokenKeySource(rest)).toThrow('received neither');
  expect(() => createTokenKeySource({ ...jwks, JWT_SECRET_ARN })).toThrow('received both');
});

test('SSE tokens have the stack’s secret, whoever signs the others', async () => {
  const { JWT_SECRET_ARN, ...rest } = environment;
  const provider = { ...rest, JWKS_URI: 'https://id.example/jwks' };
  const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
  const reads: string[] = [];
  const readSecret = async (arn: string) => {
    reads.push(arn);
    return `${arn}, which is long enough for HS256`;
  };
  const config = { ...claims, tokenEnvironment: provider, sseTokenSecretArn: 'arn:sse' };
  const keys = createCredentialKeys(config, readSecret);
  expect(await keys.tokenKey()).toMatchObject({ kind: 'keySet' });
  expect(reads).toEqual([]);
  const secret = new TextDecoder().decode(await keys.sseSecret());
  expect(secret).toBe('arn:sse, which is long enough for HS256');
  expect(reads).toEqual(['arn:sse']);
});

describe('the check', () => {
  const secret = new TextEncoder().encode(secretText);
  const keySet = () => Promise.reject(new Error('no token is verified here'));

  test('of a stack with secrets reads both', async () => {
    const reads: string[] = [];
    const config = { tokenEnvironment: environment, sseTokenSecretArn: 'arn:sse' };
    const keys = createCredentialKeys(config as CredentialConfig, async arn => {
      reads.push(arn);
      return secretText;
    });
    await createKeyCheck(keys, () => 0)();
    expect(reads.sort()).toEqual(['arn:secret', 'arn:sse']);
  });

  test('asks a provider once a minute at most, and tells of its failure as long', async () => {
    let now = 0;
    let asked = 0;
    let works = false;
    const reload = async () => {
      asked += 1;
      if (!works) throw new Error('no network');
    };
    const check = createKeyCheck(
      { sseSecret: async () => secret, tokenKey: async () => ({ kind: 'keySet', keySet, reload }) },
      () => now,
    );
    await expect(check()).rejects.toThrow('no network');
    works = true;
    now = 59_999;
    await expect(check()).rejects.toThrow('no network');
    expect(asked).toBe(1);
    now = 60_000;
    await check();
    expect(asked).toBe(2);
  });

  test('asks at the address of the provider', async () => {
    const paths: (string | undefined)[] = [];
    const provider = createServer((request, response) => {
      paths.push(request.url);
      response.setHeader('content-type', 'application/json').end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    const { port } = provider.address() as AddressInfo;
    const { JWT_SECRET_ARN: _none, ...rest } = environment;
    const uri = { ...rest, JWKS_URI: `http://127.0.0.1:${port}/jwks` };
    const keys = { sseSecret: async () => secret, tokenKey: createTokenKeySource(uri) };
    await createKeyCheck(keys, () => 0)();
    provider.close();
    await once(provider, 'close');
    expect(paths).toEqual(['/jwks']);
    await expect(createKeyCheck(keys, () => 0)()).rejects.toThrow();
  });
});
