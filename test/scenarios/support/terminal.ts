import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** A line that `--json` wrote. */
export interface TerminalRecord {
  readonly record: string;
  readonly command?: string;
  readonly ending?: string;
  readonly code?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  readonly [field: string]: any;
}

/** The terminal client as a process of its own, with `--json`. */
export interface TerminalClient {
  readonly records: readonly TerminalRecord[];
  type(line: string): void;
  /** The first record, of those that came and those that come, that is as wanted. */
  until(isWanted: (record: TerminalRecord) => boolean): Promise<TerminalRecord>;
  /** How it ended. Its stdout was JSON to the last line, or this rejects. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stderr: string }>;
  stop(): void;
}

export function startTerminal(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): TerminalClient {
  const outputs = process.env.SCENARIO_OUTPUTS ?? 'outputs.local.json';
  const child = spawn(
    process.execPath,
    [
      'tools/client.ts',
      '--json',
      ...(args.includes('--url') ? [] : ['--outputs', outputs]),
      ...args,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } },
  );
  const records: TerminalRecord[] = [];
  const watchers = new Set<() => void>();
  const unreadable: string[] = [];
  const reader = createInterface({ input: child.stdout }).on('line', line => {
    try {
      records.push(JSON.parse(line));
    } catch {
      unreadable.push(line);
    }
    for (const watcher of [...watchers]) watcher();
  });
  const ended = Promise.all([text(child.stderr), once(child, 'close'), once(reader, 'close')]).then(
    ([stderr]) => {
      if (unreadable.length > 0) throw new Error(`not JSON: ${unreadable.join('\n')}`);
      return { exitCode: child.exitCode, stderr };
    },
  );
  return {
    records,
    type: line => void child.stdin.write(`${line}\n`),
    until: isWanted =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = records.find(isWanted);
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
        const fail = (end: unknown): void =>
          reject(new Error(`ended before: ${JSON.stringify(end)} ${JSON.stringify(records)}`));
        ended.then(fail, fail);
      }),
    ended,
    stop: () => void child.kill('SIGKILL'),
  };
}
