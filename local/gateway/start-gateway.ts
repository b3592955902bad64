import { CapacityMeter } from '../capacity/capacity-meter.ts';
import { countCapacity } from '../capacity/count-capacity.ts';
import { dynamoDbClient } from '../engine/dynamodb-client.ts';
import { databaseFaults } from '../faults/database-faults.ts';
import type { Switches } from '../faults/switches.ts';
import type { HostLog } from '../resources/resource.ts';
import { StaleReads } from '../stale-reads/stale-reads.ts';
import { type AwsStep, throughSteps } from './aws-call.ts';
import { type DynamoDbGateway, startDynamoDbGateway } from './dynamodb-gateway.ts';
import { EngineConnection } from './engine-connection.ts';

export interface GatewayOptions {
  readonly dynamoDbEndpoint: string;
  readonly region: string;
  readonly switches: Switches;
  /** What a call passes before everything here: whether it may be made at all. */
  readonly admission: readonly AwsStep[];
  readonly log: HostLog;
}

export interface Gateway extends DynamoDbGateway {
  /** What the calls that went through have consumed. */
  readonly capacity: CapacityMeter;
}

/**
 * Starts what stands between the functions and the engine. A call that is refused or struck consumes
 * nothing, and a stale read consumes as any other.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { dynamoDbEndpoint, region, switches, admission, log } = options;
  const client = dynamoDbClient(dynamoDbEndpoint, region);
  const capacity = new CapacityMeter();
  const staleReads = new StaleReads(switches, { dynamoDbEndpoint, region, log });
  const engine = new EngineConnection(() => dynamoDbEndpoint);
  const handle = throughSteps(
    [...admission, databaseFaults(switches), countCapacity(capacity, client), staleReads.step],
    call => engine.send(call),
  );
  const server = await startDynamoDbGateway(handle, log);
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
