import type { HostLog } from '../../local/contract/host-log.ts';

const shownLength = 200;

/** A log that shows the first line of each kind, cut short: on a busy machine one is like the next. */
export function firstOfEach(log: HostLog): HostLog {
  const shown = new Set<string>();
  const first = (write: (line: string) => void) => (line: string) => {
    const kind = line.split(' ', 5).join(' ');
    if (shown.has(kind)) return;
    shown.add(kind);
    write(line.slice(0, shownLength));
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: first(line => log.warn(line)),
    error: first(line => log.error(line)),
  };
}
