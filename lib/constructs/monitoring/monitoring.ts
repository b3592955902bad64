import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type AlarmRow, pageOf } from './alarm-row.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { deadlineAlarms } from './deadline-alarms.ts';
import { eventAlarms } from './event-alarms.ts';
import { functionAlarms } from './function-alarms.ts';
import { MonitoringDashboard } from './monitoring-dashboard.ts';
import { type ObjectiveRow, objectiveRows } from './objective-alarms.ts';
import { socketAlarms } from './socket-alarms.ts';
import { streamAlarms } from './stream-alarms.ts';
import { tableAlarms } from './table-alarms.ts';
import { type GivenParts, type Watched, watchedIn } from './watched.ts';
import { webhookAlarms } from './webhook-alarms.ts';

/** What is watched, and who is woken. */
export interface MonitoringProps extends GivenParts {
  /** Who is sent a mail by each alarm. @default - nobody: whoever subscribes to the topic */
  readonly alarmEmail?: string | undefined;
}

/** Every alarm that stands by itself, in the order of docs/alarms.md. */
function alarmRows(watched: Watched): readonly AlarmRow[] {
  return [
    ...streamAlarms(watched),
    ...functionAlarms(watched),
    ...socketAlarms(watched),
    ...eventAlarms(watched),
    ...deadlineAlarms(watched),
    ...webhookAlarms(watched),
    ...tableAlarms(watched),
  ];
}

/** Alarms of all that a stack has by now, the topic that they go to, and one page to look at. */
export class Monitoring extends Construct {
  readonly topic: AlarmTopic;
  readonly dashboard: MonitoringDashboard;
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const watched = watchedIn(Stack.of(this), props);
    for (const { mapping } of watched.streams) countEvents(mapping.node.defaultChild);
    this.topic = new AlarmTopic(this, 'Topic', { email: props.alarmEmail });
    this.#action = new SnsAction(this.topic);
    const alarms = [
      ...alarmRows(watched).map(row => this.alarm(row)),
      ...objectiveRows(watched).map(row => this.objective(row)),
    ];
    this.dashboard = new MonitoringDashboard(this, 'Dashboard', { watched, alarms });
  }

  private alarm(row: AlarmRow): Alarm {
    const { name, metric, threshold, periods = 1, outOf = periods } = row;
    const alarm = new Alarm(this, name, {
      alarmName: nameOf(this, name),
      alarmDescription: descriptionOf(row),
      metric,
      threshold,
      comparisonOperator:
        row.is === 'above'
          ? ComparisonOperator.GREATER_THAN_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: outOf,
      datapointsToAlarm: periods,
      treatMissingData:
        row.silence === 'broken' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (!row.isPart) this.notifyOf(alarm);
    return alarm;
  }

  private objective(row: ObjectiveRow): CompositeAlarm {
    const pairs = row.pairs.map(pair =>
      AlarmRule.allOf(...pair.map(part => AlarmRule.fromAlarm(this.alarm(part), AlarmState.ALARM))),
    );
    const alarm = new CompositeAlarm(this, row.name, {
      compositeAlarmName: nameOf(this, row.name),
      alarmDescription: descriptionOf(row),
      alarmRule: AlarmRule.anyOf(...pairs),
    });
    this.notifyOf(alarm);
    return alarm;
  }

  /** When it fires, and when it is over. */
  private notifyOf(alarm: IAlarm & Pick<Alarm, 'addAlarmAction' | 'addOkAction'>): void {
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
  }
}

const nameOf = (scope: Construct, name: string): string => `${Stack.of(scope).stackName}-${name}`;

const descriptionOf = ({ means, section }: Pick<AlarmRow, 'means' | 'section'>): string =>
  `${means} What to do: ${pageOf(section)}`;

/** Without it a mapping counts nothing of what became of its batches. */
function countEvents(mapping: unknown): void {
  if (!(mapping instanceof CfnEventSourceMapping)) {
    throw new Error('expected the mapping of a stream, received another resource');
  }
  mapping.metricsConfig = { metrics: ['EventCount'] };
}
