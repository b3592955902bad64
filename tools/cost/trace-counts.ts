import type { Count, Variant } from './bill.ts';
import { webEnvironments } from './our-counts.ts';
import { activeSeconds, pages, type Usage } from './usage.ts';

/** A hop as a line, with what the logger adds and what CloudWatch counts of each line. */
const lineBytes = 350;
/** Of an event: it is fanned out, and appended to the log of its home, to that of global, and sometimes to a third. */
const fanOutLines = 3.5;

/** Of that share of all events the lines of the fan-out, and one of each process that has a reader. */
function linesOf(usage: Usage, share: number, processes: number): readonly Count[] {
  const events = usage.eventsPerSecond * activeSeconds(usage) * share;
  const gigabytes = (lines: number) => (events * lines * lineBytes) / 1e9;
  return [
    { price: 'logs', what: 'hops of the fan-out', amount: gigabytes(fanOutLines) },
    { price: 'logs', what: 'hops of streams', amount: gigabytes(processes) },
  ];
}

/** What traces come to where that share of them is sampled, of Live streams on either host. */
export function traceVariants(usage: Usage, share: number): readonly Variant[] {
  const streams = pages(usage);
  const environments = webEnvironments(usage);
  const title = `${share * 100} % of ${usage.eventsPerSecond} events/s`;
  return [
    {
      name: 'Live',
      title: `${title}, ${streams} Live streams`,
      counts: linesOf(usage, share, streams),
    },
    {
      name: 'Web',
      title: `${title}, their ${environments} environments of a Web Function`,
      counts: linesOf(usage, share, environments),
    },
  ];
}
