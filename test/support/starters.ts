import { existsSync } from 'node:fs';
import { importsOf } from './imports.ts';

/**
 * The modules that start something beside a test (a process, a thread, a listening socket) or that
 * synthesize and bundle. Of the first, the functions that do so: a unit test may import the rest. An
 * empty list stands for the whole module.
 */
export const starters: Readonly<Record<string, readonly string[]>> = {
  'node:child_process': [
    ...['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'],
  ],
  'node:http': ['Server', 'createServer'],
  'node:http2': ['createSecureServer', 'createServer'],
  'node:https': ['Server', 'createServer'],
  'node:net': ['Server', 'createServer'],
  'node:tls': ['Server', 'createServer'],
  'node:worker_threads': ['Worker'],
  'aws-cdk-lib': [],
  esbuild: [],
  vite: [],
};

/** Whether what a file imports, near or far, reaches one of them: then it is no unit test. */
export function reachesStarter(file: string): boolean {
  const files = new Set([file]);
  for (const each of files) {
    for (const target of targetsOf(each)) {
      if (isStarter(target)) return true;
      if (existsSync(target)) files.add(target);
    }
  }
  return false;
}

const isStarter = (target: string) =>
  Object.keys(starters).some(module => target === module || target.startsWith(`${module}/`));

const known = new Map<string, readonly string[]>();

/** Each file is read once: nearly all of them reach `core`. */
function targetsOf(file: string): readonly string[] {
  const targets =
    known.get(file) ??
    importsOf(file).flatMap(({ target, typeOnly }) => (typeOnly ? [] : [target]));
  known.set(file, targets);
  return targets;
}
