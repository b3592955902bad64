import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { entryOf, lambdaNames } from '../../../lib/lambda-name.ts';
import { RunningBundles } from '../../../tools/start/running-bundles.ts';

let folder: string;
let sourceDirectory: string;
let bundles: RunningBundles;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'running-bundles-'));
  sourceDirectory = join(folder, 'lambdas');
  for (const name of lambdaNames) {
    save(`${name}/${entryOf(name)}`, `export const handler = '${name}';\n`);
  }
  save('greeting.ts', "export const greeting = 'hello';\n");
  for (const name of ['log-marker', 'management']) {
    save(
      `${name}/handler.ts`,
      "import { greeting } from '../greeting.ts';\nexport const handler = greeting;\n",
    );
  }
  bundles = new RunningBundles({ directory: join(folder, 'out'), sourceDirectory, minify: false });
  expect(await bundles.rebuild()).toEqual({ kind: 'built', changed: [...lambdaNames].sort() });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a source; gives its path as a save is reported, from the project's folder. */
function save(file: string, text: string): string {
  const path = join(sourceDirectory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return relative(process.cwd(), path);
}

const codeOf = (name: 'log-marker' | 'management') =>
  readFileSync(join(bundles.folderOf(name), 'index.mjs'), 'utf8');

test('builds those functions again that hold what was saved', async () => {
  const saved = save('greeting.ts', "export const greeting = 'good evening';\n");
  expect(await bundles.rebuild([saved])).toEqual({
    kind: 'built',
    changed: ['log-marker', 'management'],
  });
  expect(codeOf('log-marker')).toContain('good evening');
});

test('changes nothing for a save of what is in no function, or as it was', async () => {
  const unused = save('unused.ts', 'export const unused = 1;\n');
  expect(await bundles.rebuild([unused])).toEqual({ kind: 'built', changed: [] });
  const same = save('greeting.ts', "export const greeting = 'hello';\n");
  expect(await bundles.rebuild([same])).toEqual({ kind: 'built', changed: [] });
});

test('a broken save says file and line and leaves what was built; the next good one counts', async () => {
  const saved = save('greeting.ts', 'export const greeting = ;\n');
  expect(await bundles.rebuild([saved])).toEqual({
    kind: 'failed',
    defects: [expect.stringMatching(/greeting\.ts:1:24: Unexpected ";"$/)],
  });
  expect(codeOf('management')).toContain('hello');
  save('greeting.ts', "export { greeting } from './other.ts';\n");
  expect(await bundles.rebuild([saved])).toMatchObject({ kind: 'failed' });
  // What was missing is no source of any function yet.
  const other = save('other.ts', "export const greeting = 'at last';\n");
  expect(await bundles.rebuild([other])).toEqual({
    kind: 'built',
    changed: ['log-marker', 'management'],
  });
  expect(codeOf('management')).toContain('at last');
});

test('maps lead to the sources, with nothing to put in front of them', () => {
  const directory = bundles.folderOf('management');
  const map = JSON.parse(readFileSync(join(directory, 'index.mjs.map'), 'utf8'));
  expect(map.sourceRoot).toBeUndefined();
  const sources = (map.sources as string[]).map(source => resolve(directory, source));
  expect(sources).toEqual([
    join(sourceDirectory, 'greeting.ts'),
    join(sourceDirectory, 'management', 'handler.ts'),
  ]);
});

test('are gone when they are removed', () => {
  bundles.remove();
  expect(existsSync(bundles.directory)).toBe(false);
});
