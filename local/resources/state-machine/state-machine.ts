import { StateMachine } from 'aws-local-stepfunctions';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type { ResourceKind, RunningResource } from '../../contract/resource-kind.ts';
import { dynamoDbClient } from '../../engine/dynamodb-client.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { delayWaits } from './delay-waits.ts';
import { callDynamoDb } from './dynamodb-task.ts';
import { Execution, type ExecutionIdentity } from './execution.ts';
import { executionLog, loggingConfiguration } from './execution-log.ts';
import { executionMetrics } from './execution-metrics.ts';
import { invokeFunction } from './lambda-task.ts';
import { readStateMachineDefinition } from './runnable-definition.ts';
import { StateMachineService } from './state-machine-service.ts';

const stateMachineProperties = z.object({
  DefinitionString: z.string(),
  LoggingConfiguration: loggingConfiguration,
  RoleArn: z.string(),
  StateMachineName: z.string().optional(),
  StateMachineType: z
    .literal('STANDARD', 'expected STANDARD, the one type that the local host runs')
    .default('STANDARD'),
});

/** `AWS::StepFunctions::StateMachine`, driven through the service "AWSStepFunctions". One per host. */
export function stateMachineKind(): ResourceKind {
  const service = new StateMachineService();
  let isRegistered = false;
  return resourceKind({
    type: 'AWS::StepFunctions::StateMachine',
    properties: stateMachineProperties,
    ignored: {
      TracingConfiguration: 'there is no X-Ray here',
      EncryptionConfiguration: 'local data is not encrypted',
      Tags: 'nothing reads them here',
    },
    create: (properties, { logicalId }, host) => {
      const running = createStateMachine(properties, logicalId, host, service);
      if (!isRegistered) host.registerService(service);
      isRegistered = true;
      return running;
    },
  });
}

function createStateMachine(
  properties: z.output<typeof stateMachineProperties>,
  logicalId: string,
  host: Host,
  service: StateMachineService,
): RunningResource {
  const name = properties.StateMachineName ?? `${host.stackName}-${logicalId}`;
  const arn = `arn:aws:states:${host.region}:${host.accountId}:stateMachine:${name}`;
  const { definition, tasks, waits } = readStateMachineDefinition(
    name,
    properties.DefinitionString,
  );
  const machine = new StateMachine(definition);
  const credentials = host.access.assume({
    arn,
    logicalId,
    roleArn: properties.RoleArn,
    service: 'states.amazonaws.com',
    // Step Functions makes a name up for each execution.
    sessionName: name,
  });
  const client = dynamoDbClient(host.dynamoDbGateway, host.region, credentials);
  const handlers = Object.fromEntries(
    [...tasks].map(([stateName, operation]) => [
      stateName,
      (parameters: unknown) =>
        operation === 'lambda:invoke'
          ? invokeFunction(host, arn, parameters)
          : callDynamoDb(client, operation, parameters),
    ]),
  );
  const log = executionLog(properties.LoggingConfiguration, { logicalId, arn }, host);
  const metrics = executionMetrics(host.metrics, arn);
  const begin = (identity: ExecutionIdentity): Execution => {
    const byMs = host.switches.faults.stateMachines.waitLongerMs;
    const late = byMs === 0 ? undefined : delayWaits(definition, byMs);
    return new Execution(
      identity,
      late === undefined ? machine : new StateMachine(late.definition),
      waits,
      handlers,
      host.log,
      late?.waitsMs,
      event => log.write(identity, event),
    );
  };
  service.add({
    arn,
    name,
    start: identity => {
      const execution = begin(identity);
      metrics.started();
      void execution.ended.then(end =>
        metrics.ended(end, Date.now() - execution.startedAtSec * 1_000),
      );
      return execution;
    },
  });
  return {
    ref: arn,
    attributes: { Arn: arn, Name: name },
    start: async () => log.checkPermissions(),
    stop: async () => {
      await service.stop();
      client.destroy();
    },
  };
}
