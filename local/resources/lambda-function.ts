import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeFunctionLine } from '../runtime/function-log.ts';
import { functionVariables } from '../runtime/function-variables.ts';
import { type FunctionCapacity, LocalFunction } from '../runtime/local-function.ts';
import { isRecord } from '../template/template.ts';
import type { DeclaredResource, Host, ResourceKind, RunningResource } from './resource.ts';

/** Defaults of AWS::Lambda::Function: MemorySize 128 MB, Timeout 3 s. */
const defaultMemorySizeMb = 128;
const defaultTimeoutSeconds = 3;

const supportedRuntime = 'nodejs24.x';

function handlerOf(declared: DeclaredResource, host: Host): { file: string; exported: string } {
  const { logicalId, properties } = declared;
  const code = properties.Code;
  const key = isRecord(code) ? code.S3Key : undefined;
  if (typeof key !== 'string') {
    throw new Error(`${logicalId}: expected Code.S3Key to name an asset of the assembly`);
  }
  const directory = host.assetPath(key);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Error(`${logicalId}: its bundle ${directory} is not a directory`);
  }
  const handler = String(properties.Handler);
  const dot = handler.lastIndexOf('.');
  const base = handler.slice(0, dot);
  const files = ['.mjs', '.js', '.cjs'].map(extension => path.join(directory, base + extension));
  const file = files.find(each => existsSync(each));
  if (dot < 1 || file === undefined) {
    throw new Error(`${logicalId}: no module for its handler "${handler}" in ${directory}`);
  }
  return { file, exported: handler.slice(dot + 1) };
}

/** Log lines are read by people: the hash that the CDK appends to logical ids says nothing to them. */
const readableName = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

function createFunction(
  declared: DeclaredResource,
  host: Host,
  capacity: FunctionCapacity,
): RunningResource {
  const { logicalId, properties } = declared;
  if (properties.Runtime !== supportedRuntime) {
    throw new Error(
      `${logicalId}: the local host runs ${supportedRuntime}, received Runtime ${JSON.stringify(properties.Runtime)}`,
    );
  }
  const { file, exported } = handlerOf(declared, host);
  const functionName = String(properties.FunctionName ?? `${host.stackName}-${logicalId}`);
  const functionArn = `arn:aws:lambda:${host.region}:${host.accountId}:function:${functionName}`;
  const memorySizeMb = Number(properties.MemorySize ?? defaultMemorySizeMb);
  const logging = isRecord(properties.LoggingConfig) ? properties.LoggingConfig : {};
  const logGroupName = String(logging.LogGroup ?? `/aws/lambda/${functionName}`);
  const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]local`;
  const environment = isRecord(properties.Environment) ? properties.Environment : {};
  const reserved = properties.ReservedConcurrentExecutions;
  if (reserved !== undefined) capacity.concurrency.reserve(functionArn, Number(reserved));
  const name = readableName(logicalId);
  const log = prefixed(name, host);

  const implementation = new LocalFunction(
    {
      handlerFile: file,
      handlerExport: exported,
      functionName,
      functionArn,
      memorySizeMb,
      logGroupName,
      logStreamName,
      timeoutMs: Number(properties.Timeout ?? defaultTimeoutSeconds) * 1000,
      variables: functionVariables({
        host,
        functionName,
        memorySizeMb,
        logGroupName,
        logStreamName,
        handler: String(properties.Handler),
        taskRoot: path.dirname(file),
        logging,
        own: isRecord(environment.Variables) ? environment.Variables : {},
      }),
      onLine: (stream, line) => writeFunctionLine(host.log, name, stream, line),
      strike: () => host.switches.strikeFunction(logicalId),
    },
    capacity,
    log,
  );
  host.registerFunction(functionArn, implementation);
  host.switches.addFunction(logicalId);
  return {
    ref: functionName,
    attributes: { Arn: functionArn },
    stop: () => implementation.stop(),
  };
}

function prefixed(name: string, { log }: Host): Host['log'] {
  return {
    debug: message => log.debug(`[${name}] ${message}`),
    info: message => log.info(`[${name}] ${message}`),
    warn: message => log.warn(`[${name}] ${message}`),
    error: message => log.error(`[${name}] ${message}`),
  };
}

/** AWS::Lambda::Function: worker threads within the given capacity. */
export const lambdaFunctionKind = (capacity: FunctionCapacity): ResourceKind => ({
  type: 'AWS::Lambda::Function',
  honoured: [
    'Code.S3Key',
    'Environment.Variables',
    'FunctionName',
    'Handler',
    'LoggingConfig',
    'MemorySize',
    'ReservedConcurrentExecutions',
    'Runtime',
    'Timeout',
  ],
  ignored: {
    Architectures: 'functions run on the architecture of this machine',
    'Code.S3Bucket': 'assets are read from the assembly, not from a bucket',
    Description: 'text for people',
    EphemeralStorage: 'functions share the temporary directory of this machine',
    Role: 'permissions are not checked here',
    Tags: 'no effect on behaviour',
    TracingConfig: 'there is no X-Ray here',
  },
  create: async (declared, host) => createFunction(declared, host, capacity),
});
