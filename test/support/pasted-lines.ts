import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fencesOf } from './fences.ts';

/** What people paste into a shell. */
export const shells = ['sh', 'bash', 'console'];

/** The commands of a page, in order: one for each line, or for several that end with a backslash. */
export function pastedLines(page: string): readonly string[] {
  return fencesOf(page).flatMap(({ language, text }) => {
    const joined = text.replaceAll(/ *\\\n\s*/g, ' ').split('\n');
    const typed = shells.includes(language)
      ? joined
      : joined.flatMap(line => (line.startsWith('$ ') ? [line.slice(2)] : []));
    return typed.map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#'));
  });
}

/** Whether it calls the AWS CLI, alone or within another command. */
export function callsAwsCli(command: string): boolean {
  return /(?:^|[\s;|&(])aws [a-z][\w-]* [a-z]/.test(command);
}

/** How a command ended, or what it had printed when it was ended. */
export interface Pasted {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Says of the output so far whether nothing more is waited for. */
export type IsEnough = (output: string) => boolean;

/** A shell in that directory, whose commands see the variables of those before. */
export function openShell(directory: string, withinMs: number) {
  const state = join(directory, 'shell-state');
  writeFileSync(state, '');
  return {
    /** Runs a command to its end, or until it has printed enough: then it is interrupted, as by Ctrl-C. */
    run: async (command: string, isEnough: IsEnough = () => false): Promise<Pasted> => {
      const script = `. "$0"\nset -a\n${command}\nended=$?\nexport -p > "$0"\nexit $ended`;
      const child = spawn('bash', ['-c', script, state], {
        cwd: directory,
        // A group of its own, so that what npm started ends with it.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' },
      });
      const end = (signal: NodeJS.Signals) => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid, signal);
        } catch {
          // It has ended by itself.
        }
      };
      let output = '';
      let errors = '';
      child.stdout.setEncoding('utf8').on('data', text => {
        output += text;
        if (isEnough(output)) end('SIGTERM');
      });
      child.stderr.setEncoding('utf8').on('data', text => {
        errors += text;
      });
      const timer = setTimeout(() => end('SIGKILL'), withinMs);
      await once(child, 'close');
      clearTimeout(timer);
      return { exitCode: child.exitCode, output, errors };
    },
  };
}
