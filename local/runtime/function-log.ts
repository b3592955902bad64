import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { HostLog } from '../contract/host-log.ts';
import { isRecord } from '../template/template.ts';

/** A function may print anything; a terminal line should stay one. */
const lineLimit = 2_000;

/** Keys of a structured line that say nothing new next to the function's name. */
const commonKeys = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'xray_trace_id',
  'cold_start',
  'function_name',
  'function_arn',
  'function_memory_size',
  'function_request_id',
]);

/** Calls back for each line of a function's output. */
export function logLinesOf(output: Readable, onLine: (line: string) => void): void {
  createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

function compact(entry: Record<string, unknown>): string {
  const details = Object.entries(entry)
    .filter(([key]) => !commonKeys.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [String(entry.message), ...details].join(' ');
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return isRecord(parsed) && typeof parsed.level === 'string' && 'message' in parsed
      ? parsed
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Gives one line of a function's output to the host's log, prefixed by the function's name: a
 * structured line at its own level and in compact form, any other as info (stdout) or warn (stderr).
 */
export function writeFunctionLine(
  log: HostLog,
  name: string,
  stream: 'stdout' | 'stderr',
  line: string,
): void {
  if (line.trim() === '') return;
  const entry = parseEntry(line);
  const text = `[${name}] ${entry === undefined ? line : compact(entry)}`.slice(0, lineLimit);
  const level = entry === undefined ? undefined : String(entry.level).toLowerCase();
  if (level === 'error' || level === 'critical' || level === 'fatal') log.error(text);
  else if (level === 'warn' || level === 'warning') log.warn(text);
  else if (level === 'debug' || level === 'trace') log.debug(text);
  else if (level !== undefined || stream === 'stdout') log.info(text);
  else log.warn(text);
}
