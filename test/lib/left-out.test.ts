import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions } from '../../lib/bundles.ts';
import { managementDocument } from '../lambdas/management/management-document.ts';

// In the project's folder, where packages are found.
const parent = resolve('build');
let directory: string;
beforeAll(() => {
  mkdirSync(parent, { recursive: true });
  directory = mkdtempSync(join(parent, 'left-out-test-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Bundles a source as functions are, and returns the path of the bundle. */
async function bundled(name: string, source: string): Promise<string> {
  const file = join(directory, `${name}.ts`);
  writeFileSync(file, source);
  await build({ ...bundleOptions({ directory }), entryPoints: [{ in: file, out: name }] });
  return join(directory, `${name}.mjs`);
}

/** What a bundle exports as `result`, in a process of its own. */
async function resultOf(bundle: string): Promise<unknown> {
  const print = `import(${JSON.stringify(pathToFileURL(bundle).href)}).then(m => console.log(JSON.stringify(m.result)))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', print], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

it('the document of the management API is in a bundle what it is outside', async () => {
  const bundle = await bundled(
    'document',
    "import { managementDocument } from '../../test/lambdas/management/management-document.ts';\nexport const result = await managementDocument();\n",
  );
  expect(await resultOf(bundle)).toEqual(await managementDocument());
});

it('a schema in a bundle parses, knows its bounds, and has no JSON Schema', async () => {
  const bundle = await bundled(
    'schema',
    `import * as z from 'zod';
    const schema = z.object({ name: z.string().min(2).max(5) });
    const failed = schema.safeParse({ name: 'x' }).error.issues[0].message;
    let refusal;
    try { schema.toJSONSchema(); } catch (error) { refusal = error.message; }
    export const result = [failed, schema.shape.name.minLength, schema.shape.name.maxLength, refusal];`,
  );
  expect(await resultOf(bundle)).toEqual([
    'Too small: expected string to have >=2 characters',
    2,
    5,
    'functions are bundled without JSON Schema; expected nobody to ask a schema for it',
  ]);
  expect(readFileSync(bundle, 'utf8')).not.toContain('processJSONSchema');
});

it('a client in a bundle signs and retries, and says its version', async () => {
  const bundle = await bundled(
    'client',
    `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
    const client = new DynamoDBClient({ region: 'us-east-1', maxAttempts: 2 });
    const { mode } = await client.config.retryStrategy();
    const [[, version]] = (await client.config.defaultUserAgentProvider());
    const adaptive = new DynamoDBClient({ region: 'us-east-1', retryMode: 'adaptive' });
    const refusal = await adaptive.config.retryStrategy().catch(error => error.message);
    export const result = [mode, version, refusal, new client.config.sha256().constructor.name !== 'Sha256Js'];`,
  );
  const { version } = JSON.parse(
    readFileSync('node_modules/@aws-sdk/client-dynamodb/package.json', 'utf8'),
  );
  expect(await resultOf(bundle)).toEqual([
    'standard',
    version,
    'functions are bundled without AdaptiveRetryStrategy',
    true,
  ]);
});
