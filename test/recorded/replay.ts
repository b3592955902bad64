import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** When the recording begins: milliseconds since the Unix epoch. */
export const recordedAtMs = 1_790_000_000_000;

/** The recorded inputs of that name, one a line. */
export function inputs<T>(name: string): readonly T[] {
  const text = readFileSync(join(__dirname, `${name}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as T);
}

/**
 * Expects exactly the text that was recorded under that name. The recording's first line says which
 * commit wrote it: to record again after a change of the wire that is meant, run
 * `RECORD_OF=$(git rev-parse --short HEAD) npx jest test/recorded`, and read what it changed.
 */
export function expectRecorded(name: string, text: string): void {
  const path = join(__dirname, `${name}.txt`);
  const commit = process.env.RECORD_OF;
  if (commit !== undefined) writeFileSync(path, `recorded of commit ${commit}\n${text}`);
  const recorded = readFileSync(path, 'utf8');
  expect(text).toBe(recorded.slice(recorded.indexOf('\n') + 1));
}
