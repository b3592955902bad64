import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Credentials } from '../../contract/access-control.ts';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import type { BucketPolicies } from '../../iam/bucket-policies.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import type { CodeObjects } from '../../web-function/code-objects.ts';
import type { WebFunctions } from '../../web-function/web-functions.ts';
import { functionLines } from './function-lines.ts';
import { logPermission, logStreamOf, readableName } from './function-log.ts';
import {
  entryPointVariable,
  type WebFunctionRevisionProperties,
  webFunctionRevisionProperties,
} from './web-function-revision-properties.ts';

/** What the Web Functions of one template share. */
export interface WebFunctionParts {
  readonly webFunctions: WebFunctions;
  readonly code: CodeObjects;
  readonly bucketPolicies: BucketPolicies;
}

function createRevision(
  properties: WebFunctionRevisionProperties,
  { logicalId }: DeclaredResource,
  host: Host,
  { webFunctions, code, bucketPolicies }: WebFunctionParts,
): RunningResource {
  const webFunction = webFunctions.named(properties.FunctionName, logicalId);
  const { name, arn } = webFunction;
  const revisionId = createHash('sha256').update(`${arn} ${logicalId}`).digest('hex').slice(0, 16);
  const revisionArn = `${arn}/revision/${revisionId}`;

  const { ServiceConfig: service, BuildConfig: build } = properties;
  const { Bucket, Key, VersionId } = build.CodeConfig.S3Object;
  bucketPolicies.requireRead({ bucket: Bucket, key: Key, readerArn: revisionArn, logicalId });
  const object = { bucket: Bucket, key: Key, versionId: VersionId };
  const directory = code.directoryOf(object, logicalId);
  const credentials = host.access.assume({
    arn,
    logicalId: webFunction.logicalId,
    roleArn: service.ExecutionRoleArn,
    service: 'lambda.amazonaws.com',
    sessionName: name,
  });
  const logGroup = service.TelemetryConfig.LoggingConfig.LogGroup ?? `/aws/lambda/web/${name}`;
  const logStream = logStreamOf(revisionId);
  const mayLog = logPermission(host, arn, logGroup, logStream);
  const label = readableName(webFunction.logicalId);
  const own = service.EnvironmentVariables;
  const codeIn = (taskRoot: string) => ({
    entryFile: entryFileIn(taskRoot, own[entryPointVariable] ?? 'index.js', logicalId),
    variables: variablesOf({ host, credentials, taskRoot, own }),
  });
  webFunction.addRevision(revisionId, {
    spec: {
      functionName: name,
      ...codeIn(directory),
      onLine: functionLines(
        { name: label, logGroupName: logGroup, logStreamName: logStream, mayLog },
        host,
      ),
    },
    maxConcurrency: service.MaxConcurrencyPerEnvironment,
    timeoutMs: service.TimeoutSeconds * 1_000,
  });
  return {
    ref: revisionArn,
    attributes: { RevisionId: revisionId, RevisionArn: revisionArn, State: 'Active' },
    updateCode: newDirectory => webFunction.replaceCode(codeIn(newDirectory)),
  };
}

function entryFileIn(directory: string, entryPoint: string, logicalId: string): string {
  const file = path.join(directory, entryPoint);
  if (existsSync(file)) return file;
  throw new Error(`${logicalId}: no module ${entryPoint} in ${directory}`);
}

interface VariableSources {
  readonly host: Host;
  readonly credentials: Credentials;
  readonly taskRoot: string;
  /** `EnvironmentVariables` of the template. */
  readonly own: Readonly<Record<string, string>>;
}

/**
 * All but the address to listen on. Which of the variables of other functions a Web Function has is not
 * documented, so code that needs one fails here
 * (docs.aws.amazon.com/lambda/latest/dg/web-functions-revisions-env-vars.html).
 */
const variablesOf = ({ host, credentials, taskRoot, own }: VariableSources) => ({
  AWS_ENDPOINT_URL: host.awsEndpoint,
  AWS_ENDPOINT_URL_DYNAMODB: host.dynamoDbGateway,
  ...own,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_REGION: host.region,
  AWS_DEFAULT_REGION: host.region,
  AWS_LAMBDA_INITIALIZATION_TYPE: 'native-http',
  LAMBDA_TASK_ROOT: taskRoot,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
});

/** AWS::Lambda::WebFunctionRevision: code, variables, role and limits of a Web Function's environments. */
export const webFunctionRevisionKind = (parts: WebFunctionParts): ResourceKind =>
  resourceKind({
    type: 'AWS::Lambda::WebFunctionRevision',
    properties: webFunctionRevisionProperties,
    ignored: {
      Description: 'text for people',
      KmsKeyArn: 'local data is not encrypted',
      'ServiceConfig.TelemetryConfig.LoggingConfig.ApplicationLogLevel':
        'the log of this host has a level of its own',
      'ServiceConfig.TelemetryConfig.LoggingConfig.SystemLogLevel':
        'the host writes its own lines at its own level',
    },
    create: (properties, declared, host) => createRevision(properties, declared, host, parts),
  });
