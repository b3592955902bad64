import { SQSClient } from '@aws-sdk/client-sqs';
import { type AwsEndpoint, startAwsEndpoint } from '../../../../local/aws-endpoint.ts';
import type { ResourceKind, RunningResource } from '../../../../local/contract/resource-kind.ts';
import { queueKind } from '../../../../local/resources/sqs/queue-kind.ts';
import { createTestHost } from '../../test-host.ts';

/** Queues of a test behind an endpoint, and a client of the SDK that calls them. */
export interface TestQueues {
  readonly client: SQSClient;
  readonly logged: readonly string[];
  add(logicalId: string, properties?: Readonly<Record<string, unknown>>): Promise<RunningResource>;
  stop(): Promise<void>;
}

export async function startQueues(statePath?: string): Promise<TestQueues> {
  const host = createTestHost(statePath === undefined ? {} : { statePath });
  const kind: ResourceKind = queueKind();
  const running: RunningResource[] = [];
  const endpoint: AwsEndpoint = await startAwsEndpoint({
    ...host,
    port: 0,
    serviceOf: prefix => host.services.get(prefix),
  });
  const client = new SQSClient({
    endpoint: endpoint.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  return {
    client,
    logged: host.logged,
    add: async (logicalId, properties = {}) => {
      const declared = { logicalId, type: 'AWS::SQS::Queue', properties };
      const queue = await kind.create(declared, { ...host, awsEndpoint: endpoint.endpoint });
      running.push(queue);
      return queue;
    },
    stop: async () => {
      client.destroy();
      for (const each of running) await each.stop?.();
      await endpoint.stop();
    },
  };
}
