import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClaimRules } from '../../core/auth/token-rules.ts';
import { verifyToken } from '../../core/auth/verify-token.ts';
import { fixedSecret } from '../support/fixed-key.ts';
import { type FakeSecretsManager, startFakeSecretsManager } from './fake-secrets-manager.ts';
import { type Finished, runTool } from './run-tool.ts';

const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:jwt-abc123';
const secret = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

let folder: string;
let secretsManager: FakeSecretsManager;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'token-test-'));
  secretsManager = await startFakeSecretsManager(secretArn, secret);
});

afterAll(async () => {
  await secretsManager.stop();
  await rm(folder, { recursive: true });
});

async function outputsFile(name: string, outputs: Record<string, string>): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, JSON.stringify({ GalloBetsRealtime: outputs }));
  return file;
}

const localOutputs = () =>
  outputsFile('local.json', {
    AwsEndpointUrl: secretsManager.endpoint,
    DynamoDbEndpoint: 'http://127.0.0.1:9',
    JwtSecretArn: secretArn,
  });

const token = (...args: string[]): Promise<Finished> => runTool('tools/token.ts', args);

const verify = (text: string, now = Date.now(), rules: ClaimRules = {}) =>
  verifyToken(
    text,
    { kind: 'secret', source: fixedSecret(new TextEncoder().encode(secret)) },
    { issuer: 'gallobets', audience: 'gallobets-realtime', now, ...rules },
  );

