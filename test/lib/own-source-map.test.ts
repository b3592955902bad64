import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ownSourceMap } from '../../lib/own-source-map.ts';

const otherSource =
  "import { second } from 'second';\nexport const other = (input: string): string => {\n  const inner = second(input);\n  return inner.repeat(2);\n};\n";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gallobets-maps-'));
  const files = {
    'entry.ts':
      "import { first } from 'first';\nimport { other } from './other.ts';\nexport function handler(input: string): string {\n  const answer = first(input) + other(input);\n  if (answer === '') throw new Error('empty');\n  return answer;\n}\n",
    // Far down, so that differences are large, and of either sign.
    'other.ts': `${'\n'.repeat(40_000)}${otherSource}`,
    'node_modules/first/index.js':
      'export function first(text) {\n  const long = text.trim();\n  return long;\n}\n',
    'node_modules/second/index.js':
      'export function second(text) {\n  return text.toUpperCase();\n}\n',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(directory, file, '..'), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each([true, false])('a source map, where minify is %s', minify => {
  test('keeps each place of our own code, and none of a package', () => {
    const { outputFiles } = buildSync({
      absWorkingDir: directory,
      entryPoints: ['entry.ts'],
      outdir: 'out',
      bundle: true,
      format: 'esm',
      minify,
      sourcemap: true,
      sourcesContent: false,
      write: false,
    });
    const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
    const full = new SourceMap(JSON.parse(textOf('.map')));
    const json = ownSourceMap(textOf('.map'));
    const own = new SourceMap(JSON.parse(json));
    const seen = new Map<string, number>();
    for (const [line, text] of textOf('.js').split('\n').entries()) {
      for (let column = 0; column < text.length; column += 1) {
        const expected = full.findEntry(line, column);
        const found = own.findEntry(line, column);
        const foundIn = 'originalSource' in found ? found.originalSource : undefined;
        const source = 'originalSource' in expected ? expected.originalSource : undefined;
        const isOwn = source !== undefined && !source.includes('node_modules');
        expect(foundIn === undefined ? undefined : found).toEqual(isOwn ? expected : undefined);
        const key = isOwn ? source : 'packages';
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
    expect([...seen.keys()].sort()).toEqual(['../entry.ts', '../other.ts', 'packages']);
    expect(JSON.parse(json).sources.sort()).toEqual(['../entry.ts', '../other.ts']);
    expect(json).not.toContain('toUpperCase');
  });
});
