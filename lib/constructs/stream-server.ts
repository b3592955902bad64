import { join } from 'node:path';
import { Annotations, Aws, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Environment as ChannelEnvironment } from '../../lambdas/channel-stream/config.ts';
import type { Environment } from '../../lambdas/stream-server/config.ts';
import type { LambdaName } from '../lambda-name.ts';
import { functionVariables, logAndRole, titleOf } from './function-parts.ts';
import { allowStreams, type StreamProps, streamEnvironment } from './stream-access.ts';

const name: LambdaName = 'stream-server';

/**
 * The longest that Lambda knows, said on purpose: unsaid it is 30 s, and a stream is cut without a word.
 * Streams end themselves before (`streamLifetimeSeconds`).
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/web-functions-revisions-timeout.html
 */
const timeoutSeconds = 900;

/**
 * The most that Lambda knows, where 64 are its default. Only the upper bound: Lambda lowers what an
 * environment takes by its load, and what does not fit goes to another one.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/web-functions-scaling.html
 */
const maxConcurrencyPerEnvironment = 128;

/**
 * The Server-Sent Events of every channel, and of several at once, at paths of one domain: a Web Function,
 * many of whose readers share an environment (docs/decisions/0120).
 */
export class StreamServer extends Construct {
  /** What the outputs call it. */
  readonly title = titleOf(name);
  readonly functionName: string;
  readonly logGroupName: string;
  readonly #domainName: string;

  constructor(scope: Construct, id: string, props: StreamProps) {
    super(scope, id);
    const { logGroup, role } = logAndRole(this, 'Function');
    const environment: Environment = streamEnvironment(props);
    const server = new lambda.WebFunction(this, 'Function', {
      // A name counts in all regions of an account at once: another region's stack is another function.
      webFunctionName: `${Stack.of(this).stackName}-streams-${Aws.REGION}`,
      revisionDescription: 'Streams every channel, and several at once, as Server-Sent Events',
      code: lambda.WebFunctionCode.fromAssetToManagedBucket(join(props.bundlesDirectory, name), {
        // The function that copies the code would keep its log for two years, and after the stack.
        copyOptions: logAndRole(this, 'CodeCopy'),
      }),
      runtime: lambda.WebFunctionRuntime.NODEJS_24_X,
      entryPoint: 'index.mjs',
      role,
      logGroup,
      environment: functionVariables(this, name, environment),
      timeout: Duration.seconds(timeoutSeconds),
      maxConcurrencyPerEnvironment,
      // It checks tokens itself, as the functions with URLs do: a browser's EventSource cannot sign with IAM.
      defaultEndpointAuth: lambda.WebFunctionAuthType.APPLICATION_MANAGED,
    });
    Annotations.of(server).acknowledgeWarning(
      '@aws-cdk/aws-lambda:webFunctionPublicEndpoint',
      'stream-server checks the token of each request',
    );
    // Or a new revision would take requests before what it needs is granted.
    server.resourceRevision.node.addDependency(role);
    allowStreams(props, role);
    // Its mailbox in Limits: what was taken out of it is deleted.
    props.ownTables.limits.allow(role, 'BatchWriteItem');
    this.functionName = server.webFunctionName;
    this.logGroupName = logGroup.logGroupName;
    this.#domainName = server.endpoint.domainName;
  }

  /** Where a channel is read, or several at once (`live`). */
  urlOf(channel: ChannelEnvironment['CHANNEL']): string {
    return `https://${this.#domainName}/${channel}`;
  }
}
