import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { LambdaName } from '../lambda-name.ts';

/** A log, and the role that may write it. */
export interface LogAndRole {
  readonly logGroup: LogGroup;
  readonly role: Role;
}

/**
 * What a function called `id` in this scope logs to, and a role that may write there and nothing else
 * until something is granted.
 */
export function logAndRole(scope: Construct, id: string): LogAndRole {
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
  return { logGroup, role };
}

/** A function's own variables that are set, and three of the house. */
export function functionVariables(
  scope: Construct,
  name: string,
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const isDefined = (entry: [string, string | undefined]): entry is [string, string] =>
    entry[1] !== undefined;
  return {
    ...Object.fromEntries(Object.entries(own).filter(isDefined)),
    NODE_OPTIONS: '--enable-source-maps',
    POWERTOOLS_SERVICE_NAME: name,
    // A namespace for each stack: no dimension is spent on which one it is.
    POWERTOOLS_METRICS_NAMESPACE: Stack.of(scope).stackName,
  };
}

/** What outputs call the function of that name: `change-fan-out` is `ChangeFanOut`. */
export function titleOf(name: LambdaName): string {
  return name
    .split('-')
    .map(word => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}
