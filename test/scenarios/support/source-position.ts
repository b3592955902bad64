import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { Position } from './debugger.ts';

/** A bundle with its map, as a debugger reads them. */
export interface MappedBundle {
  readonly file: string;
  /** Absolute paths of its sources, whether there are such files or not. */
  readonly sources: readonly string[];
  /** Where the code of that line begins; undefined when none of it is in there. */
  positionOf(source: string, line: number): Position | undefined;
  /** The source and line, from 0, whose code is there; undefined for what is of no source. */
  originOf(position: Position): { readonly source: string; readonly line: number } | undefined;
}

/** Reads the bundle of that path. */
export function readBundle(file: string): MappedBundle {
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  const placeOf = (source: string): string => resolve(dirname(file), map.sourceRoot ?? '', source);
  const lines = readFileSync(file, 'utf8').split('\n');
  const entries = new SourceMap(map);
  const originOf = ({ lineNumber, columnNumber }: Position) => {
    const entry = entries.findEntry(lineNumber, columnNumber);
    if (!('originalSource' in entry)) return undefined;
    return { source: placeOf(entry.originalSource), line: entry.originalLine };
  };
  return {
    file,
    sources: (map.sources as string[]).map(placeOf),
    positionOf(source, line) {
      for (const [lineNumber, text] of lines.entries()) {
        const position = { lineNumber, columnNumber: text.search(/\S/) };
        if (position.columnNumber < 0) continue;
        const origin = originOf(position);
        if (origin?.line === line && origin.source === source) return position;
      }
      return undefined;
    },
    originOf,
  };
}

/** The number, from 0, of the first line of a source that holds the text. */
export function lineOf(source: string, text: string): number {
  if (!existsSync(source)) throw new Error(`there is no ${source}`);
  return readFileSync(source, 'utf8')
    .split('\n')
    .findIndex(line => line.includes(text));
}
