import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SignJWT } from 'jose';
import * as z from 'zod';
import type { TokenVerdict } from '../../core/auth/token-verdict.ts';
import { verifyToken } from '../../core/auth/verify-token.ts';
import { tokenRules, tokenVariables } from '../../lambdas/adapters/identity/token-environment.ts';
import { createTokenKey } from '../../lambdas/adapters/identity/token-key.ts';
import { TokenAuthority } from '../../lib/constructs/token-authority.ts';
import { parseSettings } from '../../lib/settings.ts';
import { fencesOf } from '../support/fences.ts';
import { fixedSecret } from '../support/fixed-key.ts';
import { identityRecipes } from '../support/identity-recipes.ts';
import { startProvider } from '../support/json-web-keys.ts';
import { type TokenShape, tokenShapes } from '../support/token-shapes.ts';
import { testAuthority } from '../support/webhook-receivers.ts';
import { startFakeSecretsManager } from '../tools/fake-secrets-manager.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const recipes = identityRecipes();
const quiet = { warn: () => undefined };

const trusted = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trusted, testAuthority]));
afterAll(() => setDefaultCACertificates(trusted));

/** What the program prints, which finds Secrets Manager there. */
async function printedBy(file: string, endpoint: string): Promise<string> {
  const env = {
    ...process.env,
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
  };
  const flags = ['--disable-warning=ExperimentalWarning'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file], { env });
  return stdout.trim();
}

type Given = Readonly<Record<string, unknown>>;

/** What a function is given by a stack with these settings. */
function configOf(given: Given) {
  const stack = new Stack(new App(), 'Stack');
  const { environment } = new TokenAuthority(stack, 'TokenAuthority', {
    ...parseSettings(given),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const config = z.object(tokenVariables).parse(environment);
  return {
    key: { jwksUri: config.JWKS_URI, longestTokenSeconds: config.LONGEST_TOKEN_SECONDS },
    rules: tokenRules({
      jwtIssuer: config.JWT_ISSUER,
      jwtAudience: config.JWT_AUDIENCE,
      jwtClientIds: config.JWT_CLIENT_IDS,
      roleClaim: config.ROLE_CLAIM,
      roleMap: config.ROLE_MAP,
      defaultRole: config.DEFAULT_ROLE,
      permissionsClaim: config.PERMISSIONS_CLAIM,
    }),
  };
}

const recipeOf = ({ recipe }: TokenShape): Given => {
  const settings = recipes.get(recipe);
  if (settings === undefined) throw new Error(`docs/identity.md has no recipe ${recipe}`);
  return settings;
};

/** What a stack with those settings says to the token, a minute after it was issued. */
async function judged(shape: TokenShape, given: Given, forged = false): Promise<TokenVerdict> {
  const now = (shape.payload.iat + 30) * 1_000;
  const { rules, key } = configOf(given);
  if (key.jwksUri === undefined) {
    const token = await new SignJWT({ ...shape.payload })
      .setProtectedHeader(shape.header)
      .sign(forged ? new Uint8Array(32) : secret);
    const own = { kind: 'secret' as const, source: fixedSecret(secret) };
    return await verifyToken(token, own, { ...rules, now });
  }
  await using provider = await startProvider(shape);
  const { pathname } = new URL(key.jwksUri);
  const at = { ...key, jwksUri: provider.origin + pathname };
  const tokenKey = createTokenKey(at, quiet, undefined, () => now);
  const token = await (forged
    ? provider.forge(shape.payload)
    : provider.sign(shape.payload, shape.header));
  const verdict = await verifyToken(token, tokenKey, { ...rules, now });
  expect(new Set(provider.asked)).toEqual(new Set([pathname]));
  return verdict;
}

/** As a settings file has them, without what is undefined. */
const changed = (given: Given, where: Given): Given =>
  Object.fromEntries(
    Object.entries({ ...given, ...where }).filter(([, value]) => value !== undefined),
  );

test('each recipe of the page is tried, and each shape has one', () => {
  expect([...recipes.keys()].sort()).toEqual(tokenShapes.map(({ recipe }) => recipe).sort());
});

test('each recipe has the keys where its provider publishes them', () => {
  const keysAt = tokenShapes.map(shape => {
    const { jwksUri } = recipeOf(shape);
    return typeof jwksUri === 'string' ? new URL(jwksUri).pathname : undefined;
  });
  expect(keysAt).toEqual(tokenShapes.map(shape => shape.keysAt));
});

describe.each(tokenShapes.map(shape => [shape.title, shape] as const))('%s', (_title, shape) => {
  const { userId, role, permissions = [] } = shape.identity;

  test('is taken by its recipe, for who it is', async () => {
    expect(await judged(shape, recipeOf(shape))).toMatchObject({
      kind: 'ok',
      identity: { userId, role, permissions },
    });
  });

  test('is refused without it, by the claim’s name', async () => {
    const { where, message } = shape.refused;
    expect(await judged(shape, changed(recipeOf(shape), where))).toMatchObject({
      kind: 'refused',
      message,
    });
  });

  test('is refused of whoever has not the key, and nothing else is said', async () => {
    const { where } = shape.refused;
    expect(await judged(shape, changed(recipeOf(shape), where), true)).toEqual({
      kind: 'refused',
      reason: 'wrong-signature',
      message: 'the token was not signed by the expected key',
    });
  });
});

test('a token of Entra’s version 1 is refused where version 2 is set, by its issuer', async () => {
  const shape = tokenShapes.find(({ recipe }) => recipe === 'Entra, version 1');
  if (shape === undefined) throw new Error('expected the shape');
  expect(await judged(shape, recipes.get('Entra') ?? {})).toMatchObject({
    message:
      'the token comes from another issuer than expected: the token’s claim iss is "https://sts.windows.net/fa15d692-e9c7-4460-a743-29f2956fd429/"',
  });
});

test('the lines for a backend make a token that a stack takes as it is', async () => {
  const [code = ''] = fencesOf('docs/identity.md')
    .filter(({ language }) => language === 'ts')
    .map(({ text }) => text);
  const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:jwt-abc123';
  const manager = await startFakeSecretsManager(secretArn, new TextDecoder().decode(secret));
  // Inside the project, so that its packages are found; build/ is no part of it.
  mkdirSync('build', { recursive: true });
  const folder = mkdtempSync(join(process.cwd(), 'build/identity-page-'));
  try {
    writeFileSync(join(folder, 'bettor-token.ts'), code);
    const file = join(folder, 'call.ts');
    writeFileSync(
      file,
      `import { bettorToken } from './bettor-token.ts';
console.log(await bettorToken('bea', '${secretArn}'));
`,
    );
    const token = await printedBy(file, manager.endpoint);
    const { rules } = configOf({});
    const own = { kind: 'secret' as const, source: fixedSecret(secret) };
    const verdict = await verifyToken(token, own, { ...rules, now: Date.now() });
    expect(verdict).toMatchObject({
      kind: 'ok',
      identity: { userId: 'bea', role: 'bettor', permissions: [], tokenId: expect.any(String) },
    });
    const later = { ...rules, now: Date.now() + 906_000 };
    expect(await verifyToken(token, own, later)).toMatchObject({ reason: 'expired' });
  } finally {
    rmSync(folder, { recursive: true });
    await manager.stop();
  }
});
