import { logsFor } from '../../core/channel/logs-for.ts';
import type { LogEntry } from '../../core/log/segment.ts';
import { sampledTraceOf } from '../../core/trace/hop.ts';
import { parseTraceparent } from '../../core/trace/traceparent.ts';
import type { FoundHop } from './found-hops.ts';

/** An event of a log, and what functions have logged of its trace. */
export interface TracedEvent {
  readonly entry: LogEntry;
  /** Of all events of the trace, the earliest first. */
  readonly hops: readonly FoundHop[];
  /** The stack's `traceSampling`. @default - its outputs do not say */
  readonly sampling: string | undefined;
}

/** Other events of a trace that are named, at most. */
const maxNamed = 20;

/** The event's way from its write, a line for each hop, and what is not there and why that may be. */
export function traceText({ entry, hops, sampling }: TracedEvent): string {
  const { event } = entry;
  const { id, type, channel, source, timestamp, metadata } = event;
  const read = parseTraceparent(metadata?.traceparent);
  const trace = read.kind === 'context' ? `trace ${read.context.traceId}` : 'in no trace';
  const own = hops.filter(({ eventId }) => eventId === id);
  const others = new Set(hops.map(({ eventId }) => eventId).filter(eventId => eventId !== id));
  const rows = [
    { hop: 'written', atMs: timestamp, by: source, detail: '' },
    ...own.map(hop => ({ hop: hop.hop, atMs: hop.atMs, by: hop.by, detail: detailOf(hop) })),
  ];
  const lines = rows.map(({ hop, atMs, by, detail }, at) => {
    const since = atMs - (rows[at - 1]?.atMs ?? atMs);
    const columns = [
      timeOf(atMs),
      msOf(atMs - timestamp),
      msOf(since),
      hop.padEnd(10),
      by.padEnd(16),
    ];
    return `${columns.join('  ')}  ${detail}`.trimEnd();
  });
  const parts = [
    `${type} ${id} of ${channel}, ${trace}`,
    '',
    `${'time'.padEnd(24)}  ${'since write'.padStart(11)}  ${'since last'.padStart(11)}  hop         by`,
    ...lines,
    '',
    ...missing(entry, own, sampling),
    ...(others.size > 0 ? [`other events of this trace: ${named([...others])}`] : []),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

/** A bulk operation is one trace of thousands. */
function named(ids: readonly string[]): string {
  const more = ids.length - maxNamed;
  return `${ids.slice(0, maxNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function detailOf({
  hop,
  channel,
  sockets,
  webhookId,
  attempt,
  outcome,
  tookMs,
}: FoundHop): string {
  switch (hop) {
    case 'appended':
      return `log of ${channel}`;
    case 'delivered':
      return `first reader of ${channel} in its process`;
    case 'posted':
      return `${sockets} sockets`;
    case 'webhook':
      return `${webhookId}, attempt ${attempt}: ${outcome}, took ${tookMs} ms`;
    default:
      return '';
  }
}

/** What there is no line of, a reason each. */
function missing(
  { event, appendedAtMs }: LogEntry,
  own: readonly FoundHop[],
  sampling: string | undefined,
): readonly string[] {
  if (sampledTraceOf(event) === undefined) {
    const share = sampling === undefined ? '' : `, which is ${sampling} here`;
    return [
      `not sampled, so no hop was logged: the log had it at ${timeOf(appendedAtMs)}. What decides is the setting traceSampling${share}, or a traceparent of the write whose flag says sampled (docs/tracing.md)`,
    ];
  }
  const has = (hop: FoundHop['hop'], channel?: string) =>
    own.some(one => one.hop === hop && (channel === undefined || one.channel === channel));
  const reasons: string[] = [];
  if (!has('fanned-out')) {
    reasons.push('no fanned-out: lines take some seconds to be found, and are kept for a month');
  }
  for (const log of logsFor(event)) {
    if (!has('appended', log)) reasons.push(`no appended in the log of ${log}: the same`);
  }
  if (!has('delivered')) {
    reasons.push(
      'no delivered: nobody who may see it had a stream open; polls and replays log none',
    );
  }
  if (!has('posted')) reasons.push('no posted: no open socket was to get it');
  if (!has('webhook')) reasons.push('no webhook: none wanted it, or not within --hours');
  return reasons;
}

const timeOf = (atMs: number): string => new Date(atMs).toISOString();

/** Clocks differ: it may be below zero. */
const msOf = (ms: number): string => `${ms < 0 ? '' : '+'}${ms} ms`.padStart(11);
