import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK, SignJWT } from 'jose';

/**
 * A provider on this machine, over TLS, whose certificate `testAuthority` has signed: it publishes the
 * key of what it signs, under any path.
 *
 *     await using provider = await startProvider();
 *     const token = await provider.sign({ sub: 'ana', … });
 */
export interface Provider extends AsyncDisposable {
  /** `https://localhost:<port>`. */
  readonly origin: string;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  sign(payload: object, header?: { readonly typ?: string }): Promise<string>;
  /** As a stranger would, who has not the key and names it. */
  forge(payload: object): Promise<string>;
  close(): Promise<void>;
}

const certificate = readFileSync(join(__dirname, 'webhook-certificates', 'good.pem'), 'utf8');

/** `keyHasAlg` is `false` for one that publishes its keys without their algorithm, as Entra does. */
export async function startProvider({ keyHasAlg = true } = {}): Promise<Provider> {
  const own = await generateKeyPair('RS256', { extractable: true });
  const other = await generateKeyPair('RS256');
  const jwk: JWK = { ...(await exportJWK(own.publicKey)), kid: 'k1', use: 'sig' };
  const keys = JSON.stringify({ keys: [keyHasAlg ? { ...jwk, alg: 'RS256' } : jwk] });
  const asked: string[] = [];
  const server = createServer({ key: certificate, cert: certificate }, (request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(keys);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const signed = (payload: object, header: object, key: GenerateKeyPairResult['privateKey']) =>
    new SignJWT({ ...payload })
      .setProtectedHeader({ ...header, alg: 'RS256', kid: 'k1' })
      .sign(key);
  const close = async () => {
    server.closeAllConnections();
    await new Promise<void>(closed => server.close(() => closed()));
  };
  return {
    origin: `https://localhost:${port}`,
    asked,
    sign: (payload, header = {}) => signed(payload, header, own.privateKey),
    forge: payload => signed(payload, {}, other.privateKey),
    close,
    [Symbol.asyncDispose]: close,
  };
}
