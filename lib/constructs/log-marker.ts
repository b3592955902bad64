import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/log-marker/config.ts';
import { RealtimeFunction } from './realtime-function.ts';
import type { RealtimeTable } from './realtime-table.ts';

/** What the marker writes. */
export interface LogMarkerProps {
  readonly bundlesDirectory: string;
  readonly eventLog: RealtimeTable;
  readonly historyDays: number;
  readonly logGeneration: number;
}

/** Every day appends an empty marker to each log, so that the newest segment never expires. */
export class LogMarker extends Construct {
  constructor(scope: Construct, id: string, props: LogMarkerProps) {
    super(scope, id);
    const marker = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'log-marker',
      description: 'Appends an empty marker to the log of each channel',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        EVENT_LOG_TABLE_NAME: props.eventLog.tableName,
        HISTORY_DAYS: String(props.historyDays),
        LOG_GENERATION: String(props.logGeneration),
      },
      memorySizeMb: 256,
      timeoutSeconds: 60,
    });
    props.eventLog.allow(marker, 'Query', 'PutItem');
    new Rule(this, 'EveryDay', {
      description: 'Appends an empty marker to the log of each channel',
      schedule: Schedule.cron({ hour: '4', minute: '0' }),
      targets: [new LambdaFunction(marker)],
    });
  }
}
