import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

let project: string;

/** The project without its sources: each folder's package.json, and the linter's configuration. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'linted-'));
  const settings = ['biome.json', '.gitignore', 'package.json'];
  const folders = ['bench', 'clients/browser', 'clients/react', 'local'];
  const manifests = folders.map(folder => `${folder}/package.json`);
  for (const file of [...settings, ...manifests]) await cp(file, join(project, file));
});
afterAll(async () => {
  await rm(project, { recursive: true });
});

/** The rules that files of these texts break, each with the file. */
async function broken(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  for (const [file, text] of Object.entries(files)) {
    await cp('.gitignore', join(project, file));
    await writeFile(join(project, file), text);
  }
  const biome = resolve('node_modules/@biomejs/biome/bin/biome');
  // A finding is an exit code other than 0; the report is there all the same.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [biome, 'lint', '--error-on-warnings', '--reporter=json', '.'],
    { cwd: project },
  ).catch((error: { stdout: string }) => error);
  await Promise.all(Object.keys(files).map(file => rm(join(project, file))));
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly { category: string; location: { path: string | { file: string } } }[];
  };
  return diagnostics
    .map(({ category, location: { path } }) => {
      return `${typeof path === 'string' ? path : path.file}: ${category}`;
    })
    .sort();
}

const imported = (name: string) => `import * as all from '${name}';\nconsole.log(all);\n`;

test.each([
  // Each stands in node_modules, as another folder's package.json names it.
  ['zustand', 'clients/browser', 'clients/react'],
  ['ws', 'clients/browser', 'local'],
  ['reconnecting-websocket', 'local', 'bench'],
  ['cron-parser', 'core', 'local'],
])(
  'an import of %s fails in %s, which does not declare it, and not in %s',
  async (name, without, own) => {
    expect(
      await broken({
        [`${without}/planted.ts`]: imported(name),
        [`${own}/planted.ts`]: imported(name),
      }),
    ).toEqual([`${without}/planted.ts: lint/correctness/noUndeclaredDependencies`]);
  },
);

test('a circle of types alone fails, and the same without its way back does not', async () => {
  const one = "import type { Two } from './two.ts';\n\nexport interface One {\n  two: Two;\n}\n";
  const two = "import type { One } from './one.ts';\n\nexport interface Two {\n  one: One;\n}\n";
  const alone = 'export interface Two {\n  one: unknown;\n}\n';
  expect(await broken({ 'core/one.ts': one, 'core/two.ts': two })).toEqual([
    'core/one.ts: lint/suspicious/noImportCycles',
    'core/two.ts: lint/suspicious/noImportCycles',
  ]);
  expect(await broken({ 'core/one.ts': one, 'core/two.ts': alone })).toEqual([]);
});

test('.editorconfig has the indentation and line length of biome.json', async () => {
  const { formatter } = JSON.parse(await readFile('biome.json', 'utf8'));
  const [, forAll = ''] = (await readFile('.editorconfig', 'utf8')).split(/^\[.*\]$/m);
  const settings = Object.fromEntries(
    [...forAll.matchAll(/^(\w+) = (\w+)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(formatter).toEqual({
    indentStyle: settings.indent_style,
    indentWidth: Number(settings.indent_size),
    lineWidth: Number(settings.max_line_length),
  });
});
