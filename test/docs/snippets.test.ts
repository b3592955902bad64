import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentedPages, fencesOf } from '../support/fences.ts';

const languages = ['ts', 'tsx'];
const snippets = documentedPages
  .flatMap(fencesOf)
  .filter(({ language }) => languages.includes(language));

/** The packages of the clients, as they are imported here. */
function placed(code: string): string {
  return code
    .replaceAll(/'@gallobets\/realtime-(\w+)(\/\w+)?'/g, (_, client, entry = '') => {
      return `'../../clients/${client}${entry}/index.ts'`;
    })
    .concat('\nexport {};\n');
}

test('every piece of TypeScript on a page compiles as it stands', () => {
  const pages = new Set(snippets.map(({ page }) => page));
  expect([...pages]).toEqual(
    expect.arrayContaining(['README.md', 'docs/backend.md', 'docs/clients.md', 'docs/react.md']),
  );
  // Inside the project, so that its packages are found; build/ is no part of it.
  const directory = join(process.cwd(), 'build/snippets');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const { page, line, language, text } of snippets) {
    const file = `${page.replaceAll(/\W+/g, '-')}-line-${line}.${language}`;
    writeFileSync(join(directory, file), placed(text));
  }
  const config = { extends: '../../dashboard/tsconfig.json', include: ['.'] };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
  const { stdout, status } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '--noEmit', '-p', directory],
    { encoding: 'utf8' },
  );
  rmSync(directory, { recursive: true });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
}, 60_000);
