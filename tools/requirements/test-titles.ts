import { globSync, readFileSync } from 'node:fs';
import { literalCalls } from './literal-calls.ts';

/** The title of a test or of a group of tests. */
export interface TestTitle {
  readonly file: string;
  /** Without its tags. */
  readonly title: string;
  /** The ids of the requirements that it proves: `['G6']` where the title ends in `[G6]`. */
  readonly tags: readonly string[];
}

const tag = /\s*\[([A-Z]\d+)\]/g;

/** The titles in a file of tests. */
export function titlesIn(file: string, source: string): TestTitle[] {
  return literalCalls(file, source)
    .filter(({ callee }) => /^(describe|it|test)(\.|$)/.test(callee))
    .map(({ text }) => ({
      file,
      title: text.replaceAll(tag, ''),
      tags: [...text.matchAll(tag)].map(([, id = '']) => id),
    }));
}

/** Every title in the folder of tests, file by file. */
export function testTitles(): TestTitle[] {
  return globSync('test/**/*.test.{ts,tsx}')
    .map(file => file.replaceAll('\\', '/'))
    .sort()
    .flatMap(file => titlesIn(file, readFileSync(file, 'utf8')));
}
