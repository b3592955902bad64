import { type Metric, metrics } from '../../core/metrics/metrics.ts';
import { read, rowsOf, section } from '../support/page-parts.ts';

const page = 'docs/metrics.md';

/** As the page says it: the dimension, how many values it has, and whether there is one of all. */
function splitBy({ dimension, total = false }: Metric): string {
  if (dimension === undefined) return '';
  const { name, values } = dimension;
  return `\`${name}\` (${values.length})${total ? ', and all together' : ''}`;
}

test('docs/metrics.md has a row for each metric of the list, and says what the list says', () => {
  const expected = Object.entries<Metric>(metrics).map(([name, metric]) => [
    ...[`\`${name}\``, metric.unit, splitBy(metric), metric.says],
  ]);
  expect(rowsOf(section(page, 'The list'))).toEqual(expected);
});

test('its line of the embedded metric format is one', () => {
  const [, line = ''] = /^```json\n(.*)\n```$/m.exec(read(page)) ?? [];
  const { _aws, ...values } = JSON.parse(line);
  expect(values).toEqual({ channel: 'fights', EventsAppended: 3 });
  expect(_aws.CloudWatchMetrics).toHaveLength(1);
});
