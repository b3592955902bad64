import { percentilesOf } from '../latency/percentiles.ts';
import { spreadOf } from '../rounds.ts';
import type { SocketsRound } from './send-events.ts';

/** What was measured with so many sockets. */
export interface SocketsFigures {
  readonly sockets: number;
  readonly rate: number;
  /** Of the host's process with all its functions, before the first socket and with all, idle and after load. */
  readonly emptyBytes: number;
  readonly openBytes: number;
  readonly loadedBytes: number;
  readonly openedInMs: number;
  /** Connections that ended during the bench. */
  readonly closed: number;
  readonly rounds: readonly SocketsRound[];
}

/** A line for each figure: its median, in brackets what it ranged over. */
export function socketsReport(figures: SocketsFigures): string {
  const { sockets, rate, emptyBytes, openBytes, loadedBytes, openedInMs, closed, rounds } = figures;
  const row = (name: string, percent: 'p50' | 'p99'): string => {
    const values = rounds.map(({ latenciesMs }) => percentilesOf(latenciesMs)?.[percent]);
    const { median, least, most } = spreadOf(values.map(value => value ?? Number.NaN));
    return `| ${name} | ${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)}) |`;
  };
  const expected = rounds.reduce((sum, round) => sum + round.expected, 0);
  const arrived = rounds.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0);
  const repeated = rounds.reduce((sum, round) => sum + round.repeated, 0);
  const kilobytes = (bytes: number): string => ((bytes - emptyBytes) / sockets / 1_000).toFixed(1);
  return `${sockets} sockets of as many users, ${rate} messages a second, ${rounds.length} rounds:

| figure | median (least–most) |
|---|---|
${row('p50, ms from the write to the socket', 'p50')}
${row('p99, ms', 'p99')}
| memory of the host, KB a socket, idle | ${kilobytes(openBytes)} |
| memory of the host, KB a socket, after the rounds | ${kilobytes(loadedBytes)} |
| handshakes a second | ${((sockets * 1_000) / openedInMs).toFixed(0)} |

${arrived} of ${expected} messages arrived, ${repeated} of them again; ${closed} sockets were closed.
`;
}
