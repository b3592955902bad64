import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmRow } from './alarm-row.ts';
import type { Watched } from './watched.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html */
export type SocketMetricName =
  | 'ClientError'
  | 'ConnectCount'
  | 'ExecutionError'
  | 'IntegrationError'
  | 'MessageCount';

/** A metric of the sockets' stage, summed up by the minute. */
export function socketMetric({ socket }: Watched, metricName: SocketMetricName): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    statistic: 'Sum',
    period: Duration.minutes(1),
    dimensionsMap: { ApiId: socket.apiId, Stage: socket.stageName },
  });
}

/** Of what is sent and received: a handshake that is refused counts as an error, too. */
const failingPercent = 5;
/** Fewer in a minute are one client's. */
const leastErrors = 10;

/** That of the bettors' sockets. */
export function socketAlarms(watched: Watched): readonly AlarmRow[] {
  const usingMetrics = {
    refused: socketMetric(watched, 'IntegrationError'),
    failed: socketMetric(watched, 'ExecutionError'),
    opened: socketMetric(watched, 'ConnectCount'),
    messages: socketMetric(watched, 'MessageCount'),
  };
  const errors = 'SUM([refused, failed])';
  // A handshake that never reaches the function is no ConnectCount: where all fail, they are all there is.
  const all = 'SUM([opened, messages, refused, failed])';
  return [
    {
      name: 'SocketFailing',
      section: 'Failing sockets',
      means: `More than ${failingPercent} % of the handshakes and messages of sockets fail, ${leastErrors} a minute at least, in three of five minutes.`,
      metric: new MathExpression({
        expression: `IF(${errors} >= ${leastErrors}, 100 * ${errors} / ${all}, 0)`,
        label: 'percentage that fails',
        usingMetrics,
        period: Duration.minutes(1),
      }),
      is: 'above',
      threshold: failingPercent,
      periods: 3,
      outOf: 5,
    },
  ];
}
