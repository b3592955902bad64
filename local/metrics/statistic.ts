import type { Minute } from './minute.ts';

const percentilePattern = /^p(\d{1,2}(?:\.\d+)?|100)$/;

/** The statistics that are known here, of those of CloudWatch: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const simple: Readonly<Record<string, (minute: Minute) => number>> = {
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ most }) => most,
  Minimum: ({ least }) => least,
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
};

export const knownStatistics = `${Object.keys(simple).join(', ')} or a percentile such as p99`;

/** Whether it has to know the single values. */
export const isPercentile = (statistic: string): boolean => percentilePattern.test(statistic);

export const isKnownStatistic = (statistic: string): boolean =>
  Object.hasOwn(simple, statistic) || isPercentile(statistic);

/** Undefined: there were no samples, or they are too old for a percentile. */
export function statisticOf(minute: Minute, statistic: string): number | undefined {
  if (minute.count === 0) return undefined;
  const percent = percentilePattern.exec(statistic)?.[1];
  if (percent !== undefined) return minute.percentile(Number(percent));
  return simple[statistic]?.(minute);
}
