import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Host } from '../../contract/host.ts';
import type { FunctionRegistry } from '../../contract/invocation.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import { functionVariables } from '../../runtime/function-variables.ts';
import { type FunctionCapacity, LocalFunction } from '../../runtime/local-function.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { functionLines } from './function-lines.ts';
import { logPermission, logStreamOf, prefixedLog, readableName } from './function-log.ts';
import { InvocationMetrics } from './invocation-metrics.ts';
import { type FunctionProperties, functionProperties } from './lambda-function-properties.ts';

function handlerOf(
  logicalId: string,
  { Handler: handler }: FunctionProperties,
  directory: string,
): { file: string; exported: string } {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Error(`${logicalId}: its bundle ${directory} is not a directory`);
  }
  const dot = handler.lastIndexOf('.');
  const base = handler.slice(0, dot);
  const files = ['.mjs', '.js', '.cjs'].map(extension => path.join(directory, base + extension));
  const file = files.find(each => existsSync(each));
  if (dot < 1 || file === undefined) {
    throw new Error(`${logicalId}: no module for its handler "${handler}" in ${directory}`);
  }
  return { file, exported: handler.slice(dot + 1) };
}

function createFunction(
  properties: FunctionProperties,
  declared: DeclaredResource,
  host: Host,
  capacity: FunctionCapacity,
  invocations: InvocationMetrics,
): RunningResource {
  const { logicalId } = declared;
  const { file, exported } = handlerOf(
    logicalId,
    properties,
    host.assetPath(properties.Code.S3Key),
  );
  const functionName = String(properties.FunctionName ?? `${host.stackName}-${logicalId}`);
  const functionArn = `arn:aws:lambda:${host.region}:${host.accountId}:function:${functionName}`;
  const { MemorySize: memorySizeMb, LoggingConfig: logging } = properties;
  const logGroupName = String(logging.LogGroup ?? `/aws/lambda/${functionName}`);
  const logStreamName = logStreamOf('[$LATEST]');
  const reserved = properties.ReservedConcurrentExecutions;
  if (reserved !== undefined) reserve(logicalId, functionArn, reserved, capacity);
  const credentials = host.access.assume({
    arn: functionArn,
    logicalId,
    roleArn: properties.Role,
    service: 'lambda.amazonaws.com',
    sessionName: functionName,
  });
  const mayLog = logPermission(host, functionArn, logGroupName, logStreamName);
  const name = readableName(logicalId);
  const log = prefixedLog(name, host);

  /** The variables of the function while its code is that of the file. */
  const variablesOf = (handlerFile: string) =>
    functionVariables({
      host,
      credentials,
      functionName,
      memorySizeMb,
      logGroupName,
      logStreamName,
      handler: properties.Handler,
      taskRoot: path.dirname(handlerFile),
      logging,
      own: properties.Environment.Variables,
    });

  const timeoutMs = properties.Timeout * 1_000;
  const implementation = new LocalFunction(
    {
      handlerFile: file,
      handlerExport: exported,
      functionName,
      functionArn,
      memorySizeMb,
      logGroupName,
      logStreamName,
      timeoutMs,
      isDebugged: host.isDebugged ?? false,
      variables: variablesOf(file),
      onLine: functionLines({ name, logGroupName, logStreamName, mayLog }, host),
      takeFault: () => host.switches.takeFunctionFault(logicalId),
    },
    capacity,
    log,
  );
  const invoked: FunctionRegistry = {
    invoke: (arn, payload) => {
      mayLog(); // Lambda itself writes a line before and after each invocation
      return implementation.invoke(arn, payload);
    },
    invokeStreaming: (arn, payload, sink) => {
      mayLog();
      return implementation.invokeStreaming(arn, payload, sink);
    },
  };
  const counted = invocations.counted(invoked, functionName, host.metrics);
  host.registerFunction(functionArn, counted, timeoutMs);
  host.switches.addFunction(logicalId);
  return {
    ref: functionName,
    attributes: { Arn: functionArn },
    updateCode: directory => {
      const { file: handlerFile } = handlerOf(logicalId, properties, directory);
      implementation.updateCode({ handlerFile, variables: variablesOf(handlerFile) });
    },
    stop: () => implementation.stop(),
  };
}

function reserve(
  logicalId: string,
  functionArn: string,
  limit: number,
  { concurrency }: FunctionCapacity,
): void {
  try {
    concurrency.reserve(functionArn, limit);
  } catch (error) {
    throw new Error(`${logicalId}: ${(error as Error).message}`, { cause: error });
  }
}

/** AWS::Lambda::Function: worker threads within the given capacity. */
export function lambdaFunctionKind(capacity: FunctionCapacity): ResourceKind {
  const invocations = new InvocationMetrics();
  return resourceKind({
    type: 'AWS::Lambda::Function',
    properties: functionProperties,
    ignored: {
      Architectures: 'functions run on the architecture of this machine',
      'Code.S3Bucket': 'assets are read from the assembly, not from a bucket',
      Description: 'text for people',
      'LoggingConfig.SystemLogLevel': 'the host writes its own lines at its own level',
      EphemeralStorage: 'functions share the temporary directory of this machine',
      Tags: 'no effect on behaviour',
      TracingConfig: 'there is no X-Ray here',
    },
    create: (properties, declared, host) =>
      createFunction(properties, declared, host, capacity, invocations),
  });
}
