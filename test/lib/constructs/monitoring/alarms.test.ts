import type { Template } from 'aws-cdk-lib/assertions';
import { metrics } from '../../../../core/metrics/metrics.ts';
import { channelNames } from '../../../../core/wire/event.ts';
import { knownMetrics } from '../../known-metrics.ts';
import { synthesize } from '../../synthesize.ts';
import { type AlarmProperties, alarmsOf, metricsOf } from '../../watched-alarms.ts';

const template = synthesize();
const alarms = alarmsOf(template);
const shared = (name: string): AlarmProperties => {
  const alarm = alarms.get(name);
  if (alarm === undefined) throw new Error(`expected an alarm ${name}`);
  return alarm;
};

describe('the alarms', () => {
  it('are those of every consumer, stream, function, schedule and state machine, and of the rest', () => {
    const counts = new Map<string, number>();
    for (const name of alarms.keys()) {
      const kind = /(Late|GivenUp|Errors|Silent|Failed|Throttled|OverMinutes|Over\d+Minutes)$/.exec(
        name,
      )?.[1];
      const of = kind?.startsWith('Over') ? 'Over' : (kind ?? name);
      counts.set(of, (counts.get(of) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({
      // Seven consumers, three kinds of deadlines, and the queue of webhooks.
      Late: 11,
      GivenUp: 18,
      Errors: 32,
      Silent: 6,
      Failed: 4,
      // Four tables, and the functions of the account.
      Throttled: 5,
      Over: 8,
      ConcurrencyNearQuota: 1,
      ManagementFailing: 1,
      DashboardFailing: 1,
      ServerRefusals: 1,
      SocketFailing: 1,
      ItemsQuarantined: 1,
      DeliverySlow: 1,
      WebhookWakeUpsLost: 1,
      WebhookDeliveriesExhausted: 1,
      WebhooksDisabled: 1,
    });
  });

  it('watch every function, and every stream that one reads, of either host', () => {
    for (const sseHost of ['function-url', 'web-function']) {
      const one = synthesize({ sseHost });
      const named = [...alarmsOf(one)].filter(([name]) => name.endsWith('Errors'));
      // The CDK's own have no name of a service.
      const ours = Object.entries(one.findResources('AWS::Lambda::Function'))
        .filter(([, { Properties }]) => Properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME)
        .map(([id]) => id);
      expect(named.map(([, { Dimensions = [] }]) => refOf(Dimensions[0]?.Value)).sort()).toEqual(
        ours.sort(),
      );
      const streams = Object.entries(one.findResources('AWS::Lambda::EventSourceMapping')).filter(
        ([, { Properties }]) => JSON.stringify(Properties.EventSourceArn).includes('StreamArn'),
      );
      const givenUp = [...alarmsOf(one)].filter(([name]) => name.endsWith('GivenUp'));
      const mappings = givenUp.map(([, alarm]) => [
        ...new Set(metricsOf(alarm).map(({ dimensions }) => refOf(dimensions[0]?.Value))),
      ]);
      expect(mappings.sort()).toEqual(streams.map(([id]) => [id]).sort());
      for (const [, { Properties }] of streams) {
        expect(Properties.MetricsConfig).toEqual({ Metrics: ['EventCount'] });
      }
    }
  });

  it('look for batches that are dropped, and in the bucket where they are to be kept as well', () => {
    const byMetrics = (...names: readonly string[]) =>
      [...alarms]
        .filter(([, alarm]) => {
          const read = metricsOf(alarm).map(({ metricName }) => metricName);
          return JSON.stringify(read) === JSON.stringify(names);
        })
        .map(([name]) => name);
    expect(byMetrics('DroppedEventCount')).toEqual([
      'ProposalCourierConnectionsGivenUp',
      'InboxCourierEventLogGivenUp',
      'EventCourierEventLogGivenUp',
    ]);
    const kept = byMetrics('OnFailureDestinationDeliveredEventCount', 'DroppedEventCount');
    expect(kept).toHaveLength(15);
    expect(shared('ChangeFanOutFightsGivenUp').Metrics).toContainEqual(
      expect.objectContaining({ Expression: 'SUM([kept, dropped])' }),
    );
  });

  it('fire by all three attempts of the daily marker, and by three of five minutes of the others', () => {
    const rules = [...alarms]
      .filter(([name]) => name.endsWith('Errors'))
      .map(([name, { Threshold, Period, DatapointsToAlarm, EvaluationPeriods }]) => [
        name === 'LogMarkerErrors' ? name : 'others',
        JSON.stringify([Threshold, Period, DatapointsToAlarm, EvaluationPeriods]),
      ]);
    expect(Object.fromEntries(rules)).toEqual({
      LogMarkerErrors: '[2,900,1,1]',
      others: '[0,60,3,5]',
    });
    expect(new Set(rules.map(rule => rule.join(' '))).size).toBe(2);
  });

  it('name metrics that the list has, or AWS’s pages, with their dimensions', () => {
    const unknown = [...alarms].flatMap(([name, alarm]) =>
      metricsOf(alarm)
        .filter(metric => !knownMetrics(metric))
        .map(({ namespace, metricName, dimensions }) => ({
          name,
          namespace,
          metricName,
          dimensions,
        })),
    );
    expect(unknown).toEqual([]);
  });

  it('take what was not measured for well, but where something always is', () => {
    const broken = [...alarms]
      .filter(([, { TreatMissingData }]) => TreatMissingData === 'breaching')
      .map(([name]) => name);
    expect(broken).toEqual([
      'ProposalSweeperSilent',
      'PaymentStreamSchedulerSilent',
      'WorkflowBulkSweeperSilent',
      'WorkflowSchedulerSilent',
      'WebhookSweeperSilent',
      'StatisticsRollupSilent',
    ]);
    const others = [...alarms].filter(([name]) => !broken.includes(name));
    expect(new Set(others.map(([, { TreatMissingData }]) => TreatMissingData))).toEqual(
      new Set(['notBreaching']),
    );
  });

  it('notify the topic when they fire and when it is over, but for parts of another', () => {
    const silent = [...alarms]
      .filter(([, { AlarmActions, OKActions, ActionsEnabled = true }]) => {
        const topic = JSON.stringify([{ Ref: 'Alarms' }]);
        return (
          !ActionsEnabled || [AlarmActions, OKActions].some(to => JSON.stringify(to) !== topic)
        );
      })
      .map(([name]) => name);
    expect(silent).toEqual([
      'DeliveryOver60Minutes',
      'DeliveryOver5Minutes',
      'DeliveryOver360Minutes',
      'DeliveryOver30Minutes',
      'CorrectnessOver60Minutes',
      'CorrectnessOver5Minutes',
      'CorrectnessOver360Minutes',
      'CorrectnessOver30Minutes',
    ]);
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html, and of PutMetricAlarm
  it('are as CloudWatch takes them: ten metrics, a day, 255 characters of a name, 1024 of what it means', () => {
    for (const [name, alarm] of alarms) {
      expect(metricsOf(alarm).length).toBeLessThanOrEqual(10);
      const [period = 0] = metricsOf(alarm).map(({ periodSeconds }) => periodSeconds);
      expect(period * alarm.EvaluationPeriods).toBeLessThanOrEqual(86_400);
      expect(alarm.DatapointsToAlarm).toBeLessThanOrEqual(alarm.EvaluationPeriods);
      expect(`GalloBetsRealtime-12345678901234567890-${name}`.length).toBeLessThanOrEqual(255);
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1_024);
    }
  });

  it('begin with the name of their stage, so that two stages do not share one', () => {
    const names = (from: Template) =>
      Object.values(from.findResources('AWS::CloudWatch::Alarm')).map(
        ({ Properties }) => Properties.AlarmName,
      );
    const staging = synthesize({ stage: 'staging' });
    for (const name of names(staging)) expect(name).toMatch(/^GalloBetsRealtime-staging-\w+$/);
    expect(names(staging)).toHaveLength(names(template).length);
    const namespaces = [...alarmsOf(staging)].flatMap(([, alarm]) =>
      metricsOf(alarm).map(({ namespace }) => namespace),
    );
    expect(namespaces).toContain('GalloBetsRealtime-staging');
    expect(namespaces).not.toContain('GalloBetsRealtime');
  });

  it('take the account’s concurrency at four fifths of what it has, or most have', () => {
    expect(shared('ConcurrencyNearQuota')).toMatchObject({
      MetricName: 'ConcurrentExecutions',
      Statistic: 'Maximum',
      Threshold: 800,
    });
    const small = alarmsOf(synthesize({ accountConcurrency: '10' }));
    expect(small.get('ConcurrencyNearQuota')).toMatchObject({ Threshold: 8 });
  });

  it('are not there where nobody is to be woken, nor what they count', () => {
    const none = synthesize({ alarms: 'false' });
    const ofMonitoring = ['Alarm', 'CompositeAlarm', 'Dashboard'].map(
      kind => Object.keys(none.findResources(`AWS::CloudWatch::${kind}`)).length,
    );
    expect([...ofMonitoring, Object.keys(none.findResources('AWS::SNS::Topic')).length]).toEqual([
      0, 0, 0, 0,
    ]);
    const outputs = Object.keys(none.toJSON().Outputs);
    expect(outputs).not.toContain('AlarmTopicArn');
    expect(outputs).not.toContain('MonitoringDashboardUrl');
    for (const { Properties } of Object.values(
      none.findResources('AWS::Lambda::EventSourceMapping'),
    )) {
      expect(Properties).not.toHaveProperty('MetricsConfig');
    }
  });
});

describe('the topic', () => {
  it('lets alarms of the account in, by TLS only', () => {
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });

  it('sends mails to the address that the settings name, and to none where they name none', () => {
    const subscribed = (from: Template) =>
      Object.values(from.findResources('AWS::SNS::Subscription')).map(
        ({ Properties: { Protocol, Endpoint, TopicArn } }) => [Protocol, Endpoint, TopicArn.Ref],
      );
    expect(subscribed(template)).toEqual([]);
    expect(subscribed(synthesize({ alarmEmail: 'on-call@example.com' }))).toEqual([
      ['email', 'on-call@example.com', 'Alarms'],
    ]);
  });
});

it('the list of metrics has a total where an alarm reads one', () => {
  expect(metrics.Gaps.total).toBe(true);
  expect(metrics.EventsAppended.dimension.values).toEqual(channelNames);
});

function refOf(value: unknown): string {
  return (value as { readonly Ref: string }).Ref;
}
