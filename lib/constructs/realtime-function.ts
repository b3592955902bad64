import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { LambdaName } from '../lambda-name.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxTimeoutSeconds = 900;

/** What makes one function differ from another. */
export interface RealtimeFunctionProps<Environment> {
  readonly name: LambdaName;
  readonly description: string;
  /** Where the bundles are, one folder per function. */
  readonly bundlesDirectory: string;
  /** Every variable of the function's own `Environment`, so that a forgotten one does not compile. */
  readonly environment: Environment;
  readonly memorySizeMb: number;
  readonly timeoutSeconds: number;
  /** @default - none; shares the account's concurrency */
  readonly reservedConcurrency?: number | undefined;
}

/**
 * A function with the house's defaults: Node on arm64, JSON logs kept a month, stack traces in
 * TypeScript lines, and a role that may write its own log and nothing else until something is
 * granted.
 */
export class RealtimeFunction<
  Environment extends Readonly<Partial<Record<keyof Environment, string | undefined>>>,
> extends lambda.Function {
  constructor(scope: Construct, id: string, props: RealtimeFunctionProps<Environment>) {
    if (props.timeoutSeconds > maxTimeoutSeconds) {
      throw new Error(
        `${id}: received a timeout of ${props.timeoutSeconds} s, expected at most ${maxTimeoutSeconds} s`,
      );
    }
    // Kept neither for two years nor after the stack: logs hold user ids.
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not Lambda's default role, whose managed policy may write every log of the account.
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(join(props.bundlesDirectory, props.name)),
      handler: 'index.handler',
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      memorySize: props.memorySizeMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: {
        ...withoutUndefined(props.environment),
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: props.name,
      },
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
    });
  }
}

function withoutUndefined(
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const isDefined = (entry: [string, string | undefined]): entry is [string, string] =>
    entry[1] !== undefined;
  return Object.fromEntries(Object.entries(variables).filter(isDefined));
}
