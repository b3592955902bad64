import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { LambdaName } from '../lambda-name.ts';
import { functionVariables, logAndRole, titleOf } from './function-parts.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxTimeoutSeconds = 900;

/** What makes one function differ from another. */
export interface RealtimeFunctionProps<Environment> {
  readonly name: LambdaName;
  /** What the outputs call it. @default - its name: `change-fan-out` is `ChangeFanOut` */
  readonly title?: string;
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
  /** What the outputs call it. */
  readonly title: string;

  constructor(scope: Construct, id: string, props: RealtimeFunctionProps<Environment>) {
    if (props.timeoutSeconds > maxTimeoutSeconds) {
      throw new Error(
        `${id}: received a timeout of ${props.timeoutSeconds} s, expected at most ${maxTimeoutSeconds} s`,
      );
    }
    const { logGroup, role } = logAndRole(scope, id);
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
      environment: functionVariables(scope, props.name, props.environment),
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
    });
    this.title = props.title ?? titleOf(props.name);
  }
}