test('prints one line, a token that our own door accepts for an hour', async () => {
  const outputs = await localOutputs();
  const { exitCode, stdout, stderr } = await token(
    ...['--sub', 'ana', '--role', 'admin', '--outputs', outputs],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  expect(await verify(stdout.trim())).toMatchObject({
    kind: 'ok',
    identity: { userId: 'ana', role: 'admin' },
  });
  expect(await verify(stdout.trim(), Date.now() + 3_700_000)).toMatchObject({ reason: 'expired' });
});

test('signs the permissions that are given', async () => {
  const outputs = await localOutputs();
  const { stdout } = await token(
    ...['--sub', 'shop', '--role', 'service', '--outputs', outputs],
    ...['--permissions', 'events:publish, reports:read'],
  );
  expect(await verify(stdout.trim())).toMatchObject({
    identity: { permissions: ['events:publish', 'reports:read'] },
  });
});

test('signs the addresses that are given', async () => {
  const outputs = await localOutputs();
  const { stdout } = await token(
    ...['--sub', 'ana', '--role', 'bettor', '--outputs', outputs],
    ...['--address', 'GABC', '--address', 'G,DEF'],
  );
  expect(await verify(stdout.trim())).toMatchObject({
    identity: { role: 'bettor', addresses: ['GABC', 'G,DEF'] },
  });
  const refused = await token(
    ...['--sub', 'ana', '--role', 'bettor', '--outputs', outputs, '--address='],
  );
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(
    /^--address: received "", expected at most 20 addresses of 1 to 128 characters\n/,
  );
});

test('signs role and permissions where the stack looks for them', async () => {
  const rules = {
    RoleClaim: 'realm_access.roles',
    RoleMap: '[["night, shift","operator"],["bosses","admin"]]',
    DefaultRole: 'bettor',
    PermissionsClaim: 'scope',
  };
  const outputs = await outputsFile('rules.json', {
    AwsEndpointUrl: secretsManager.endpoint,
    JwtSecretArn: secretArn,
    ...rules,
  });
  const signed = (role: string) =>
    token('--sub', 'ana', '--role', role, '--permissions', 'events:publish', '--outputs', outputs);
  const found = {
    ...{ roleClaim: 'realm_access.roles', defaultRole: 'bettor', permissionsClaim: 'scope' },
    roleMap: [
      { value: 'night, shift', role: 'operator' },
      { value: 'bosses', role: 'admin' },
    ],
  };
  for (const role of ['operator', 'admin', 'bettor']) {
    const { stdout } = await signed(role);
    expect(await verify(stdout.trim(), Date.now(), found)).toMatchObject({
      kind: 'ok',
      identity: { userId: 'ana', role, permissions: ['events:publish'] },
    });
  }
  const { exitCode, stdout, stderr } = await signed('vip');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain(
    'received the role vip, for which roleMap has no value; expected one of operator, admin or bettor',
  );
});

test('names the output that is not as the stack writes it', async () => {
  const outputs = await outputsFile('broken.json', { JwtSecretArn: secretArn, RoleMap: 'a=b' });
  const { exitCode, stderr } = await token('--sub', 'a', '--role', 'b', '--outputs', outputs);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('the output RoleMap is not as expected');
});

test('gives each token an id of its own, or the one that is given', async () => {
  const outputs = await localOutputs();
  const idOf = async (...args: string[]) => {
    const { stdout } = await token(
      '--sub',
      'ana',
      '--role',
      'admin',
      '--outputs',
      outputs,
      ...args,
    );
    const verdict = await verify(stdout.trim());
    return verdict.kind === 'ok' ? verdict.identity.tokenId : verdict.reason;
  };
  const [one, other] = [await idOf(), await idOf()];
  expect(one).toMatch(/^[0-9a-f-]{36}$/);
  expect(other).not.toBe(one);
  expect(await idOf('--token-id', 'laptop-7')).toBe('laptop-7');
});

test.each([[['--ttl', '-60']], [['--ttl=-60']]])('makes an expired token with %j', async ttl => {
  const outputs = await localOutputs();
  const { exitCode, stdout } = await token(
    ...['--sub', 'ana', '--role', 'admin', ...ttl, '--outputs', outputs],
  );
  expect(exitCode).toBe(0);
  expect(await verify(stdout.trim())).toMatchObject({ kind: 'refused', reason: 'expired' });
});

test.each([
  [
    ['--role', 'admin'],
    '--sub: received nothing, expected a user id of printable characters, no spaces',
  ],
  [['--sub', 'ana maria', '--role', 'admin'], '--sub: received "ana maria", expected'],
  [['--sub', 'ana', '--role', '9'], '--role: received "9", expected a word such as admin'],
  [
    ['--sub', 'ana', '--role', 'admin', '--ttl', '1h'],
    '--ttl: received "1h", expected a whole number',
  ],
  [
    ['--sub', 'ana', '--role', 'admin', '--token-id', '*'],
    '--token-id: received "*", expected a word of 1 to 256 characters, not *',
  ],
  [
    ['--sub', 'ana', '--role', 'admin', '--ttl', '31536001'],
    '--ttl: received "31536001", expected a whole number from -31536000 to 31536000',
  ],
  [['--sub', 'ana', '--rol', 'admin'], "Unknown option '--rol'"],
  [['--sub'], "Option '--sub <value>' argument missing"],
])('refuses %j with one line, the usage and exit code 2', async (args, line) => {
  const { exitCode, stdout, stderr } = await token(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr.split('\n')[0]).toContain(line);
  expect(stderr).toContain('usage: npm run -s token -- --sub USER');
});

test('says what to do when there is no outputs file', async () => {
  const { exitCode, stderr } = await token(
    ...['--sub', 'ana', '--role', 'admin', '--outputs', join(folder, 'absent.json')],
  );
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    'absent.json: is `npm start` running? For a deployed stack pass --outputs',
  );
});

test('sends the reader of a stack with a provider of its own to that provider', async () => {
  const outputs = await outputsFile('oidc.json', { FightsTableName: 'fights' });
  const { exitCode, stderr } = await token(
    ...['--sub', 'ana', '--role', 'admin', '--outputs', outputs],
  );
  expect(exitCode).toBe(1);
  expect(stderr).toContain('no JwtSecretArn: this stack takes the tokens of an OIDC provider');
});

test('names the secret that cannot be read', async () => {
  const outputs = await outputsFile('other.json', {
    AwsEndpointUrl: secretsManager.endpoint,
    JwtSecretArn: 'arn:other',
  });
  const { exitCode, stderr } = await token(
    ...['--sub', 'ana', '--role', 'admin', '--outputs', outputs],
  );
  expect(exitCode).toBe(1);
  expect(stderr).toContain('cannot read the secret arn:other: ResourceNotFoundException');
});
