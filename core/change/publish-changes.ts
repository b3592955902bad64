import { logsFor } from '../channel/logs-for.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { EncodedEvent } from '../log/encoded-event.ts';
import type { LogWriter } from '../log/log-writer.ts';
import type { Statistics } from '../statistics/statistics.ts';
import type { LogHop } from '../trace/hop.ts';
import type { TraceparentDefect } from '../trace/traceparent.ts';
import type { ChannelName } from '../wire/event.ts';
import type { Change, ChangeThresholds } from './change.ts';
import { changeToEvents } from './change-to-events.ts';
import { type ChangeTrace, traceOfChange } from './trace-of-change.ts';

/** A change whose item breaks its contract, and why. */
export interface MalformedChange {
  readonly change: Change;
  readonly reason: string;
}

/** Where malformed changes go, so that those behind them flow on. */
export interface Quarantine {
  /** Keeps each change once, however often it is given, and reports that there are new ones. */
  keep(malformed: readonly MalformedChange[]): Promise<void>;
}

/** What became of a batch of changes, for the log line about it. */
export interface PublishSummary {
  readonly changes: number;
  readonly events: number;
  readonly malformed: number;
  /** How many items had a `traceparent` that is none, by what is wrong. @default - none had */
  readonly traceparentsIgnored?: Readonly<Partial<Record<TraceparentDefect, number>>>;
}

/** How changes are traced. */
export interface PublishTracing {
  /** The share of traces whose hops are logged, from 0 to 1, beside those that are sampled already. */
  readonly sampling: number;
  readonly logHop: LogHop;
  readonly now: Clock;
}

/** What a deployment that says nothing else does: it passes on what backends give. */
const untraced: PublishTracing = { sampling: 0, logHop: () => undefined, now: systemClock };

/**
 * Appends what the changes mean to every log that carries it, each log in the changes' order, and
 * sets aside what is malformed. Safe to repeat with the same changes, in whole or in part.
 *
 * The log of `global` comes last, so that what it has, every other log has: whoever reads several
 * channels by it takes their history from their own logs, and misses nothing
 * (docs/decisions/0092).
 *
 * @throws the first failure of a log or the quarantine, after every one of them has settled: a
 *   function must leave no work behind when it answers
 */
export async function publishChanges(
  changes: readonly Change[],
  ports: {
    readonly writer: LogWriter;
    readonly quarantine: Quarantine;
    readonly thresholds: ChangeThresholds;
    readonly statistics: Pick<Statistics, 'appended'>;
    /** @default - what backends give is passed on, and no hop is logged */
    readonly tracing?: PublishTracing;
  },
): Promise<PublishSummary> {
  const { sampling, logHop, now } = ports.tracing ?? untraced;
  const traces = await Promise.all(changes.map(change => traceOfChange(change, sampling)));
  const events: EncodedEvent[] = [];
  const malformed: MalformedChange[] = [];
  for (const [at, change] of changes.entries()) {
    const result = changeToEvents(change, ports.thresholds, traces[at]?.traceparent);
    if (result.kind === 'events') events.push(...result.events);
    else malformed.push({ change, reason: result.reason });
  }
  for (const { event } of events) logHop(event, { hop: 'fanned-out', atMs: now() });
  const oldestRecordAtMs = Math.min(...changes.map(change => change.recordedAtMs));
  const append = async ([log, ofLog]: readonly [ChannelName, readonly EncodedEvent[]]) => {
    ports.statistics.appended(log, await ports.writer.append(log, ofLog, oldestRecordAtMs));
    const atMs = now();
    for (const { event } of ofLog) logHop(event, { hop: 'appended', channel: log, atMs });
  };
  const logs = [...byLog(events)];
  await allSettled([
    ...logs.filter(([log]) => log !== 'global').map(append),
    ...(malformed.length > 0 ? [ports.quarantine.keep(malformed)] : []),
  ]);
  await allSettled(logs.filter(([log]) => log === 'global').map(append));
  return {
    ...{ changes: changes.length, events: events.length, malformed: malformed.length },
    ...ignoredOf(traces),
  };
}

/** What is ignored is counted, so that whoever misses a trace finds out why. */
function ignoredOf(traces: readonly ChangeTrace[]): Pick<PublishSummary, 'traceparentsIgnored'> {
  const counts = new Map<TraceparentDefect, number>();
  for (const { ignored } of traces) {
    if (ignored !== undefined) counts.set(ignored, (counts.get(ignored) ?? 0) + 1);
  }
  return counts.size === 0 ? {} : { traceparentsIgnored: Object.fromEntries(counts) };
}

/** Waits for all of them, and throws what failed first. */
async function allSettled(work: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(work);
  const failed = settled.find(result => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function byLog(events: readonly EncodedEvent[]): ReadonlyMap<ChannelName, EncodedEvent[]> {
  const logs = new Map<ChannelName, EncodedEvent[]>();
  for (const encoded of events) {
    for (const log of logsFor(encoded.event)) {
      const ofLog = logs.get(log);
      if (ofLog === undefined) logs.set(log, [encoded]);
      else ofLog.push(encoded);
    }
  }
  return logs;
}
