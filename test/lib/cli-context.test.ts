import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cli-context-'));
  // The app without its code, which takes most of a synthesis: what is asked here is before it.
  const app = `
    import { writeFileSync } from 'node:fs';
    import { App, Stack } from ${JSON.stringify(resolve('node_modules/aws-cdk-lib/index.js'))};
    import { stageSettings } from ${JSON.stringify(resolve('lib/stage-settings.ts'))};
    const app = new App();
    const context = app.node.getAllContext();
    writeFileSync(process.env.SEEN_CONTEXT, JSON.stringify(context));
    try {
      new Stack(app, 'Settings', { description: String(stageSettings(context).historyDays) });
    } catch (error) {
      console.error(error.message);
      process.exit(1);
    }`;
  writeFileSync(join(directory, 'app.mjs'), app);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs the CDK's own command here, where cdk.json has its flags. */
function synth(...flags: readonly string[]) {
  const seen = join(directory, 'context.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      'node_modules/aws-cdk/bin/cdk',
      ...['synth', '--quiet', '--output', join(directory, 'cdk.out')],
      ...['--app', `${process.execPath} ${join(directory, 'app.mjs')}`, ...flags],
    ],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_VALIDATION: 'false',
        SEEN_CONTEXT: seen,
      },
    },
  );
  const context: Record<string, unknown> = JSON.parse(readFileSync(seen, 'utf8'));
  return { status, stderr, added: Object.keys(context).filter(key => !key.startsWith('@aws-cdk')) };
}

describe('what the CDK’s command adds to the context', () => {
  it.each([
    [[], ['aws:cdk:enable-path-metadata', 'aws:cdk:bundling-stacks']],
    [
      ['--no-path-metadata', '--no-asset-metadata', '--no-version-reporting', '--no-staging'],
      ['aws:cdk:disable-version-reporting', 'aws:cdk:disable-asset-staging'],
    ],
    [
      ['-c', 'availability-zones:account=123456789012:region=us-east-1=a,b', '-c', 'stage=staging'],
      ['availability-zones:account', 'stage'],
    ],
  ])(
    'is taken for its own, with %j',
    (flags, some) => {
      const { status, stderr, added } = synth(...flags);
      expect({ status, stderr }).toMatchObject({ status: 0 });
      expect(added).toEqual(expect.arrayContaining(some));
    },
    120_000,
  );

  it('is all that it may be: another key ends the synthesis with the nearest setting', () => {
    const { status, stderr } = synth('-c', 'historyDay=3', '-c', 'team=derby');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'bad context:\n  historyDay: received "3", expected the key historyDays\n  team: received "derby", expected a key of docs/architecture.md#context, of which stage is the nearest\n',
    );
  }, 240_000);
});
