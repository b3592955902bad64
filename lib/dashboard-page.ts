import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-once.ts';
import { SynthError } from './synth-error.ts';

/** What to build, and how. */
export interface DashboardPageProps {
  /** @default - this project's folder */
  readonly projectDirectory?: string;
  /** Builds the page into a folder. @default - Vite does, as dashboard/vite-config.ts says */
  readonly bundle?: (directory: string) => Promise<void>;
}

const thisProject = fileURLToPath(new URL('..', import.meta.url));

const inputs = [
  'dashboard/**/*',
  'clients/**/*',
  'core/**/*.ts',
  'package-lock.json',
  'lib/build-once.ts',
  'lib/dashboard-page.ts',
];

/**
 * Builds the dashboard's page, unless it was built from the same files before, and returns its folder.
 *
 * @throws one SynthError with what the bundler said
 */
export async function buildDashboardPage(props: DashboardPageProps = {}): Promise<string> {
  const { projectDirectory = thisProject, bundle = bundleWithVite } = props;
  const build = async (directory: string): Promise<void> => {
    try {
      await bundle(directory);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SynthError(`the dashboard could not be built:\n${reason}`);
    }
  };
  return await buildOnce({ projectDirectory, name: 'dashboard', inputs, build });
}

/** Puts the page where its function finds it: beside the function's own code. */
export function placeDashboardPage(page: string, bundlesDirectory: string): void {
  const target = join(bundlesDirectory, 'dashboard', 'page');
  rmSync(target, { recursive: true, force: true });
  cpSync(page, target, { recursive: true });
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
