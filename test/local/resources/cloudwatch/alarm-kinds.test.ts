import { unusedMonitoring } from '../../../../local/alarms/monitoring.ts';
import { alarmKind } from '../../../../local/resources/cloudwatch/alarm-kind.ts';
import { compositeAlarmKind } from '../../../../local/resources/cloudwatch/composite-alarm-kind.ts';
import { dashboardKind } from '../../../../local/resources/cloudwatch/dashboard-kind.ts';
import { createTestHost } from '../../test-host.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:Alarms';

const plain = {
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 0,
};

const fetched = (Id: string, Period = 60, ReturnData = false) => ({
  Id,
  ReturnData,
  MetricStat: { Metric: { Namespace: 'Stack', MetricName: Id }, Period, Stat: 'Sum' },
});

function declare(properties: Record<string, unknown>, monitoring = unusedMonitoring()) {
  monitoring.topics.add(topicArn);
  const declared = { logicalId: 'Late', type: 'AWS::CloudWatch::Alarm', properties };
  return alarmKind(monitoring).create(declared, createTestHost());
}

test('an alarm is known by its name and its ARN, and begins without data', async () => {
  const monitoring = unusedMonitoring();
  const alarm = await declare(
    { ...plain, AlarmDescription: 'Late, see docs', AlarmActions: [topicArn] },
    monitoring,
  );
  expect(alarm).toEqual({
    ref: 'Stack-Late',
    attributes: { Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Stack-Late' },
  });
  expect(monitoring.alarms.report().alarms).toEqual([
    {
      name: 'Stack-Late',
      description: 'Late, see docs',
      state: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      since: expect.any(String),
      history: [],
    },
  ]);
});

test.each([
  ['a period of no whole minutes', { Period: 30 }, /^Late .*Period: expected an integer from 60/],
  ['an unknown statistic', { Statistic: 'TM(10%:90%)' }, /expected Average, .* or a percentile/],
  [
    'two statistics',
    { ExtendedStatistic: 'p99' },
    /^Late: expected either Statistic or ExtendedStatistic$/,
  ],
  ['no metric', { MetricName: undefined }, /^Late: expected MetricName, Namespace and Period/],
  [
    'an anomaly',
    { ComparisonOperator: 'GreaterThanUpperThreshold' },
    /the local host detects no anomalies/,
  ],
  [
    'more points to alarm than it evaluates',
    { DatapointsToAlarm: 2 },
    /^Late: expected DatapointsToAlarm of at most EvaluationPeriods, 1; received 2$/,
  ],
  [
    'an action that is no topic',
    { OKActions: ['arn:aws:sns:us-east-1:000000000000:Other'] },
    /^Late: expected actions that are topics of this template; received arn:.*:Other$/,
  ],
  ['more than a day', { Period: 3_600, EvaluationPeriods: 25 }, /at most 1440 minutes of Sum/],
  [
    'more hours than percentiles have',
    { Statistic: undefined, ExtendedStatistic: 'p99', Period: 3_600, EvaluationPeriods: 4 },
    /at most 180 minutes of p99/,
  ],
])('%s is an error that names the alarm', async (_, properties, message) => {
  await expect(declare({ ...plain, ...properties })).rejects.toThrow(message);
});

const elevenIds = Array.from({ length: 11 }, (_, n) => `m${n}`);

const expression = {
  EvaluationPeriods: 1,
  ComparisonOperator: plain.ComparisonOperator,
  Threshold: 1,
};

test.each([
  ['an id twice', [fetched('late'), fetched('late')], /expected the id late once/],
  ['no result', [fetched('late')], /expected one of Metrics to return data; received $/],
  [
    'two periods',
    [fetched('late', 60, true), fetched('all', 300)],
    /expected metrics of one period/,
  ],
  [
    'eleven metrics',
    [...elevenIds.map(id => fetched(id)), { Id: 'all', Expression: 'SUM(METRICS())' }],
    /^Late: expected at most 10 metrics in one alarm; received 11$/,
  ],
  [
    'an id that is not there',
    [fetched('late'), { Id: 'share', Expression: 'late / all' }],
    /no metric or expression has the id all/,
  ],
  [
    'a circle',
    [
      fetched('late'),
      { Id: 'one', Expression: 'two' },
      { Id: 'two', Expression: 'one', ReturnData: false },
    ],
    /the expression one depends on itself/,
  ],
  [
    'a number instead of values by time',
    [fetched('late'), { Id: 'share', Expression: 'SUM(late)' }],
    /expected values by time; received a scalar/,
  ],
  [
    'a function that is not known',
    [fetched('late'), { Id: 'share', Expression: 'ANOMALY_DETECTION_BAND(late)' }],
    /does not know the function ANOMALY_DETECTION_BAND of metric math; it knows ABS, AVG/,
  ],
])('of expressions: %s is an error', async (_, Metrics, message) => {
  await expect(declare({ ...expression, Metrics })).rejects.toThrow(message);
});

test('ten metrics are as many as an alarm may read', async () => {
  const ten = elevenIds.slice(1).map(id => fetched(id));
  const Metrics = [...ten, { Id: 'all', Expression: 'SUM(METRICS())' }];
  await expect(declare({ ...expression, Metrics })).resolves.toMatchObject({ ref: 'Stack-Late' });
});

test('an alarm of another name, whatever it is called in the template', async () => {
  const monitoring = unusedMonitoring();
  await declare({ ...plain, AlarmName: 'fan-out-late' }, monitoring);
  const again = declare({ ...plain, AlarmName: 'fan-out-late' }, monitoring);
  await expect(again).rejects.toThrow(
    'Late: this template has an alarm named fan-out-late already',
  );
});

test.each([
  ['ALARM("gone")', 'the rule of the alarm Stack-Both names gone, which is not in this template'],
  ['ALARM("Stack-Both")', 'the rule of the alarm Stack-Both depends on itself'],
])('a rule %s is an error once all alarms are there', async (AlarmRule, message) => {
  const monitoring = unusedMonitoring();
  const type = 'AWS::CloudWatch::CompositeAlarm';
  await compositeAlarmKind(monitoring).create(
    { logicalId: 'Both', type, properties: { AlarmRule } },
    createTestHost(),
  );
  expect(() => monitoring.settle()).toThrow(message);
});

const dashboard = (body: unknown) =>
  dashboardKind.create(
    {
      logicalId: 'Dashboard',
      type: 'AWS::CloudWatch::Dashboard',
      properties: { DashboardBody: typeof body === 'string' ? body : JSON.stringify(body) },
    },
    createTestHost(),
  );

const graph = {
  type: 'metric',
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  properties: {
    region: 'us-east-1',
    title: 'Events',
    view: 'timeSeries',
    metrics: [
      ['Stack', 'EventsAppended', 'channel', 'fights', { stat: 'Sum', label: 'fights' }],
      [{ expression: 'm1 / m2', id: 'e1' }],
    ],
  },
};
const text = { type: 'text', x: 12, y: 0, width: 12, height: 6, properties: { markdown: '# Hi' } };

test('the body of a dashboard is taken as CloudWatch takes it', async () => {
  expect(await dashboard({ widgets: [graph, text] })).toEqual({
    ref: 'Stack-Dashboard',
    attributes: {},
  });
});

test.each([
  ['no JSON', '{', /Dashboard: expected DashboardBody to be JSON/],
  ['a widget beyond the last column', { widgets: [{ ...text, x: 13 }] }, /ends behind column 24/],
  [
    'a metric without a region',
    { widgets: [{ ...graph, properties: { ...graph.properties, region: undefined } }] },
    /widgets\.0\.properties: expected a region/,
  ],
  [
    'a dimension without a value',
    {
      widgets: [
        { ...graph, properties: { ...graph.properties, metrics: [['Stack', 'E', 'channel']] } },
      ],
    },
    /widgets\.0\.properties\.metrics\.0: expected \[namespace, name, dimension, value/,
  ],
  [
    'an unknown kind of widget',
    { widgets: [{ type: 'picture', properties: {} }] },
    /widgets\.0\.type/,
  ],
  ['no widgets', {}, /widgets: /],
])('of a dashboard: %s is an error', async (_, body, message) => {
  await expect(dashboard(body)).rejects.toThrow(message);
});
