import type { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { BufferedMeter, type MetricGroup } from '../../../core/metrics/buffered-meter.ts';
import type { Meter } from '../../../core/metrics/meter.ts';
import { metrics } from '../../../core/metrics/metrics.ts';

/**
 * The metrics of one function, made once at module scope: lines of CloudWatch's embedded metric format in
 * its log, in the namespace that POWERTOOLS_METRICS_NAMESPACE says.
 */
export function createMeter(logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>): Meter {
  const emf = new Metrics({ logger });
  // The name of the function: each metric would be one more for each function that counts it.
  emf.clearDefaultDimensions();
  return new BufferedMeter({
    write: group => writeLine(group, emf),
    onFailure: error => logger.warn('metrics could not be written', { error }),
    random: Math.random,
  });
}

/** One line: the format has one value of a dimension in each. */
function writeLine({ dimension, total, values }: MetricGroup, emf: Metrics): void {
  // A set without any: what is counted of all together.
  if (dimension === undefined || total) emf.addDimensions({});
  if (dimension !== undefined) emf.addDimensions({ [dimension.name]: dimension.value });
  for (const [name, value] of values) {
    const { unit } = metrics[name];
    for (const each of [value].flat()) emf.addMetric(name, unit, each);
  }
  emf.publishStoredMetrics();
}
