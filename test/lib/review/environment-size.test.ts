import { join } from 'node:path';
import { CfnOutput, CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  WebFunction,
  WebFunctionAuthType,
  WebFunctionCode,
  WebFunctionRuntime,
} from 'aws-cdk-lib/aws-lambda';
import { RealtimeFunction } from '../../../lib/constructs/realtime-function.ts';
import { checkEnvironments } from '../../../lib/review/environment-size.ts';
import { bundlesDirectory, synthesizedStack, testStack } from '../synthesize.ts';

/** A stack with one function that has these variables beside the three of the house. */
function stackWith(
  environment: Readonly<Record<string, string>>,
  stack: Stack = testStack(),
): Stack {
  new RealtimeFunction<Record<string, string>>(stack, 'Marker', {
    name: 'log-marker',
    description: 'Marks',
    bundlesDirectory,
    environment,
    memorySizeMb: 256,
    timeoutSeconds: 5,
  });
  return stack;
}

/**
 * `{"TEXT":"","NODE_OPTIONS":"--enable-source-maps","POWERTOOLS_SERVICE_NAME":"log-marker"}`, and in it
 * `,"POWERTOOLS_METRICS_NAMESPACE":"Test"`
 */
const bytesBeside = 126;

describe('the variables of a function', () => {
  it('may take 4 KB as JSON in UTF-8, and no byte more', () => {
    const atBound = 'ñ'.repeat((4_096 - bytesBeside) / 2);
    expect(Buffer.byteLength(atBound)).toBe(3_970);
    expect(() => checkEnvironments(stackWith({ TEXT: atBound }))).not.toThrow();
    expect(() => checkEnvironments(stackWith({ TEXT: `${atBound}x` }))).toThrow(
      new Error(
        'bad context:\n  TEXT: received 3971 bytes, expected at most 3970, because Lambda takes 4096 bytes of variables of a function, and Marker has others',
      ),
    );
  });

  it('count quotes as JSON has them, as what Lambda measures does', () => {
    const quotes = '"'.repeat((4_096 - bytesBeside) / 2);
    expect(() => checkEnvironments(stackWith({ TEXT: quotes }))).not.toThrow();
    expect(() => checkEnvironments(stackWith({ TEXT: `${quotes}"` }))).toThrow(/^bad context:/);
  });

  it('count names that AWS makes as long as they get', () => {
    const stack = testStack();
    const queue = new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
    // https://sqs.<15>.amazonaws.com.cn/<12>/Test-Queue-<13>
    const atBound = 'x'.repeat(4_096 - bytesBeside - ',"URL":""'.length - 82);
    stackWith({ TEXT: atBound, URL: queue.ref }, stack);
    expect(() => checkEnvironments(stack)).not.toThrow();
    const beyond = testStack();
    const other = new CfnResource(beyond, 'Queue', { type: 'AWS::SQS::Queue' });
    stackWith({ TEXT: `${atBound}x`, URL: other.ref }, beyond);
    expect(() => checkEnvironments(beyond)).toThrow(/^bad context:\n {2}TEXT: received 3880 bytes/);
  });

  it('are those of a Web Function, too', () => {
    const stack = testStack();
    const role = new Role(stack, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const revision = (id: string, text: string) =>
      new WebFunction(stack, id, {
        code: WebFunctionCode.fromAssetToManagedBucket(join(bundlesDirectory, 'stream-server')),
        runtime: WebFunctionRuntime.NODEJS_24_X,
        entryPoint: 'index.mjs',
        role,
        environment: { TEXT: text },
        defaultEndpointAuth: WebFunctionAuthType.APPLICATION_MANAGED,
      });
    // The library adds one of its own.
    const beside = '{"TEXT":"","AWS_LAMBDA_NODEJS_ENTRYPOINT":"index.mjs"}'.length;
    revision('Fits', 'x'.repeat(4_096 - beside));
    expect(() => checkEnvironments(stack)).not.toThrow();
    revision('Server', 'x'.repeat(4_097 - beside));
    expect(() => checkEnvironments(stack)).toThrow(
      /^bad context:\n {2}TEXT: received 4043 bytes, expected at most 4042, /,
    );
  });

  it('are not guessed at where they are made in a way that is not known', () => {
    const stack = testStack();
    new CfnOutput(stack, 'Out', { value: 'x' });
    stackWith({ TEXT: Fn.importValue('elsewhere') }, stack);
    expect(() => checkEnvironments(stack)).toThrow(/received \{"Fn::ImportValue":"elsewhere"\}$/);
  });
});

describe('origins of pages', () => {
  const origins = (characters: number) =>
    Array.from(
      { length: 20 },
      (_, at) => `https://${String(at).padStart(characters - 16, 'a')}.example`,
    );

  it('may be twenty of the length that people have', () => {
    expect(origins(60).map(origin => origin.length)).toContain(60);
    expect(() => synthesizedStack({ allowedOrigins: origins(60) })).not.toThrow();
  });

  it('are refused, by their setting, where Lambda would refuse them in the middle of a deploy', () => {
    expect(() => synthesizedStack({ allowedOrigins: origins(253) })).toThrow(
      /^bad context:\n {2}allowedOrigins: received 5\d{3} bytes, expected at most 1\d{3}, because Lambda takes 4096 bytes of variables of a function, and Management\/Function has others$/,
    );
  });

  it('are refused when one is longer than a function URL takes', () => {
    expect(() => synthesizedStack({ allowedOrigins: origins(254) })).toThrow(
      /a function URL takes 253 characters of one, and these are 254$/m,
    );
  });
});
