import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';

/** What is built, and of what. */
export interface BuildOnceProps {
  readonly projectDirectory: string;
  /** The folder under `build` that gets one folder per build. */
  readonly name: string;
  /** Patterns of the files that it is made of, from the project's folder: a change in any makes a new build. */
  readonly inputs: readonly string[];
  /** Builds it into a folder. */
  readonly build: (directory: string) => Promise<void> | void;
}

/** A build that no synth has asked for this long goes when another is made. */
const keptMs = 24 * 60 * 60 * 1_000;

/**
 * Builds, unless it was built from the same files before, and returns the build's folder. A build takes
 * seconds and the comparison milliseconds, so that every synth can ask: who had to build before a synth
 * would forget it, and deploy yesterday's build or none.
 *
 * The folder is named after a hash of all that the build is made of, and gets that name once it is
 * whole: an interrupted build is never taken for a finished one, and two at once do no harm.
 *
 * @throws whatever `build` throws
 */
export async function buildOnce({
  projectDirectory,
  name,
  inputs,
  build,
}: BuildOnceProps): Promise<string> {
  const parent = join(projectDirectory, 'build', name);
  const directory = join(parent, inputHash(projectDirectory, inputs));
  if (existsSync(directory)) {
    const now = new Date();
    utimesSync(directory, now, now);
    return directory;
  }
  mkdirSync(parent, { recursive: true });
  removeOld(parent);
  const unfinished = mkdtempSync(join(parent, 'unfinished-'));
  try {
    await build(unfinished);
    settle(unfinished, directory);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return directory;
}

/** Two builds may run at once: they hold the same, and the first one stays. */
function settle(unfinished: string, directory: string): void {
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  }
}

function removeOld(parent: string): void {
  for (const name of readdirSync(parent)) {
    const directory = join(parent, name);
    const { mtimeMs } = statSync(directory);
    if (Date.now() - mtimeMs > keptMs) rmSync(directory, { recursive: true, force: true });
  }
}

function inputHash(projectDirectory: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  const files = inputs
    .flatMap(pattern => globSync(pattern, { cwd: projectDirectory, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(file.slice(projectDirectory.length)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
