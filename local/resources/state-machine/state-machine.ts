import { StateMachine } from 'aws-local-stepfunctions';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type { ResourceKind, RunningResource } from '../../contract/resource-kind.ts';
import { dynamoDbClient } from '../../engine/dynamodb-client.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { delayWaits } from './delay-waits.ts';
import { callDynamoDb } from './dynamodb-task.ts';
import { Execution } from './execution.ts';
import { invokeFunction } from './lambda-task.ts';
import { readStateMachineDefinition } from './runnable-definition.ts';
import { StateMachineService } from './state-machine-service.ts';

const stateMachineProperties = z.object({
  DefinitionString: z.string(),
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
      LoggingConfiguration: 'transitions go to the log of the host',
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
  service.add({
    arn,
    name,
    start: identity => {
      const byMs = host.switches.faults.stateMachines.waitLongerMs;
      if (byMs === 0) return new Execution(identity, machine, waits, handlers, host.log);
      const late = delayWaits(definition, byMs);
      const lateMachine = new StateMachine(late.definition);
      return new Execution(identity, lateMachine, waits, handlers, host.log, late.waitsMs);
    },
  });
  return {
    ref: arn,
    attributes: { Arn: arn, Name: name },
    stop: async () => {
      await service.stop();
      client.destroy();
    },
  };
}
