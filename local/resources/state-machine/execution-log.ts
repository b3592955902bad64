import { z } from 'zod';
import { logGroupOf } from '../../aws-protocol/log-group-arn.ts';
import type { Host } from '../../contract/host.ts';
import type { ExecutionIdentity } from './execution.ts';
import type { HistoryEvent } from './execution-history.ts';

/** `LoggingConfiguration`: docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
export const loggingConfiguration = z
  .object({
    Destinations: z
      .array(z.object({ CloudWatchLogsLogGroup: z.object({ LogGroupArn: z.string() }) }))
      .max(1, 'expected at most 1')
      .default([]),
    IncludeExecutionData: z.boolean().default(false),
    Level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).default('OFF'),
  })
  .prefault({});

export type LoggingConfiguration = z.output<typeof loggingConfiguration>;

/** What Step Functions tries in the machine's role: same page. */
const deliveryActions = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
].map(name => ({ action: `logs:${name}`, resource: '*' }));

const ends = new Set(['ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted']);

/** Which events each level has. */
const isLogged: Readonly<Record<LoggingConfiguration['Level'], (type: string) => boolean>> = {
  ALL: () => true,
  ERROR: type => ends.has(type) || /(Failed|TimedOut|Aborted)$/.test(type),
  FATAL: type => ends.has(type),
  OFF: () => false,
};

/** Keys of a history event whose values are what an execution works on. */
const data = new Set(['input', 'output']);

/** Writes what happens in executions to a log group. */
export interface ExecutionLog {
  write(identity: ExecutionIdentity, event: HistoryEvent): void;
  /** @throws Error if the machine's role does not let it, once every policy is there. */
  checkPermissions(): void;
}

/** @throws Error if it logs to a group that the template does not make. */
export function executionLog(
  configuration: LoggingConfiguration,
  { logicalId, arn }: { readonly logicalId: string; readonly arn: string },
  host: Host,
): ExecutionLog {
  const { Level, IncludeExecutionData, Destinations } = configuration;
  const groupArn = Destinations[0]?.CloudWatchLogsLogGroup.LogGroupArn;
  if (Level === 'OFF' || groupArn === undefined) {
    if (Level !== 'OFF') throw new Error(`${logicalId}: expected a destination of its log`);
    return { write: () => {}, checkPermissions: () => {} };
  }
  if (!groupArn.endsWith(':*')) {
    throw new Error(`${logicalId}: expected the ARN of a log group to end with :*`);
  }
  const group = logGroupOf(groupArn, logicalId, host);
  return {
    write(identity, event) {
      if (!isLogged[Level](event.type)) return;
      const line = JSON.stringify(logEntry(identity, event, IncludeExecutionData));
      host.logs.append(group, streamOf(identity), line, event.timestamp * 1_000);
    },
    checkPermissions() {
      const refusal = host.access.refusal(host.access.actor(arn), deliveryActions);
      if (refusal === undefined) return;
      throw new Error(
        `${logicalId}: The state machine IAM Role is not authorized to access the Log Destination. ${refusal.message}`,
      );
    },
  };
}

const streamOf = ({ stateMachineName, executionArn }: ExecutionIdentity): string =>
  `states/${stateMachineName}/${new Date().toISOString().slice(0, 10)}/${executionArn.split(':').at(-1)}`;

function logEntry(
  { executionArn }: ExecutionIdentity,
  { id, type, previousEventId, timestamp, ...rest }: HistoryEvent,
  includesData: boolean,
): Readonly<Record<string, unknown>> {
  const [details = {}] = Object.values(rest);
  const shown = Object.entries(details as object).filter(([key]) => includesData || !data.has(key));
  return {
    id: String(id),
    type,
    details: Object.fromEntries(shown),
    previous_event_id: String(previousEventId),
    event_timestamp: String(Math.round(timestamp * 1_000)),
    execution_arn: executionArn,
  };
}
