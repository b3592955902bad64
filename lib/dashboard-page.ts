import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SynthError } from './synth-error.ts';

/** What to build, and how. */
export interface DashboardPageProps {
  /** @default - this project's folder */
  readonly projectDirectory?: string;
  /** Builds the page into a folder. @default - Vite does, as dashboard/vite-config.ts says */
  readonly bundle?: (directory: string) => Promise<void>;
}

const thisProject = fileURLToPath(new URL('..', import.meta.url));

/** What the page is made of: a change in any of it makes a new build. */
const inputPatterns = [
  'dashboard/**/*',
  'clients/**/*',
  'core/**/*.ts',
  'package-lock.json',
  'lib/dashboard-page.ts',
];

/**
 * Builds the dashboard's page, unless it was built from the same files before, and returns its
 * folder. The build takes seconds and the comparison milliseconds, so that every synth can ask: who
 * had to build before a synth would forget it, and deploy yesterday's page or none.
 *
 * The folder is named after a hash of all that the page is made of, and gets that name once it is
 * whole: an interrupted build is never taken for a finished one, and two at once do no harm. Builds
 * of before stay until `build` is deleted.
 *
 * @throws one SynthError with what the bundler said
 */
export async function buildDashboardPage(props: DashboardPageProps = {}): Promise<string> {
  const { projectDirectory = thisProject, bundle = bundleWithVite } = props;
  const name = inputHash(projectDirectory);
  const directory = join(projectDirectory, 'build', 'dashboard', name);
  if (existsSync(directory)) return directory;
  const parent = dirname(directory);
  mkdirSync(parent, { recursive: true });
  const unfinished = mkdtempSync(join(parent, 'unfinished-'));
  try {
    await bundle(unfinished);
    settle(unfinished, directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SynthError(`the dashboard could not be built:\n${reason}`);
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

/** Puts the page where its function finds it: beside the function's own code. */
export function placeDashboardPage(page: string, bundlesDirectory: string): void {
  const target = join(bundlesDirectory, 'dashboard', 'page');
  rmSync(target, { recursive: true, force: true });
  cpSync(page, target, { recursive: true });
}

function inputHash(projectDirectory: string): string {
  const hash = createHash('sha256');
  const files = inputPatterns
    .flatMap(pattern => globSync(pattern, { cwd: projectDirectory, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(file.slice(projectDirectory.length)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function bundleWithVite(outDir: string): Promise<void> {
  // Loaded only here: most synths find the page built.
  const { build } = await import('vite');
  // Vite takes it over `mode`: in a shell or a test run that has another, the page would be React's
  // development build, and be kept as the build of these files.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await build({
      configFile: join(thisProject, 'dashboard', 'vite-config.ts'),
      root: join(thisProject, 'dashboard'),
      logLevel: 'silent',
      mode: 'production',
      build: { outDir, emptyOutDir: true },
    });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}
