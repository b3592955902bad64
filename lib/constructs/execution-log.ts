import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LogLevel, type LogOptions } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/**
 * The one log of all state machines: what they did and when, and nothing of what they were given. Its
 * name begins as those of AWS's own do, which are allowed to be written once for all: a policy with each
 * name in it would soon be too long for the account.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
 */
export class ExecutionLog extends LogGroup {
  /** Every step of an execution, without its input and output: those name users and proposals. */
  readonly options: LogOptions;

  constructor(scope: Construct, id: string) {
    super(scope, id, {
      logGroupName: `/aws/vendedlogs/states/${Stack.of(scope).stackName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.options = { destination: this, level: LogLevel.ALL, includeExecutionData: false };
  }
}
