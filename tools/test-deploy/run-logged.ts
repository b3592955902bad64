import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What to run, and where its output goes. */
export interface LoggedCommand {
  /** An entry file of Node and its arguments. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** All that it prints is written to this file. */
  readonly logFile: string;
}

/** How it ended. */
export interface LoggedEnd {
  readonly exitCode: number | null;
  /** The last lines that it printed, on either output, but for those of progress. */
  readonly lastLines: readonly string[];
}

/** So many of its last lines are kept, for whoever reads why it failed. */
const linesKept = 25;
/** Of each file that the CDK's CLI publishes it prints four; they would hide what it says after them. */
const ofProgress = /: (start|success): |^\s*$/;

/** Runs it to its end. A signal that ends this process by Ctrl-C reaches it too. */
export async function runLogged({ args, env, logFile }: LoggedCommand): Promise<LoggedEnd> {
  await mkdir(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lastLines: string[] = [];
  const keep = async (output: Readable): Promise<void> => {
    for await (const line of createInterface({ input: output })) {
      log.write(`${line}\n`);
      if (ofProgress.test(line)) continue;
      lastLines.push(line);
      if (lastLines.length > linesKept) lastLines.shift();
    }
  };
  await Promise.all([keep(child.stdout), keep(child.stderr), once(child, 'close')]);
  log.end();
  await once(log, 'close');
  return { exitCode: child.exitCode, lastLines };
}
