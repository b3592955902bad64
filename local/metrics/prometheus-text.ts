import type { MetricId } from '../contract/metrics.ts';
import type { MetricSeries, MetricStore } from './metric-store.ts';

/** How the stack's own metrics are shown. */
export interface OwnMetrics {
  readonly namespace: string;
  /** What their names begin with. @default - the namespace, in small letters */
  readonly prefix?: string;
  /** Those of which the newest minute's sum says more than the sum of all. @default - none */
  readonly gauges?: readonly string[];
}

/** The text exposition format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics of AWS that are levels, not counts: the newest minute's maximum is shown. */
const levels = new Set([
  'ApproximateAgeOfOldestMessage',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesVisible',
  'ConcurrentExecutions',
]);

interface Family {
  readonly type: 'counter' | 'gauge' | 'summary';
  readonly help: string;
  readonly lines: string[];
}

/**
 * Every metric of a host. Counts are counters since the start ("_total"), levels are gauges, and what is
 * measured has its sum and its count since the start, with percentiles of the newest hours.
 */
export function prometheusText(store: MetricStore, own: OwnMetrics): string {
  const families = new Map<string, Family>();
  for (const series of store.series) addSeries(families, series, store, own);
  const texts = [...families]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { type, help, lines }]) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n'),
    );
  return texts.length === 0 ? '' : `${texts.join('\n')}\n`;
}

function addSeries(
  families: Map<string, Family>,
  { id, unit, total }: MetricSeries,
  store: MetricStore,
  own: OwnMetrics,
): void {
  const isOwn = id.namespace === own.namespace;
  const isGauge = isOwn ? own.gauges?.includes(id.name) === true : levels.has(id.name);
  const prefix = isOwn && own.prefix !== undefined ? own.prefix : wordsOf(id.namespace);
  const base = asName(`${prefix}_${wordsOf(snakeCase(id.name))}`);
  const help = `${id.namespace} ${id.name}, in ${unit}.`;
  const family = (name: string, type: Family['type']): string[] => {
    const known = families.get(name) ?? { type, help: escaped(help, false), lines: [] };
    families.set(name, known);
    return known.lines;
  };
  const at = labelsOf(id);
  if (isGauge) {
    const value = store.latest(id, isOwn ? 'Sum' : 'Maximum');
    if (value !== undefined) family(base, 'gauge').push(`${base}${at()} ${value}`);
  } else if (unit === 'Count') {
    const name = `${base}_total`;
    family(name, 'counter').push(`${name}${at()} ${total.sum}`);
  } else {
    const name = unit === 'None' ? base : `${base}_${wordsOf(unit)}`;
    const lines = family(name, 'summary');
    for (const [quantile, statistic] of quantiles) {
      const value = store.recent(id, statistic);
      if (value !== undefined) lines.push(`${name}${at({ quantile })} ${value}`);
    }
    lines.push(`${name}_sum${at()} ${total.sum}`, `${name}_count${at()} ${total.count}`);
  }
}

const quantiles = [
  ['0.5', 'p50'],
  ['0.99', 'p99'],
] as const;

/** "EventsAppended" → "events_appended", "Url5xxCount" → "url5xx_count". */
const snakeCase = (name: string): string =>
  name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2');

/** What may stand in a name: https://prometheus.io/docs/concepts/data_model/ */
const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');

/** A name does not begin with a digit. */
const asName = (words: string): string => words.replace(/^(?=\d)/, '_');

function labelsOf({ dimensions }: MetricId) {
  const own = Object.entries(dimensions)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => [asName(wordsOf(snakeCase(name))), value] as const);
  return (more: Readonly<Record<string, string>> = {}): string => {
    const all = [...own, ...Object.entries(more)];
    if (all.length === 0) return '';
    return `{${all.map(([name, value]) => `${name}="${escaped(value, true)}"`).join(',')}}`;
  };
}

function escaped(text: string, isLabel: boolean): string {
  const plain = text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
  return isLabel ? plain.replaceAll('"', String.raw`\"`) : plain;
}
