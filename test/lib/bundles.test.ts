import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildBundles, bundleOptions } from '../../lib/bundles.ts';
import { entryOf, type LambdaName, lambdaNames } from '../../lib/lambda-name.ts';

let directory: string;
let sourceDirectory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gallobets-bundles-'));
  sourceDirectory = join(directory, 'lambdas');
  for (const name of lambdaNames) {
    mkdirSync(join(sourceDirectory, name), { recursive: true });
    writeSource(name, `export const handler = async (): Promise<string> => '${name}';\n`);
  }
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function writeSource(name: LambdaName, text: string): void {
  writeFileSync(join(sourceDirectory, name, entryOf(name)), text);
}

/** What Node prints when it loads the bundle and calls its handler. */
function invoke(bundle: string): string {
  const call = `import(${JSON.stringify(pathToFileURL(bundle).href)}).then(async m => console.log(await m.handler()))`;
  return execFileSync(process.execPath, ['--enable-source-maps', '-e', call], {
    encoding: 'utf8',
  }).trim();
}

test('the real ones are made of core, lambdas and packages: nothing of the local host is in them [L1]', async () => {
  const built = await buildBundles({ directory: join(directory, 'real') });
  const options = bundleOptions({ directory: join(directory, 'real') });
  const { metafile } = await build({ ...options, write: false, metafile: true });
  const outputs = Object.entries(metafile.outputs);
  for (const name of lambdaNames) {
    const output = outputs.find(([file]) => file.endsWith(`/${name}/index.mjs`))?.[1];
    const sources = Object.keys(output?.inputs ?? {});
    const rooms = sources.map(source => source.split('/')[0]);
    expect([...new Set(rooms)].sort()).toEqual(['core', 'lambdas', 'node_modules']);
    const code = readFileSync(join(built, name, 'index.mjs'), 'utf8');
    expect(code).not.toMatch(/allow-user-id|allowUserId|UserIdFilter|demo-people|demoPeople/);
    // What posts to anywhere is in the one function that does.
    const posts = sources.some(source => source.startsWith('node_modules/undici/'));
    expect([name, posts]).toEqual([name, name === 'webhook-sender']);
    // undici, and what describes the management API, are large (docs/performance.md).
    if (name !== 'webhook-sender' && name !== 'management') {
      expect([name, Math.ceil(code.length / 470_000)]).toEqual([name, 1]);
    }
    // Clients of the services that sign developers in.
    expect(sources.filter(source => source.includes('/nested-clients/'))).toEqual([]);
    const map = JSON.parse(readFileSync(join(built, name, 'index.mjs.map'), 'utf8'));
    const mapped = (map.sources as string[]).map(
      source => /(core|lambdas|node_modules)\//.exec(source)?.[1],
    );
    expect([...new Set(mapped)].sort()).toEqual(['core', 'lambdas']);
  }
});

describe('bundles', () => {
  it('are ES modules that Node runs, one folder per function', async () => {
    const built = await buildBundles({ sourceDirectory, directory: join(directory, 'out') });
    expect(built).toBe(join(directory, 'out'));
    expect(invoke(join(built, 'log-marker', 'index.mjs'))).toBe('log-marker');
    expect(invoke(join(built, 'proposal-socket', 'index.mjs'))).toBe('proposal-socket');
  });

  it('come with a source map that names the sources but does not carry them', async () => {
    await buildBundles({ sourceDirectory, directory: join(directory, 'out') });
    const map = JSON.parse(
      readFileSync(join(directory, 'out', 'log-marker', 'index.mjs.map'), 'utf8'),
    );
    expect(map.sources).toEqual(['../../lambdas/log-marker/handler.ts']);
    expect(map.sourcesContent).toBeUndefined();
  });

  it('show the whole path of a source where something is thrown', async () => {
    writeSource('log-marker', "export const handler = async () => new Error('here').stack;\n");
    const built = await buildBundles({
      sourceDirectory,
      directory: join(directory, 'build', 'lambdas'),
    });
    // As CDK lays it out, and the local host runs it.
    const asset = join(directory, 'cdk.out', 'asset.0123');
    cpSync(join(built, 'log-marker'), asset, { recursive: true });
    expect(invoke(join(asset, 'index.mjs'))).toContain(
      `${join(realpathSync(directory), 'lambdas', 'log-marker', 'handler.ts')}:1:36`,
    );
  });

  it('are the same wherever synth runs from', async () => {
    const bundle = async () => {
      await buildBundles({ sourceDirectory, directory: join(directory, 'out') });
      return ['index.mjs', 'index.mjs.map'].map(file =>
        readFileSync(join(directory, 'out', 'log-marker', file), 'utf8'),
      );
    };
    const here = await bundle();
    const before = process.cwd();
    try {
      process.chdir(tmpdir());
      expect(await bundle()).toEqual(here);
    } finally {
      process.chdir(before);
    }
  });

  it('that cannot be made are one error with file, line and reason', async () => {
    writeSource('proposal-courier', "import './missing.ts';\nexport const handler = 1;\n");
    writeSource('log-marker', 'export const handler = ;\n');
    await expect(
      buildBundles({ sourceDirectory, directory: join(directory, 'out') }),
    ).rejects.toThrow(
      /^the functions could not be bundled:\n.*log-marker\/handler\.ts:1:23: Unexpected ";"\n.*proposal-courier\/handler\.ts:1:7: Could not resolve ".\/missing\.ts"$/,
    );
  });
});
