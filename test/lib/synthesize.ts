import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { lambdaNames } from '../../lib/lambda-name.ts';
import { RealtimeStack } from '../../lib/realtime-stack.ts';
import { stackNameOf } from '../../lib/settings/stage.ts';
import { parseSettings } from '../../lib/settings.ts';

const featureFlags = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

const directory = mkdtempSync(join(tmpdir(), 'gallobets-lib-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

// The library checks every template that is synthesized; here once is enough, in app.test.ts.
process.env.CDK_VALIDATION = 'false';

/** One line of code for each function: synth needs no more, and bundling would take its time. */
export const bundlesDirectory = join(directory, 'bundles');
for (const name of lambdaNames) {
  mkdirSync(join(bundlesDirectory, name), { recursive: true });
  writeFileSync(join(bundlesDirectory, name, 'index.mjs'), `export const handler = '${name}';\n`);
}

/** An app with the project's feature flags, whose assembly is gone after the test file. */
function testApp(): App {
  return new App({ outdir: mkdtempSync(join(directory, 'assembly-')), context: featureFlags });
}

/** A stack to put a single construct into. */
export function testStack(): Stack {
  return new Stack(testApp(), 'Test');
}

/** The whole stack, made with the given context. */
export function synthesizedStack(context: Readonly<Record<string, unknown>> = {}): Stack {
  const settings = parseSettings(context);
  return new RealtimeStack(testApp(), stackNameOf(settings.stage), {
    ...settings,
    bundlesDirectory,
  });
}

/** Its template. */
export function synthesize(context: Readonly<Record<string, unknown>> = {}): Template {
  return Template.fromStack(synthesizedStack(context));
}
