import { CapacityMeter } from '../capacity/capacity-meter.ts';
import { countCapacity } from '../capacity/count-capacity.ts';
import type { CallerOf } from '../contract/aws-call.ts';
import type { FaultSwitches } from '../contract/fault-switches.ts';
import type { HostLog } from '../contract/host-log.ts';
import type { MetricRecorder } from '../contract/metrics.ts';
import type { NewestRecord } from '../contract/newest-record.ts';
import { dynamoDbClient } from '../engine/dynamodb-client.ts';
import { EngineConnection } from '../engine/engine-connection.ts';
import { StaleReads } from '../stale-reads/stale-reads.ts';
import { countFailures } from './count-failures.ts';
import { databaseFaults } from './database-faults.ts';
import { type DynamoDbGateway, startDynamoDbGateway } from './dynamodb-gateway.ts';
import type { Gateway } from './gateway.ts';

export interface GatewayOptions {
  /** What a call has to pass first, such as permissions, is in it already. */
  readonly gateway: Gateway;
  readonly callerOf: CallerOf;
  readonly dynamoDbEndpoint: string;
  /** @default - the engine cannot be asked */
  readonly newestRecord?: NewestRecord;
  readonly region: string;
  readonly accountId: string;
  readonly switches: FaultSwitches;
  readonly metrics: MetricRecorder;
  readonly log: HostLog;
}

/** The DynamoDB that functions see. */
export interface RunningGateway extends DynamoDbGateway {
  /** What the calls that went through have consumed. */
  readonly capacity: CapacityMeter;
}

/**
 * Starts what stands between the functions and the engine. A call that is refused, or fails by an injected fault, consumes
 * nothing, and a stale read consumes as any other.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { gateway, callerOf, dynamoDbEndpoint, newestRecord, region, switches, log, metrics } =
    options;
  const tableArnOf = (tableName: string): string =>
    `arn:aws:dynamodb:${region}:${options.accountId}:table/${tableName}`;
  const client = dynamoDbClient(dynamoDbEndpoint, region);
  const capacity = new CapacityMeter();
  const staleReads = new StaleReads(switches, {
    dynamoDbEndpoint,
    ...(newestRecord === undefined ? {} : { newestRecord }),
    region,
    log,
  });
  const engine = new EngineConnection(() => dynamoDbEndpoint);
  gateway.use(countFailures(metrics));
  gateway.use(databaseFaults(switches, tableArnOf));
  gateway.use(countCapacity(capacity, client));
  gateway.use(staleReads.step);
  const server = await startDynamoDbGateway(
    call => gateway.pass(call, passed => engine.send(passed)),
    callerOf,
    log,
  );
  return {
    endpoint: server.endpoint,
    capacity,
    async stop() {
      await server.stop();
      await staleReads.stop();
      engine.close();
      client.destroy();
    },
  };
}
