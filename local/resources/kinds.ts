import { availableParallelism } from 'node:os';
import { Concurrency } from '../runtime/concurrency.ts';
import { StartGate } from '../runtime/start-gate.ts';
import { dynamoDbGlobalTableKind } from './dynamodb-global-table.ts';
import { dynamoDbTableKind } from './dynamodb-table.ts';
import { eventSourceMappingKind } from './event-source-mapping.ts';
import { eventsRuleKind } from './events-rule.ts';
import { inertKinds } from './inert-kinds.ts';
import { lambdaFunctionKind } from './lambda-function.ts';
import { lambdaUrlKind } from './lambda-url.ts';
import type { ResourceKind } from './resource.ts';
import { s3BucketKind } from './s3-bucket.ts';
import { secretKind } from './secret.ts';
import { stateMachineKind } from './state-machine.ts';
import { webSocketApiKinds } from './websocket-api/kinds.ts';

/**
 * Every resource type the host knows, for one run of it. `maxConcurrency` bounds how many
 * invocations run at once, as an account's concurrency does.
 */
export function resourceKinds(maxConcurrency: number): ReadonlyMap<string, ResourceKind> {
  const kinds = [
    dynamoDbGlobalTableKind,
    dynamoDbTableKind,
    eventSourceMappingKind,
    eventsRuleKind,
    lambdaFunctionKind({
      concurrency: new Concurrency(maxConcurrency),
      starts: new StartGate(availableParallelism()),
    }),
    lambdaUrlKind,
    s3BucketKind,
    secretKind(),
    stateMachineKind(),
    ...webSocketApiKinds(),
    ...inertKinds,
  ];
  return new Map(kinds.map(kind => [kind.type, kind]));
}
