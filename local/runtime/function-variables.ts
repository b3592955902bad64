import type { Credentials } from '../contract/access-control.ts';
import type { Host } from '../contract/host.ts';

/** What the variables of one function are made of. */
export interface VariableSources {
  readonly host: Pick<Host, 'region' | 'awsEndpoint' | 'dynamoDbGateway'>;
  /** By which the host knows the function's calls. */
  readonly credentials: Credentials;
  readonly functionName: string;
  readonly memorySizeMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly handler: string;
  readonly taskRoot: string;
  /** LoggingConfig of the template. */
  readonly logging: Readonly<Record<string, unknown>>;
  /** Environment.Variables of the template. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** Advanced logging controls reach the function as these two variables. */
function logVariables(logging: Readonly<Record<string, unknown>>): Record<string, string> {
  const level = logging.ApplicationLogLevel;
  return {
    AWS_LAMBDA_LOG_FORMAT: logging.LogFormat === 'JSON' ? 'JSON' : 'Text',
    ...(typeof level === 'string' ? { AWS_LAMBDA_LOG_LEVEL: level } : {}),
  };
}

/**
 * The whole environment of a function: what Lambda defines
 * (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), the endpoints that lead AWS
 * clients to this host, and the template's own variables, which win.
 */
export function functionVariables(sources: VariableSources): Record<string, string> {
  const { host, own } = sources;
  const reserved = {
    AWS_ACCESS_KEY_ID: sources.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sources.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: sources.credentials.sessionToken,
    AWS_REGION: host.region,
    AWS_DEFAULT_REGION: host.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: sources.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(sources.memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: sources.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: sources.logStreamName,
    _HANDLER: sources.handler,
    LAMBDA_TASK_ROOT: sources.taskRoot,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...logVariables(sources.logging),
  };
  return {
    AWS_ENDPOINT_URL: host.awsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: host.dynamoDbGateway,
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, String(value)])),
    ...reserved,
  };
}
