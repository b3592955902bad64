import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { CredentialKeys } from '../../../../core/auth/authenticate-request.ts';
import { verifyToken } from '../../../../core/auth/verify-token.ts';
import {
  createCredentialKeys,
  createKeyCheck,
  createTokenKey,
} from '../../../../lambdas/adapters/identity/token-key.ts';
import { fixedKey, fixedSecret } from '../../../support/fixed-key.ts';

const secretText = 'a secret of this test, 32 bytes at the least';
const longestTokenSeconds = 86_400;
const longestTokenMs = 86_400_000;
const withSecret = { jwtSecretArn: 'arn:secret', longestTokenSeconds };
const providerAt = (jwksUri: string) => ({ jwksUri, longestTokenSeconds });
const quiet = { warn: () => undefined };

/** A reader of secrets that were never replaced; it notes what was read. */
function reader(reads: string[]) {
  return async (arn: string, stage: string) => {
    reads.push(`${arn} ${stage}`);
    return { text: `${arn} ${secretText}`, createdAtMs: 0 };
  };
}

test('a provider gives a key set, a secret secrets, and both or neither is a mistake', () => {
  expect(createTokenKey(withSecret, quiet)).toMatchObject({ kind: 'secret' });
  const provider = providerAt('https://id.example/jwks');
  expect(createTokenKey(provider, quiet)).toMatchObject({ kind: 'keySet' });
  const key = (where: object) => createTokenKey({ ...where, longestTokenSeconds }, quiet);
  expect(() => key({})).toThrow('received neither');
  expect(() => key({ ...withSecret, ...provider })).toThrow('received both');
});

test('SSE tokens have the stack’s secret, whoever signs the others', async () => {
  const reads: string[] = [];
  const config = { ...providerAt('https://id.example/jwks'), sseTokenSecretArn: 'arn:sse' };
  const keys = createCredentialKeys(config, quiet, reader(reads));
  expect(keys.tokenKey.kind).toBe('keySet');
  const { current } = await keys.sseSecrets.known();
  expect(new TextDecoder().decode(current)).toBe(`arn:sse ${secretText}`);
  expect(reads).toEqual(['arn:sse AWSCURRENT']);
});

test('a secret that signs SSE tokens only counts for two hours after it was replaced', async () => {
  const config = { ...providerAt('https://id.example/jwks'), sseTokenSecretArn: 'arn:sse' };
  const untilOf = async (nowMs: number) => {
    const keys = createCredentialKeys(config, quiet, reader([]), () => nowMs);
    return (await keys.sseSecrets.known()).previous?.untilMs;
  };
  expect(await untilOf(7_199_999)).toBe(7_200_000);
  expect(await untilOf(7_200_000)).toBeUndefined();
});

test('a secret that signs all tokens is read once for both kinds', async () => {
  const reads: string[] = [];
  const config = { ...withSecret, sseTokenSecretArn: 'arn:secret' };
  const keys = createCredentialKeys(config, quiet, reader(reads), () => longestTokenMs);
  await keys.sseSecrets.known();
  await keys.tokenKey.source.known();
  expect(reads).toEqual(['arn:secret AWSCURRENT']);
});

describe('the check', () => {
  test('of a stack with two secrets reads both', async () => {
    const reads: string[] = [];
    const config = { ...withSecret, sseTokenSecretArn: 'arn:sse' };
    const keys = createCredentialKeys(config, quiet, reader(reads), () => longestTokenMs);
    await createKeyCheck(keys, () => 0)();
    expect(reads.sort()).toEqual(['arn:secret AWSCURRENT', 'arn:sse AWSCURRENT']);
  });

  test('asks a source once a minute at most, though its keys are fresh, and logs its failure as seldom', async () => {
    let now = 0;
    let asked = 0;
    let works = false;
    const check = async () => {
      asked += 1;
      if (!works) throw new Error('no network');
    };
    const keySet = {
      ...fixedKey(() => Promise.reject(new Error('nobody is verified here'))),
      check,
    };
    const keys: CredentialKeys = {
      sseSecrets: fixedSecret(new Uint8Array(32)),
      tokenKey: { kind: 'keySet', source: keySet },
    };
    const ask = createKeyCheck(keys, () => now);
    await expect(ask()).rejects.toThrow('no network');
    works = true;
    now = 59_999;
    await expect(ask()).rejects.toThrow('no network');
    expect(asked).toBe(1);
    now = 60_000;
    await ask();
    expect(asked).toBe(2);
  });
});

