import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';

/** The command of the package aws-cdk, which this project pins. */
const entry = join('node_modules', 'aws-cdk', 'bin', 'cdk');

/**
 * Runs `cdk` in this terminal, to its end, and gives its exit code. Ctrl-C is for it: an update that is
 * under way goes on at AWS, and it says so.
 */
export async function runCdk(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  // `node` in cdk.json shall be this Node, however this tool was started.
  const PATH = [dirname(process.execPath), environment.PATH].join(delimiter);
  const env = { ...environment, PATH };
  const child = spawn(process.execPath, [entry, ...args], { stdio: 'inherit', env });
  const leave = (): void => {};
  process.on('SIGINT', leave);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  } finally {
    process.off('SIGINT', leave);
  }
}
