import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsAccess } from '../../../tools/deploy/aws-access.ts';

let folder: string;
const own = { ...process.env };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aws-access-'));
  await writeFile(
    join(folder, 'config'),
    '[default]\nregion = eu-central-1\n[profile ops]\nregion = sa-east-1\n[profile bare]\n',
  );
  for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials');
});
afterAll(async () => {
  process.env = own;
  await rm(folder, { recursive: true });
});

test.each([
  [{ AWS_REGION: 'a-1', AWS_DEFAULT_REGION: 'b-1' }, undefined, 'a-1'],
  [{ AMAZON_REGION: 'c-1', AWS_DEFAULT_REGION: 'b-1' }, undefined, 'c-1'],
  [{ AWS_DEFAULT_REGION: 'b-1' }, 'ops', 'b-1'],
  [{}, undefined, 'eu-central-1'],
  [{}, 'ops', 'sa-east-1'],
  [{ AWS_PROFILE: 'ops' }, undefined, 'sa-east-1'],
  [{ AWS_DEFAULT_PROFILE: 'ops' }, undefined, 'sa-east-1'],
])('with %j and the profile %j the region is %s, as for the CDK', async (env, profile, region) => {
  expect(await awsAccess(env, profile)).toMatchObject({ region });
});

test('without any it is us-east-1', async () => {
  expect((await awsAccess({}, 'bare')).region).toBe('us-east-1');
});

test('keys of the environment count before a profile of it, and not before one that is said', async () => {
  const env = {
    AWS_REGION: 'a-1',
    AWS_PROFILE: 'ops',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
  };
  expect((await awsAccess(env, undefined)).credentials).toEqual({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'session',
  });
  expect(await awsAccess(env, 'other')).toEqual({ region: 'a-1', profile: 'other' });
});
