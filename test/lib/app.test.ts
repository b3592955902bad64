import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const featureFlags = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'gallobets-app-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

/** Runs the app as the CDK command does, in an environment with no account and no credentials. */
function runApp(context: Readonly<Record<string, unknown>> = {}) {
  return spawnSync(process.execPath, ['bin/app.ts'], {
    encoding: 'utf8',
    env: {
      // As in a shell where somebody develops: nothing that is deployed may depend on it.
      NODE_ENV: 'development',
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...featureFlags, ...context }),
    },
  });
}

/** Of whatever was synthesized last: fit for any account and region, by the library's own checks. */
function expectFit({ status, stderr }: ReturnType<typeof runApp>): void {
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { artifacts } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
  expect(artifacts.GalloBetsRealtime.environment).toBe('aws://unknown-account/unknown-region');
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  expect(report.pluginReports).toEqual([]);
}

describe('the app', () => {
  it('synthesizes for any account and region, and passes the library’s own checks', () => {
    expectFit(runApp());
    const scripts = globSync('asset.*/page/assets/*.js', { cwd: outdir });
    const page = scripts.map(file => readFileSync(join(outdir, file), 'utf8')).join();
    expect(page).toContain('GalloBets');
    // What React's development build says.
    expect(page).not.toContain('Download the React DevTools');
    // Beside the one function that serves them.
    expect(
      globSync('asset.*/contracts/*.json', { cwd: outdir }).map(file => basename(file)),
    ).toEqual(expect.arrayContaining(['asyncapi.json', 'events.schema.json']));
    // On a clean checkout the page is built, too.
  }, 240_000);

  it('does so with a Web Function, whose code is the bundle of stream-server', () => {
    expectFit(runApp({ sseHost: 'web-function' }));
    const { Resources } = JSON.parse(
      readFileSync(join(outdir, 'GalloBetsRealtime.template.json'), 'utf8'),
    );
    const [copy] = Object.values<{ Type: string; Properties: Record<string, string> }>(
      Resources,
    ).filter(({ Type }) => Type === 'Custom::S3ObjectCopy');
    const code = readFileSync(
      join(outdir, `asset.${copy?.Properties.ContentHash}`, 'index.mjs'),
      'utf8',
    );
    // Of all bundles only the server's asks where to listen.
    expect(code).toContain('AWS_LAMBDA_HTTP_ENDPOINT');
  }, 240_000);

  it('refuses bad context in plain words', () => {
    const { status, stdout, stderr } = runApp({ historyDays: '0' });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'bad context:\n  historyDays: received "0", expected a whole number from 2 to 365\n',
    });
  });
});
