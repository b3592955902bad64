import type { Clock } from '../clock.ts';
import { allSeries, type StatisticsStore } from '../statistics/statistics.ts';
import {
  addHistograms,
  type SeriesSummary,
  summarizeErrors,
  summarizeLatency,
} from '../statistics/summarize.ts';
import { readSeries } from '../telemetry/collect-stats.ts';
import type { Health } from '../wire/management/health.ts';
import { within } from '../within.ts';
import {
  type ComponentCheck,
  componentHealth,
  errorHealth,
  overallHealthOf,
} from './overall-health.ts';

/** Something behind the system, and how to find out whether it answers. */
export interface Component {
  readonly name: string;
  /** Without it nothing is delivered, or nobody gets in. */
  readonly isEssential: boolean;
  /** Rejects when it does not work. */
  readonly ask: () => Promise<unknown>;
  /** What it found, once it answered. @default - no more than that it answers */
  readonly found?: () => string;
}

/** What a health check works with. */
export interface HealthPorts {
  readonly components: readonly Component[];
  readonly counted: Pick<StatisticsStore, 'since'>;
  readonly now: Clock;
}

/** Everything that is known of the health. Of it the public learns the status only. */
export type HealthReport = {
  readonly [K in Exclude<keyof Health, 'draining'>]-?: Exclude<Health[K], undefined>;
};

/** One answer serves everyone for so long: anyone may ask, and each check costs reads. */
const cachedMs = 5_000;
const slowAboveMs = 1_000;
const maxAnswerMs = 2_000;
/** Deliveries later than this, at the 95th of 100, are late for everyone. */
const lateDeliveryMs = 10_000;
/** Of so many batches, or more, this share of failures means that events stand still. */
const minBatches = 3;
const stuckAtShare = 0.5;
const minuteMs = 60_000;
/** Far longer than a write takes to the fan-out, and its count to the table. */
const unseenAfterMs = 60_000;

/** Checks the components, at most once every few seconds in one environment. */
export function createHealthCheck(ports: HealthPorts): () => Promise<HealthReport> {
  let last: { readonly atMs: number; readonly report: Promise<HealthReport> } | undefined;
  return async () => {
    const atMs = ports.now();
    if (last === undefined || atMs - last.atMs >= cachedMs) {
      last = { atMs, report: checkHealth(ports) };
    }
    return await last.report;
  };
}

async function checkHealth({ components, counted, now }: HealthPorts): Promise<HealthReport> {
  let series: readonly SeriesSummary[] = [];
  const statistics: Component = {
    name: 'statistics',
    isEssential: false,
    ask: async () => {
      series = await readSeries(allSeries, { counted, now });
    },
  };
  const answers = await Promise.all([...components, statistics].map(each => check(each, now)));
  const checks = [...answers, fanOutCheck(series, now()), deliveryCheck(series)];
  const errors = summarizeErrors(series);
  return {
    status: overallHealthOf(checks, errors),
    checkedAt: now(),
    components: checks.map(each => ({
      name: each.name,
      status: componentHealth(each),
      latencyMs: Math.round(each.latencyMs),
      ...(each.detail === undefined ? {} : { detail: each.detail }),
    })),
    errors: { requests: errors.requests, ...errorHealth(errors) },
  };
}

async function check(
  { name, isEssential, ask, found: said }: Component,
  now: Clock,
): Promise<ComponentCheck> {
  const startedAtMs = now();
  const found = (works: boolean, detail?: string): ComponentCheck => ({
    name,
    isEssential,
    works,
    latencyMs: Math.max(0, now() - startedAtMs),
    slowAboveMs,
    ...(detail === undefined ? {} : { detail }),
  });
  try {
    const isInTime = await within(ask(), maxAnswerMs);
    return isInTime ? found(true, said?.()) : found(false, `no answer within ${maxAnswerMs} ms`);
  } catch (error) {
    // Its name only: a message may hold what only the log should.
    return found(false, error instanceof Error ? error.name : 'failed');
  }
}

/**
 * By its own batches: they are few beside all the requests, in whose rate it would not show that no
 * event comes through. Without any batch, by what was published over HTTP, which should have been one.
 */
function fanOutCheck(series: readonly SeriesSummary[], nowMs: number): ComponentCheck {
  const ofFanOut = summarizeErrors(series.filter(each => each.series === 'change-fan-out'));
  const waiting = ofFanOut.requests > 0 ? 0 : publishedBefore(series, nowMs - unseenAfterMs);
  const { rate } = errorHealth(ofFanOut);
  const percent = Math.round(rate * 100);
  return {
    name: 'fan-out',
    isEssential: true,
    works: waiting === 0 && (ofFanOut.requests < minBatches || rate < stuckAtShare),
    latencyMs: 0,
    slowAboveMs,
    detail:
      waiting > 0
        ? `no batch, though ${waiting} events were published`
        : ofFanOut.requests === 0
          ? 'no batch of late'
          : `${percent} % of ${ofFanOut.requests} batches failed`,
  };
}

/** Events that the management API published in minutes that were over by then. */
function publishedBefore(series: readonly SeriesSummary[], beforeMs: number): number {
  const ofManagement = series.find(each => each.series === 'management')?.minutes ?? [];
  return ofManagement
    .filter(({ startMs }) => startMs + minuteMs <= beforeMs)
    .reduce((sum, { events }) => sum + events, 0);
}

function deliveryCheck(series: readonly SeriesSummary[]): ComponentCheck {
  const latency = summarizeLatency(addHistograms(series.map(each => each.latency)));
  return {
    name: 'delivery',
    isEssential: false,
    works: true,
    latencyMs: latency?.p95 ?? 0,
    slowAboveMs: lateDeliveryMs,
    detail: latency === undefined ? 'nothing delivered of late' : `p95 of ${latency.samples}`,
  };
}
