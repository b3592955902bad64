import { MetricStore } from '../../../local/metrics/metric-store.ts';
import { prometheusText } from '../../../local/metrics/prometheus-text.ts';

/**
 * The text format, line by line, as https://prometheus.io/docs/instrumenting/exposition_formats/ has it:
 * comments, HELP, TYPE, and samples of a name, labels with escaped values, and a number.
 */
const grammar = {
  help: /^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* (?:[^\\\n]|\\\\|\\n)*$/,
  type: /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|summary)$/,
  sample:
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*")*\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/,
};

/** Reads a text, and @throws Error on a line that the format does not have, or a sample out of its family. */
function readText(text: string): Map<string, number> {
  expect(text.endsWith('\n')).toBe(true);
  const samples = new Map<string, number>();
  const families = new Set<string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    if (grammar.help.test(line)) continue;
    const type = grammar.type.exec(line);
    if (type !== null) {
      family = type[1] ?? '';
      if (families.has(family)) throw new Error(`two families ${family}`);
      families.add(family);
      continue;
    }
    const sample = grammar.sample.exec(line);
    if (sample === null) throw new Error(`no line of the format: ${line}`);
    const [, name = '', value] = sample;
    if (name.replace(/_(sum|count)$/, '') !== family && name !== family) {
      throw new Error(`${name} stands in ${family}`);
    }
    samples.set(line.slice(0, line.lastIndexOf(' ')), Number(value));
  }
  return samples;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const own = { namespace: 'GalloBetsRealtime', prefix: 'gallobets', gauges: ['Readers'] };

function store() {
  const clock = { minute: 5 };
  const made = new MetricStore({
    minuteMs: 60_000,
    log: silent,
    now: () => clock.minute * 60_000,
  });
  return { made, clock };
}

test('counts are counters, levels gauges, and what is measured a summary', () => {
  const { made, clock } = store();
  const count = { unit: 'Count', values: [2] };
  const fights = { namespace: 'GalloBetsRealtime', dimensions: { channel: 'fights' } };
  made.record({ ...fights, ...count, name: 'EventsAppended' });
  made.record({ ...fights, ...count, name: 'Readers' });
  made.record({ ...fights, name: 'DeliveryLatency', unit: 'Milliseconds', values: [10, 30] });
  const errors = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'f' } };
  made.record({ ...errors, ...count });
  const queue = { namespace: 'AWS/SQS', dimensions: { QueueName: 'q' } };
  const age = { ...queue, name: 'ApproximateAgeOfOldestMessage', unit: 'Seconds' };
  made.record({ ...age, values: [7] });
  clock.minute = 6;
  made.record({ ...fights, ...count, name: 'EventsAppended' });
  made.record({ ...fights, ...count, name: 'Readers' });
  made.record({ ...fights, name: 'Readers', unit: 'Count', values: [1] });
  made.record({ ...age, values: [3] });

  expect(Object.fromEntries(readText(prometheusText(made, own)))).toEqual({
    'gallobets_events_appended_total{channel="fights"}': 4,
    'gallobets_readers{channel="fights"}': 3,
    'gallobets_delivery_latency_milliseconds{channel="fights",quantile="0.5"}': 10,
    'gallobets_delivery_latency_milliseconds{channel="fights",quantile="0.99"}': 30,
    'gallobets_delivery_latency_milliseconds_sum{channel="fights"}': 40,
    'gallobets_delivery_latency_milliseconds_count{channel="fights"}': 2,
    'aws_lambda_errors_total{function_name="f"}': 2,
    'aws_sqs_approximate_age_of_oldest_message{queue_name="q"}': 3,
  });
});

test('whatever stands in names and values, the text stays one of the format', () => {
  const { made } = store();
  for (const name of ['Url5xxCount', '9lives', 'ÄÖ x', 'HTTPStatus']) {
    made.record({
      namespace: 'AWS/ApiGateway',
      name,
      dimensions: { ApiId: 'a"b\\c\nd', Stage: '' },
      unit: 'Count',
      values: [0.5],
    });
  }
  const names = [...readText(prometheusText(made, own)).keys()].map(key => key.split('{')[0]);
  expect(names).toEqual([
    'aws_apigateway_9lives_total',
    'aws_apigateway_http_status_total',
    'aws_apigateway_url5xx_count_total',
    'aws_apigateway_x_total',
  ]);
});

test('without metrics it is empty', () => {
  expect(prometheusText(store().made, own)).toBe('');
});

test('a namespace without a prefix of its own gives its name', () => {
  const { made } = store();
  const sample = { name: 'Gaps', dimensions: {}, unit: 'Count', values: [1] };
  made.record({ ...sample, namespace: 'GalloBetsRealtime-staging' });
  const text = prometheusText(made, { namespace: 'GalloBetsRealtime-staging' });
  expect([...readText(text).keys()]).toEqual(['gallobetsrealtime_staging_gaps_total']);
});
