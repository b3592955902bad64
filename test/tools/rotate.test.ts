import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { verifyToken } from '../../core/auth/verify-token.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../local/aws-endpoint.ts';
import { secretKind } from '../../local/resources/secrets-manager/secret.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { createTestHost } from '../local/test-host.ts';
import { fixedSecret } from '../support/fixed-key.ts';
import { runTool } from './run-tool.ts';

const host = createTestHost();
let endpoint: AwsEndpoint;
let client: SecretsManagerClient;
let folder: string;
let outputs: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rotate-test-'));
  endpoint = await startAwsEndpoint({
    ...host,
    port: 0,
    serviceOf: prefix => host.services.get(prefix),
  });
  client = new SecretsManagerClient({
    endpoint: endpoint.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  const properties = { GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64 } };
  const { ref } = await secretKind().create(
    { logicalId: 'JwtSecret', type: 'AWS::SecretsManager::Secret', properties },
    host,
  );
  outputs = {
    AwsEndpointUrl: endpoint.endpoint,
    JwtSecretArn: ref,
    LongestTokenSeconds: '86400',
  };
});

async function rotate(...args: string[]) {
  const file = join(folder, 'outputs.json');
  await writeFile(file, JSON.stringify({ GalloBetsRealtime: outputs }));
  return await runTool('tools/rotate.ts', [...args, '--outputs', file]);
}

async function labelled(VersionStage: string): Promise<string | undefined> {
  const SecretId = outputs.JwtSecretArn ?? outputs.SseTokenSecretArn;
  const command = new GetSecretValueCommand({ SecretId, VersionStage });
  return (await client.send(command).catch(() => undefined))?.SecretString;
}

test('gives the secret a new value, keeps the one before, and prints neither', async () => {
  const first = (await labelled('AWSCURRENT')) ?? '';
  const { exitCode, stdout, stderr } = await rotate();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(
    /^JwtSecretArn arn:\S+: rotated\. Tokens that were signed before hold until they expire, at the latest until 20\d\d-\d\d-\d\dT[\d:.]+Z\. Backends that sign tokens must read the secret again by then\.\n$/,
  );
  expect(stdout).toContain(`JwtSecretArn ${outputs.JwtSecretArn}: rotated.`);
  const second = (await labelled('AWSCURRENT')) ?? '';
  expect(second).toMatch(/^[\w-]{64}$/);
  expect(await labelled('AWSPREVIOUS')).toBe(first);
  expect([first, second].some(secret => stdout.includes(secret))).toBe(false);
});

test('refuses to rotate again while the secret before still counts, and changes nothing', async () => {
  await rotate();
  const second = await labelled('AWSCURRENT');
  const { exitCode, stdout, stderr } = await rotate();
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/tokens of the secret before that still hold until 20\d\d.*or use --now/);
  expect(await labelled('AWSCURRENT')).toBe(second);
  // Once their time is over there is nothing to lose.
  outputs.LongestTokenSeconds = '0';
  expect((await rotate()).exitCode).toBe(0);
  expect(await labelled('AWSPREVIOUS')).toBe(second);
});

test('with --now drops the secret before, whenever the last rotation was', async () => {
  await rotate();
  const second = await labelled('AWSCURRENT');
  const { exitCode, stdout } = await rotate('--now');
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    `JwtSecretArn ${outputs.JwtSecretArn}: rotated. Tokens that were signed before are refused within a minute. Everybody has to sign in again, with a token of the new secret, which backends that sign tokens must read now. Open streams and sockets go on until their own end.\n`,
  );
  expect(await labelled('AWSCURRENT')).not.toBe(second);
  expect(await labelled('AWSPREVIOUS')).toBeUndefined();
  // Nothing counts beside the new one, so that it may be rotated as usual.
  expect((await rotate()).exitCode).toBe(0);
});

test('rotates the secret of SSE tokens where a provider signs all others', async () => {
  const { JwtSecretArn = '', LongestTokenSeconds: _none, ...rest } = outputs;
  outputs = { ...rest, SseTokenSecretArn: JwtSecretArn };
  const first = await labelled('AWSCURRENT');
  const { stdout } = await rotate();
  expect(stdout).toMatch(
    /^SseTokenSecretArn arn:\S+: rotated\. SSE tokens that were signed before/,
  );
  expect(stdout).toMatch(/Z\. Nobody has to do anything\.\n$/);
  expect(await labelled('AWSPREVIOUS')).toBe(first);
  expect((await rotate('--now')).stdout).toContain(
    'Clients ask for another with the token of the provider; nobody has to sign in again.',
  );
});

test.each([
  [['--nov'], 2, "Unknown option '--nov'"],
  [[], 1, 'the outputs have neither JwtSecretArn nor SseTokenSecretArn; expected one of them'],
])('says what is wrong with %j or its outputs', async (args, expected, line) => {
  const { JwtSecretArn: _none, ...rest } = outputs;
  outputs = rest;
  const { exitCode, stderr } = await rotate(...args);
  expect(exitCode).toBe(expected);
  expect(stderr).toContain(line);
});

test('names the secret that cannot be rotated', async () => {
  outputs.JwtSecretArn = 'arn:nobody';
  const { exitCode, stderr } = await rotate();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('cannot rotate arn:nobody: ResourceNotFoundException');
});

test('a tool that runs on signs with the new secret from then on', async () => {
  const sign = await createTokenSigner(outputs);
  await rotate('--now');
  const token = await sign({ sub: 'ana', role: 'admin', ttlSeconds: 60 });
  const secret = new TextEncoder().encode(await labelled('AWSCURRENT'));
  const verdict = await verifyToken(
    token,
    { kind: 'secret', source: fixedSecret(secret) },
    { issuer: 'gallobets', audience: 'gallobets-realtime', now: Date.now() },
  );
  expect(verdict).toMatchObject({ kind: 'ok', identity: { userId: 'ana' } });
});
