import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The derby night, playing in a process of its own so that it can take nothing down with it. */
export interface DemoProcess {
  /** Ends the play, softly and then hard; resolves when the process is gone. */
  stop(): Promise<void>;
}

export interface DemoProcessOptions {
  readonly outputsFile: string;
  /** Called with each line that the demo writes to stderr. */
  readonly onTrouble: (message: string) => void;
}

const entry = 'examples/derby-night/main.ts';
const softStopMs = 3_000;

/** Starts the play on the stack of that outputs file. */
export function startDemo({ outputsFile, onTrouble }: DemoProcessOptions): DemoProcess {
  // The channel carries no message: by its end the demo notices that this process is gone, even by SIGKILL.
  const child = spawn(process.execPath, [entry, '--outputs', outputsFile, '--quiet'], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close').catch(() => undefined);
  let stopping = false;
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    if (!stopping) onTrouble(chunk.trimEnd());
  });
  child.on('error', error => onTrouble(`the demo did not start: ${error.message}`));
  child.on('exit', code => {
    if (!stopping) onTrouble(`the demo has ended by itself (exit code ${code}); the host runs on`);
  });
  return {
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), softStopMs);
      await ended;
      clearTimeout(hard);
    },
  };
}
