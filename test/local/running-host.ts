import type { HostLog } from '../../local/contract/host-log.ts';
import { type HostOptions, type RunningHost, startHost } from '../../local/host.ts';
import { type TinyAssembly, writeAssembly } from './tiny-assembly.ts';

/** A running host together with what it logged. */
export interface TestHost extends RunningHost {
  readonly lines: readonly string[];
  /** Resolves with the first line, past or future, that matches. */
  logged(pattern: RegExp): Promise<string>;
  /** Resolves once as many lines match. */
  loggedTimes(pattern: RegExp, times: number): Promise<void>;
}

/** Runs a tiny assembly. Without an engine of its own, nothing may use a table. */
export async function runAssembly(
  tiny: TinyAssembly,
  options: Partial<HostOptions> = {},
): Promise<TestHost> {
  const assembly = writeAssembly(tiny);
  const lines: string[] = [];
  const waiting = new Set<{ pattern: RegExp; resolve(line: string): void }>();
  const keep = (level: string) => (message: string) => {
    const line = `${level} ${message}`;
    lines.push(line);
    for (const each of waiting) if (each.pattern.test(line)) each.resolve(line);
  };
  const log: HostLog = {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  };
  try {
    const host = await startHost({
      assemblyDirectory: assembly.directory,
      port: 0,
      engine: { endpoint: 'http://127.0.0.1:9', stop: async () => {} },
      log,
      ...options,
    });
    return {
      ...host,
      lines,
      logged: pattern =>
        new Promise(resolve => {
          const line = lines.find(each => pattern.test(each));
          if (line !== undefined) resolve(line);
          else waiting.add({ pattern, resolve });
        }),
      loggedTimes: (pattern, times) =>
        new Promise(resolve => {
          const check = (): void => {
            if (lines.filter(line => pattern.test(line)).length < times) return;
            resolve();
            waiting.delete(entry);
          };
          const entry = { pattern, resolve: check };
          waiting.add(entry);
          check();
        }),
      async stop() {
        await host.stop();
        assembly.remove();
      },
    };
  } catch (error) {
    assembly.remove();
    throw error;
  }
}
