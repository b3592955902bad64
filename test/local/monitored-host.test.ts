import { setTimeout as delay } from 'node:timers/promises';
import { type TestHost as RunningTestHost, runAssembly } from './running-host.ts';
import { functionResource, urlResource } from './tiny-assembly.ts';
import { untilMetrics } from './until-metrics.ts';

/** Answers by what it is asked: it fails, or says in its log what was counted. */
const main = `
const emf = (values, more = {}) => console.log(JSON.stringify({
  _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{
    Namespace: 'Tiny', Dimensions: [[], ['channel']], Metrics: [{ Name: 'Quarantined', Unit: 'Count' }],
  }] },
  channel: 'fights', Quarantined: values, ...more,
}));
export const handler = async ({ rawPath }) => {
  if (rawPath === '/fail') throw new Error('broken');
  if (rawPath === '/quarantine') emf(2);
  if (rawPath === '/malformed') emf('two');
  console.log(JSON.stringify({ level: 'INFO', message: 'asked', path: rawPath }));
  return { statusCode: rawPath === '/teapot' ? 418 : 200, body: 'done' };
};`;

const actions = { AlarmActions: [{ Ref: 'Alarms' }], OKActions: [{ Ref: 'Alarms' }] };

const alarm = (properties: Readonly<Record<string, unknown>>) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    TreatMissingData: 'notBreaching',
    ...actions,
    ...properties,
  },
});

const fetched = (Id: string, MetricName: string) => ({
  Id,
  ReturnData: false,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'Main' } }],
    },
    Period: 60,
    Stat: 'Sum',
  },
});

const resources = {
  Main: functionResource('main'),
  Url: urlResource('Main', 'BUFFERED'),
  Alarms: { Type: 'AWS::SNS::Topic', Properties: {} },
  Quarantine: alarm({
    AlarmName: 'quarantine',
    AlarmDescription: 'Items are set aside.',
    Namespace: 'Tiny',
    MetricName: 'Quarantined',
    Dimensions: [{ Name: 'channel', Value: 'fights' }],
    Threshold: 1,
  }),
  Failing: alarm({
    AlarmName: 'failing',
    Statistic: undefined,
    Period: undefined,
    Threshold: 0.5,
    Metrics: [
      fetched('errors', 'Errors'),
      fetched('all', 'Invocations'),
      { Id: 'share', Expression: 'IF(all >= 1, errors / all, 0)' },
    ],
  }),
  Both: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmName: 'both',
      AlarmRule: 'ALARM("quarantine") AND ALARM("failing")',
      ...actions,
    },
  },
};

interface Alarms {
  readonly alarms: readonly {
    readonly name: string;
    readonly state: string;
    readonly reason: string;
    readonly history: readonly { readonly to: string }[];
  }[];
}

interface Messages {
  readonly messages: readonly {
    readonly subject: string;
    readonly message: { AlarmName: string };
  }[];
}