describe('the keys of a provider', () => {
  const expected = { issuer: 'https://id.example/', audience: 'gallobets-realtime' };
  let provider: Server;
  let asked: string[];
  let published: JWK[];
  let isDown: boolean;
  let now: number;
  let warned: unknown[];

  beforeEach(async () => {
    [asked, published, isDown, warned] = [[], [], false, []];
    now = Date.parse('2026-11-20T20:00:00.000Z');
    provider = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.statusCode = isDown ? 503 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: published }));
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
  });
  afterEach(async () => {
    provider.closeAllConnections();
    provider.close();
    await once(provider, 'close');
  });

  /** A signer, and how to publish its key. */
  async function signerOf(kid?: string) {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const named = kid === undefined ? {} : { kid };
    const jwk = { ...(await exportJWK(pair.publicKey)), ...named, alg: 'ES256' };
    const claims = { sub: 'ana', role: 'admin', iss: expected.issuer, aud: expected.audience };
    return {
      jwk,
      token: () =>
        new SignJWT({ ...claims, exp: now / 1_000 + 3_600 })
          .setProtectedHeader({ alg: 'ES256', ...named })
          .sign(pair.privateKey),
    };
  }

  function startFunction() {
    const { port } = provider.address() as AddressInfo;
    const warn = (...line: unknown[]) => warned.push(line[0]);
    const config = providerAt(`http://127.0.0.1:${port}/jwks`);
    const key = createTokenKey(config, { warn } as never, undefined, () => now);
    return async (token: string) => {
      const verdict = await verifyToken(token, key, { ...expected, now });
      return verdict.kind === 'ok' ? 'ok' : verdict.reason;
    };
  }

  test('are used on for an hour while it is down, and the log says so', async () => {
    const signer = await signerOf('k1');
    published = [signer.jwk];
    const verify = startFunction();
    expect(await verify(await signer.token())).toBe('ok');
    isDown = true;
    now += 3_599_999;
    expect(await verify(await signer.token())).toBe('ok');
    expect(warned).toEqual(['key source read failed, cached keys are used']);
    now += 1;
    await expect(verify(await signer.token())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(asked).toEqual(['/jwks', '/jwks', '/jwks']);
  });

  test('are looked at again at once for one that is unknown, and not by a flood of forged ones', async () => {
    const [first, second, stranger] = [
      await signerOf('k1'),
      await signerOf('k2'),
      await signerOf('k3'),
    ];
    published = [first.jwk];
    const verify = startFunction();
    expect(await verify(await first.token())).toBe('ok');
    published = [second.jwk];
    expect(await verify(await second.token())).toBe('ok');
    expect(asked).toHaveLength(2);
    for (let request = 0; request < 50; request += 1) {
      expect(await verify(await stranger.token())).toBe('unknown-key');
    }
    expect(asked).toHaveLength(6);
  });

  test('are looked at again when one is replaced under its name', async () => {
    const [old, next] = [await signerOf('k'), await signerOf('k')];
    published = [old.jwk];
    const verify = startFunction();
    expect(await verify(await old.token())).toBe('ok');
    published = [next.jwk];
    expect(await verify(await next.token())).toBe('ok');
    expect(await verify(await old.token())).toBe('wrong-signature');
  });

  test('without names are each tried, so that one that is replaced refuses nobody', async () => {
    const [old, next, stranger] = [await signerOf(), await signerOf(), await signerOf()];
    published = [old.jwk, next.jwk];
    const verify = startFunction();
    expect(await verify(await old.token())).toBe('ok');
    expect(await verify(await next.token())).toBe('ok');
    expect(await verify(await stranger.token())).toBe('wrong-signature');
  });

  test('that nobody has yet, or that are unknown, are not the bearer’s fault while it is down', async () => {
    const signer = await signerOf('k1');
    published = [signer.jwk];
    const [warm, cold] = [startFunction(), startFunction()];
    await warm(await signer.token());
    isDown = true;
    const unknown = await (await signerOf('k2')).token();
    for (const verdict of [cold(await signer.token()), warm(unknown)]) {
      await expect(verdict).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    }
    expect(await warm(await signer.token())).toBe('ok');
  });

  test('are what the check asks for, at its address', async () => {
    const { port } = provider.address() as AddressInfo;
    const tokenKey = createTokenKey(providerAt(`http://127.0.0.1:${port}/jwks`), quiet);
    const keys = { tokenKey, sseSecrets: fixedSecret(new Uint8Array(32)) };
    await createKeyCheck(keys, () => 0)();
    expect(asked).toEqual(['/jwks']);
    isDown = true;
    await expect(createKeyCheck(keys, () => 0)()).rejects.toThrow('200 OK');
  });
});
