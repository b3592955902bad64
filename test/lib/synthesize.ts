import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { lambdaNames } from '../../lib/lambda-name.ts';
import { RealtimeStack } from '../../lib/realtime-stack.ts';
import { parseSettings } from '../../lib/settings.ts';

const { context: featureFlags } = JSON.parse(readFileSync('cdk.json', 'utf8'));

const directory = mkdtempSync(join(tmpdir(), 'gallobets-lib-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let assemblies = 0;

/** Where a function's bundle would be: one line of code each, for synth needs no more. */
export const bundlesDirectory = join(directory, 'bundles');
for (const name of lambdaNames) {
  mkdirSync(join(bundlesDirectory, name), { recursive: true });
  writeFileSync(join(bundlesDirectory, name, 'index.mjs'), `export const handler = '${name}';\n`);
}

/** An app with the project's feature flags; its assembly is gone after the test file. */
export function testApp(): App {
  assemblies += 1;
  const outdir = join(directory, `assembly-${assemblies}`);
  // The library's own checks run in synth.test.ts, once, and not again in every test.
  return new App({ outdir, context: featureFlags });
}

/** A stack to put a single construct into. */
export function testStack(): Stack {
  return new Stack(testApp(), 'Test');
}

/** The template of the whole stack with the given context. */
export function synthesize(context: Readonly<Record<string, unknown>> = {}): Template {
  const settings = parseSettings(context);
  return Template.fromStack(
    new RealtimeStack(testApp(), 'GalloBetsRealtime', { ...settings, bundlesDirectory }),
  );
}