describe('a host that watches itself', () => {
  let host: RunningTestHost;
  const ask = (path: string) => fetch(`${host.outputs.Url}${path}`);
  const read = async <Answer>(path: string): Promise<Answer> =>
    (await (await fetch(`${host.outputs.AwsEndpointUrl}/_host/${path}`)).json()) as Answer;
  const states = async () =>
    Object.fromEntries((await read<Alarms>('alarms')).alarms.map(each => [each.name, each.state]));
  const asked = async (operation: string, input: unknown) => {
    const answer = await fetch(host.outputs.AwsEndpointUrl ?? '', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${operation}`,
      },
      body: JSON.stringify(input),
    });
    return (await answer.json()) as { readonly events: readonly { readonly message: string }[] };
  };

  beforeEach(async () => {
    host = await runAssembly(
      {
        functions: { main },
        resources,
        outputs: {
          Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
          MainName: { Value: { Ref: 'Main' } },
        },
      },
      { alarmSecondsPerMinute: 1, ownMetrics: { prefix: 'tiny', gauges: [] } },
    );
  });
  afterEach(() => host.stop());

  test('alarms fire by what functions log and by what Lambda counts, and clear', async () => {
    let isBroken = true;
    // Until both alarms are in ALARM in the same minute, however slow the machine is.
    const breaking = (async () => {
      while (isBroken) await Promise.all([ask('quarantine'), ask('fail')]);
    })();
    const [fired] = await Promise.all([
      host.logged(/warn ALARM both: quarantine ALARM, failing ALARM/),
      host.logged(/warn ALARM quarantine: 1 of the newest 1 points above 1, 1 needed: \[\d+\]/),
      host.logged(/warn ALARM failing: 1 of the newest 1 points above 0\.5/),
    ]);
    isBroken = false;
    await breaking;
    expect(fired).toContain('ALARM both');
    await Promise.all([
      host.logged(/warn OK quarantine: 0 of the newest 1/),
      host.logged(/warn OK failing: 0 of the newest 1/),
      host.logged(/warn OK both: /),
    ]);
    expect(await states()).toEqual({ both: 'OK', failing: 'OK', quarantine: 'OK' });
    const { messages } = await read<Messages>('messages');
    const subjects = new Set(messages.map(({ subject }) => subject));
    for (const name of ['both', 'failing', 'quarantine']) {
      expect(subjects).toContain(`ALARM: "${name}" in us-east-1`);
      expect(subjects).toContain(`OK: "${name}" in us-east-1`);
    }
    const { alarms } = await read<Alarms>('alarms');
    expect(alarms.find(({ name }) => name === 'quarantine')?.history.map(({ to }) => to)).toContain(
      'ALARM',
    );
  });

  test('what happened stands in the metrics as Prometheus reads them', async () => {
    for (const path of ['fail', 'teapot', 'quarantine', 'quarantine']) await ask(path);
    const name = `function_name="${host.outputs.MainName}"`;
    const wanted = [
      `aws_lambda_invocations_total{${name}} 4`,
      'aws_lambda_invocations_total 4',
      `aws_lambda_errors_total{${name}} 1`,
      `aws_lambda_url_request_count_total{${name}} 4`,
      `aws_lambda_url4xx_count_total{${name}} 1`,
      `aws_lambda_url5xx_count_total{${name}} 1`,
      `aws_lambda_duration_milliseconds_count{${name}} 4`,
      'tiny_quarantined_total 4',
      'tiny_quarantined_total{channel="fights"} 4',
    ];
    const text = await untilMetrics(host, wanted);
    expect(text).toContain('# TYPE aws_lambda_errors_total counter\n');
  });

  test('a malformed line of metrics is one warning, however often it comes', async () => {
    await ask('malformed');
    await ask('malformed');
    await ask('quarantine');
    const pattern = /warn .*a line of metrics is none.*Quarantined: received "two"/;
    await host.logged(pattern);
    // Lines of a function come in their order.
    await untilMetrics(host, ['tiny_quarantined_total 2']);
    expect(host.lines.filter(line => pattern.test(line))).toHaveLength(1);
  });

  test('what functions wrote is found again by its fields', async () => {
    await ask('teapot');
    await ask('other');
    const logGroupName = `/aws/lambda/${host.outputs.MainName}`;
    const found = () =>
      asked('FilterLogEvents', { logGroupName, filterPattern: '{ $.path = "/teapot" }' });
    let { events } = await found();
    while ((events ?? []).length === 0) {
      await delay(50);
      ({ events } = await found());
    }
    expect(events.map(({ message }) => JSON.parse(message).path)).toEqual(['/teapot']);
  });
});

test('an alarm whose topic has a policy that does not let it says so', async () => {
  const host = await runAssembly(
    {
      functions: { main },
      resources: {
        ...resources,
        Policy: {
          Type: 'AWS::SNS::TopicPolicy',
          Properties: {
            Topics: [{ Ref: 'Alarms' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Deny',
                  Principal: '*',
                  Action: 'sns:Publish',
                  Resource: { Ref: 'Alarms' },
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
              ],
            },
          },
        },
      },
      outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
    },
    { alarmSecondsPerMinute: 1 },
  );
  try {
    await fetch(`${host.outputs.Url}fail`);
    await host.logged(/error arn:aws:cloudwatch:.*:alarm:failing cannot publish to .*Tiny-Alarms/);
  } finally {
    await host.stop();
  }
});
