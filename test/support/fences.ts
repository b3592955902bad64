import { globSync, readFileSync } from 'node:fs';

/** The pages that people read and paste from; decisions are about the past. */
export const documentedPages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...globSync('docs/*.md').sort(),
  ...globSync('clients/*/*.md').sort(),
];

/** A piece of a page between fences. */
export interface Fence {
  readonly page: string;
  /** Where it begins. */
  readonly line: number;
  /** What stands behind its backticks; empty for none. */
  readonly language: string;
  readonly text: string;
}

/** Every fenced piece of a page, those of lists too, without their indentation. */
export function fencesOf(page: string): readonly Fence[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^( *)```([^\n`]*)\n([\s\S]*?)^\1```$/gm)].map(
    ({ index, 1: indent = '', 2: language = '', 3: body = '' }) => ({
      page,
      line: text.slice(0, index).split('\n').length,
      language: language.trim(),
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}
