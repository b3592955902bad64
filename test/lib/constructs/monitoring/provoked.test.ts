import type { AlarmSection } from '../../../../lib/constructs/monitoring/alarm-row.ts';
import { AlarmBook } from '../../../../local/alarms/alarm-book.ts';
import type { AlarmDefinition, AlarmSource } from '../../../../local/alarms/alarm-definition.ts';
import type { MetricId } from '../../../../local/contract/metrics.ts';
import { MetricStore } from '../../../../local/metrics/metric-store.ts';
import { alarmProperties } from '../../../../local/resources/cloudwatch/alarm-properties.ts';
import { alarmSource } from '../../../../local/resources/cloudwatch/alarm-source.ts';
import { readable } from '../../readable.ts';
import { synthesize } from '../../synthesize.ts';
import { shortName } from '../../watched-alarms.ts';

const template = synthesize();
const minuteMs = 60_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const actions = { isEnabled: false, ALARM: [], OK: [], INSUFFICIENT_DATA: [] };

/** Each alarm of the template, with the anchor of its section. */
const alarms = [
  ...Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(
    ([id, { Properties }]) => {
      const parsed = alarmProperties.parse(resolved(Properties));
      const { AlarmName = '', AlarmDescription, EvaluationPeriods } = parsed;
      const definition: AlarmDefinition = {
        kind: 'metric',
        name: shortName(AlarmName),
        arn: `{${id}.Arn}`,
        actions,
        description: AlarmDescription,
        source: alarmSource(parsed),
        comparison: parsed.ComparisonOperator,
        threshold: parsed.Threshold,
        evaluationPeriods: EvaluationPeriods,
        datapointsToAlarm: parsed.DatapointsToAlarm ?? EvaluationPeriods,
        missingData: parsed.TreatMissingData ?? 'missing',
      };
      return { definition, notifies: parsed.AlarmActions.length > 0 };
    },
  ),
  ...Object.entries(template.findResources('AWS::CloudWatch::CompositeAlarm')).map(
    ([id, { Properties }]) => {
      const definition: AlarmDefinition = {
        kind: 'composite',
        name: shortName(Properties.AlarmName),
        arn: `{${id}.Arn}`,
        actions,
        description: Properties.AlarmDescription,
        rule: readable(Properties.AlarmRule),
      };
      return { definition, notifies: true };
    },
  ),
];

/** Every metric that they read, with each set of its dimensions, once. */
const metrics: readonly MetricId[] = [
  ...new Map(
    alarms
      .flatMap(({ definition }) =>
        definition.kind === 'metric' ? metricsOf(definition.source) : [],
      )
      .map(metric => [JSON.stringify(metric), metric] as const),
  ).values(),
];

/** By the name of a metric, or its namespace and name where another one is called the same. */
type Values = Readonly<Record<string, number | undefined>>;

function measuredOf(values: Values, { namespace, name }: MetricId): number | undefined {
  const full = `${namespace} ${name}`;
  return full in values ? values[full] : values[name];
}

/** What is measured each minute while all is well, as close to an alarm as it may be. */
const well: Values = {
  IteratorAge: 60_000,
  OnFailureDestinationDeliveredEventCount: 0,
  DroppedEventCount: 0,
  Errors: 0,
  Throttles: 0,
  ConcurrentExecutions: 800,
  Invocations: 1,
  Url5xxCount: 0,
  Refusals: 0,
  // One in twenty: nine of the 181 and themselves.
  IntegrationError: 9,
  ExecutionError: 0,
  ConnectCount: 1,
  MessageCount: 171,
  ItemsQuarantined: undefined,
  Gaps: undefined,
  EventsAppended: 100,
  FirstDeliveries: 100,
  // Not counted at all while nothing is late.
  LateFirstDeliveries: undefined,
  ExecutionsFailed: 0,
  DeadlineLateness: 120_000,
  ApproximateAgeOfOldestMessage: 1_200,
  ApproximateNumberOfMessagesVisible: 0,
  WebhookOutcomes: 0,
  WebhooksDisabled: 0,
  ReadThrottleEvents: 0,
  WriteThrottleEvents: 0,
};

interface Trouble {
  readonly what: string;
  readonly measured: Values;
  readonly sections: readonly AlarmSection[];
  /** Of those sections, only these. @default - all */
  readonly only?: readonly string[];
}

