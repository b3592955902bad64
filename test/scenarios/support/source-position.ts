import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';

/** A bundle with its map, as a debugger reads them. */
export interface MappedBundle {
  readonly file: string;
  /** Absolute paths of its sources, whether there are such files or not. */
  readonly sources: readonly string[];
  /** Where the code of that line begins, both counted from 0; undefined when none of it is in there. */
  positionOf(
    source: string,
    line: number,
  ): { readonly lineNumber: number; readonly columnNumber: number } | undefined;
}

/** Reads the bundle of that path. */
export function readBundle(file: string): MappedBundle {
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  const placeOf = (source: string): string => resolve(dirname(file), map.sourceRoot ?? '', source);
  const lines = readFileSync(file, 'utf8').split('\n');
  return {
    file,
    sources: (map.sources as string[]).map(placeOf),
    positionOf(source, line) {
      const entries = new SourceMap(map);
      for (const [lineNumber, text] of lines.entries()) {
        const columnNumber = text.search(/\S/);
        if (columnNumber < 0) continue;
        const entry = entries.findEntry(lineNumber, columnNumber);
        if (!('originalSource' in entry) || entry.originalLine !== line) continue;
        if (placeOf(entry.originalSource) === source) return { lineNumber, columnNumber };
      }
      return undefined;
    },
  };
}

/** The number, from 0, of the first line of a source that holds the text. */
export function lineOf(source: string, text: string): number {
  if (!existsSync(source)) throw new Error(`there is no ${source}`);
  return readFileSync(source, 'utf8')
    .split('\n')
    .findIndex(line => line.includes(text));
}
