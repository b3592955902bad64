import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { HostLog } from '../../local/contract/host-log.ts';

/** The host's log on a terminal: one line each, coloured where there is someone to see it. */
export function hostLog(stream: Writable): HostLog {
  const line =
    (format: 'dim' | 'yellow' | 'red') =>
    (message: string): void => {
      stream.write(`${styleText(format, message, { stream })}\n`);
    };
  const info = (message: string): void => {
    stream.write(`${message}\n`);
  };
  return { debug: line('dim'), info, warn: line('yellow'), error: line('red') };
}