const troubles: readonly Trouble[] = [
  { what: 'late changes', measured: { IteratorAge: 60_001 }, sections: ['Late streams'] },
  {
    what: 'batches that nobody could handle',
    measured: { OnFailureDestinationDeliveredEventCount: 1, DroppedEventCount: 1 },
    sections: ['Batches given up'],
  },
  {
    what: 'batches that the bucket does not take',
    measured: { OnFailureDestinationDeliveredEventCount: undefined, DroppedEventCount: 1 },
    sections: ['Batches given up'],
  },
  { what: 'functions that throw', measured: { Errors: 1 }, sections: ['Failing functions'] },
  { what: 'throttles', measured: { Throttles: 1 }, sections: ['Throttled functions'] },
  {
    what: 'a crowd',
    measured: { ConcurrentExecutions: 801 },
    sections: ['Concurrency near the quota'],
  },
  {
    what: 'answers of 5xx',
    measured: { Url5xxCount: 1, Refusals: 1 },
    sections: ['Failing requests'],
  },
  {
    what: 'sockets of which more than one in twenty fails',
    measured: { IntegrationError: 9, ExecutionError: 1, ConnectCount: 100, MessageCount: 89 },
    sections: ['Failing sockets'],
  },
  {
    what: 'handshakes of which every one fails, with no socket open',
    measured: {
      ...{ IntegrationError: undefined, ExecutionError: 10 },
      ...{ ConnectCount: undefined, MessageCount: undefined },
    },
    sections: ['Failing sockets'],
  },
  {
    what: 'malformed items',
    measured: { ItemsQuarantined: 1 },
    sections: ['Quarantined items', 'Objective of correctness'],
  },
  { what: 'gaps', measured: { Gaps: 1 }, sections: ['Objective of correctness'] },
  {
    what: 'late first deliveries',
    measured: { LateFirstDeliveries: 3 },
    sections: ['Slow delivery', 'Objective of delivery'],
  },
  {
    what: 'executions that fail',
    measured: { ExecutionsFailed: 1 },
    sections: ['Failed executions'],
  },
  { what: 'late deadlines', measured: { DeadlineLateness: 120_001 }, sections: ['Late deadlines'] },
  {
    what: 'functions that do not run, although their rules are on',
    measured: { 'AWS/Lambda Invocations': undefined },
    sections: ['Silent schedules'],
  },
  {
    what: 'rules that are off, while writes invoke what they are for',
    measured: { 'AWS/Events Invocations': undefined },
    sections: ['Silent schedules'],
    only: ['PaymentStreamSchedulerSilent', 'WorkflowSchedulerSilent'],
  },
  {
    what: 'an old wake-up',
    measured: { ApproximateAgeOfOldestMessage: 1_201 },
    sections: ['Late webhooks'],
  },
  {
    what: 'a lost wake-up',
    measured: { ApproximateNumberOfMessagesVisible: 1 },
    sections: ['Lost wake-ups'],
  },
  {
    what: 'receivers that are gone',
    measured: { WebhookOutcomes: 1, WebhooksDisabled: 1 },
    sections: ['Disabled webhooks'],
  },
  {
    what: 'throttled tables',
    measured: { ReadThrottleEvents: 1, WriteThrottleEvents: 1 },
    sections: ['Throttled tables'],
  },
];

/** The alarms of the template over metrics that a test makes, minute by minute. */
function watchedWorld() {
  let minute = 1_000;
  const now = () => minute * minuteMs;
  const store = new MetricStore({ minuteMs, log: silent, now });
  const book = new AlarmBook({ store, log: silent, now, act() {} });
  for (const { definition } of alarms) book.add(definition);
  book.settle();
  book.begin(minute);
  return {
    pass(minutes: number, measured: Values = {}): void {
      const values = { ...well, ...measured };
      for (let passed = 0; passed < minutes; passed += 1) {
        for (const metric of metrics) {
          const value = measuredOf(values, metric);
          if (value !== undefined) store.record({ ...metric, unit: 'Count', values: [value] });
        }
        minute += 1;
        book.evaluate(minute - 1);
      }
    },
    firing: () =>
      book
        .report()
        .alarms.filter(({ state }) => state === 'ALARM')
        .map(({ name }) => name),
  };
}

const namesOf = (chosen: (typeof alarms)[number][]) =>
  chosen.map(({ definition }) => definition.name).sort();

const ofSections = (sections: readonly AlarmSection[]) =>
  alarms.filter(({ definition: { description = '' } }) =>
    sections.some(each => description.endsWith(`#${each.toLowerCase().replaceAll(' ', '-')}`)),
  );

describe('the alarms of the template', () => {
  it('are silent while all is as bad as it may be', () => {
    const { pass, firing } = watchedWorld();
    pass(90);
    expect(firing()).toEqual([]);
  });

  it.each(troubles)('all that watch it fire by $what, no others do, and all clear', trouble => {
    const { measured, sections, only = namesOf(ofSections(sections)) } = trouble;
    const { pass, firing } = watchedWorld();
    pass(10);
    pass(15, measured);
    expect(firing().sort()).toEqual(only);
    // Half an hour is the longest window that keeps one that notifies in alarm.
    pass(35);
    const notifying = namesOf(alarms.filter(({ notifies }) => notifies));
    expect(firing().filter(name => notifying.includes(name))).toEqual([]);
  });

  it.each([
    ['DeliveryObjective', { LateFirstDeliveries: 100 }],
    ['CorrectnessObjective', { Gaps: 10 }],
  ])(
    '%s is over within half an hour of what was wrong, with its parts, for good',
    (name, measured) => {
      const { pass, firing } = watchedWorld();
      const parts = new RegExp(`^${name.replace('Objective', '')}(Objective|Over)`);
      const ofIt = () => firing().filter(each => parts.test(each));
      pass(10);
      pass(10, measured);
      expect(ofIt()).toContain(name);
      pass(31);
      expect(ofIt()).not.toContain(name);
      const isShort = (each: string) => /Over(5|30)Minutes$/.test(each);
      expect(ofIt().filter(isShort)).toEqual([]);
      // The longest window, and what an alarm would look back at from there.
      let before = ofIt();
      for (let minute = 0; minute < 370; minute += 1) {
        pass(1);
        expect(before).toEqual(expect.arrayContaining(ofIt()));
        before = ofIt();
      }
      expect(before).toEqual([]);
    },
  );

  it('fire by one of these, each of them', () => {
    expect(namesOf(ofSections(troubles.flatMap(({ sections }) => sections)))).toEqual(
      namesOf(alarms),
    );
  });
});

function metricsOf(source: AlarmSource): readonly MetricId[] {
  if (source.kind === 'metric') return [source.query.metric];
  return Object.values(source.queries).map(({ metric }) => metric);
}

/** A part of the template with each reference as text. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const isReference = ['Ref', 'Fn::GetAtt', 'Fn::Join'].some(name => name in value);
  if (isReference) return readable(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}
