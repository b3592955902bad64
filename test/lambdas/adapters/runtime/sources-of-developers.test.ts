import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions } from '../../../../lib/bundles.ts';

// In the project's folder, where packages are found.
const parent = resolve('build');
let directory: string;
let bundle: string;

beforeAll(async () => {
  mkdirSync(parent, { recursive: true });
  directory = mkdtempSync(join(parent, 'credentials-test-'));
  const source = join(directory, 'lambdas', 'log-marker');
  mkdirSync(source, { recursive: true });
  writeFileSync(
    join(source, 'handler.ts'),
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';\nconst client = new DynamoDBClient({ region: 'us-east-1' });\nexport const handler = async () => (await client.config.credentials()).accessKeyId;\n",
  );
  const sourceDirectory = join(directory, 'lambdas');
  const outdir = join(directory, 'out');
  await build(bundleOptions({ sourceDirectory, directory: outdir }, ['log-marker']));
  bundle = join(outdir, 'log-marker', 'index.mjs');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Whose credentials a bundled client signs with, in a process with these variables and no others. */
async function signer(env: Readonly<Record<string, string>>): Promise<string> {
  const call = `import(${JSON.stringify(pathToFileURL(bundle).href)}).then(async m => console.log(await m.handler()))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', call], { env });
  return stdout.trim();
}

describe('a bundled client', () => {
  it('signs with the credentials of its environment, whatever else is on the machine', async () => {
    const home = join(directory, 'home');
    mkdirSync(join(home, '.aws'), { recursive: true });
    writeFileSync(
      join(home, '.aws', 'credentials'),
      '[default]\naws_access_key_id = profile\naws_secret_access_key = secret\n',
    );
    const env = { HOME: home, AWS_ACCESS_KEY_ID: 'function', AWS_SECRET_ACCESS_KEY: 'secret' };
    expect(await signer(env)).toBe('function');
  });

  it('signs with those of the address that its environment names', async () => {
    const server = createServer((request, response) => {
      const isAsked = request.headers.authorization === 'of the environment';
      response.writeHead(isAsked ? 200 : 403, { 'content-type': 'application/json' });
      const Expiration = new Date(Date.now() + 3_600_000).toISOString();
      const key = { AccessKeyId: 'container', SecretAccessKey: 'secret', Token: 'token' };
      response.end(JSON.stringify({ ...key, Expiration }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const env = {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: 'of the environment',
      };
      expect(await signer(env)).toBe('container');
    } finally {
      server.close();
    }
  });

  it('says that there are none, and asks no metadata service', async () => {
    await expect(signer({ HOME: directory })).rejects.toThrow(
      'Could not load credentials from any providers',
    );
  });
});
