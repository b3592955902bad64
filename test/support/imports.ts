import { readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** An import of a source file, as far as it can be seen without running it. */
export interface Import {
  readonly file: string;
  /** A package (`zod`), a built-in (`node:fs`), or a path in the project (`core/wire/event.ts`). */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Static imports and re-exports, side-effect imports, and dynamic ones of a literal. */
const importPattern =
  /^\s*(?:(?:import|export)\s+(?<type>type\s)?[^'"`;]*?\sfrom\s+|import\s+)['"](?<from>[^'"]+)['"]|\bimport\(\s*['"](?<call>[^'"]+)['"]/gm;

/** The imports of a file, named by its path from the project's folder. */
export function importsOf(file: string): Import[] {
  return importsIn(readFileSync(file, 'utf8'), file);
}

/** The same of a text that is not read from that file. */
export function importsIn(source: string, file: string): Import[] {
  return [...withoutBlockComments(source).matchAll(importPattern)].map(({ groups = {} }) => {
    const specifier = groups.from ?? groups.call ?? '';
    const target = specifier.startsWith('.') ? join(dirname(file), specifier) : specifier;
    return { file, target: target.replaceAll(sep, '/'), typeOnly: groups.type !== undefined };
  });
}

/** A docstring may show an import as an example. */
function withoutBlockComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '');
}
