import { Duration } from 'aws-cdk-lib';
import {
  Chain,
  DefinitionBody,
  JsonPath,
  StateMachine,
  StateMachineType,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { DynamoAttributeValue, DynamoUpdateItem } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { ExecutionLog } from './execution-log.ts';
import type { RealtimeTable } from './realtime-table.ts';

const alreadyDecided = 'DynamoDB.ConditionalCheckFailedException';

/**
 * Ends a proposal that nobody answered. Started with `{proposalId, expiresAt}`, it waits until
 * `expiresAt` and writes the outcome by itself, with no function in between; the write leaves by
 * the table's stream like any other. An answered proposal fails the condition, which is success.
 */
export class ProposalDeadline extends StateMachine {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly proposals: RealtimeTable; readonly executionLog: ExecutionLog },
  ) {
    super(scope, id, {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(definition(scope, id, props.proposals)),
      logs: props.executionLog.options,
    });
  }
}

function definition(scope: Construct, id: string, proposals: RealtimeTable): Chain {
  const expiresAt = DynamoAttributeValue.fromString(JsonPath.stringAt('$.expiresAt'));
  const timeOut = new DynamoUpdateItem(scope, `${id}TimeOut`, {
    stateName: 'Time out',
    table: proposals,
    key: { proposalId: DynamoAttributeValue.fromString(JsonPath.stringAt('$.proposalId')) },
    updateExpression:
      'SET #status = :timeout, decidedAt = :expiresAt, updatedAt = :expiresAt, endedAt = :expiresAt REMOVE pendingUntil',
    // A proposal whose end was moved is not this execution's to end: the sweeper meets it.
    conditionExpression: '#status = :pending AND expiresAt = :expiresAt',
    expressionAttributeNames: { '#status': 'status' },
    expressionAttributeValues: {
      ':timeout': DynamoAttributeValue.fromString('timeout'),
      ':pending': DynamoAttributeValue.fromString('pending'),
      ':expiresAt': expiresAt,
    },
  });
  // Retriers are asked before catchers, and in order: this one keeps the next from the answered.
  timeOut.addRetry({ errors: [alreadyDecided], maxAttempts: 0 });
  // Five minutes in all; a proposal that is still pending then is the sweeper's.
  timeOut.addRetry({
    errors: ['States.ALL'],
    interval: Duration.seconds(1),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: 10,
  });
  timeOut.addCatch(new Succeed(scope, `${id}AlreadyDecided`, { stateName: 'Already decided' }), {
    errors: [alreadyDecided],
  });
  return Chain.start(
    new Wait(scope, `${id}Wait`, {
      stateName: 'Wait until it expires',
      time: WaitTime.timestampPath('$.expiresAt'),
    }),
  ).next(timeOut);
}
