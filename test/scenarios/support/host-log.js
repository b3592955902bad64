import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const lastLines = 100;

/** What the host of a project prints while the scenarios run on it. */
export const hostLogOf = ({ rootDir, displayName }) =>
  join(rootDir, `build/host-${displayName.name}.log`);

/** The end of a host's log, with where the rest is. */
export async function endOfLog(file) {
  const text = (await readFile(file, 'utf8')).trimEnd();
  // The welcome's, which let anyone in while the host runs.
  const lines = text.replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[token]').split('\n');
  return [`the end of ${file}:`, ...lines.slice(-lastLines), ''].join('\n');
}
