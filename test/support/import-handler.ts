import type { LambdaName } from '../../lib/lambda-name.ts';
import type { TestEngine } from './engine.ts';
import type { FakeServices } from './fake-services.ts';
import { functionVariables } from './template-functions.ts';

/** What the handler works on. */
export interface ImportedHandlerOptions {
  readonly engine: TestEngine;
  readonly services: FakeServices;
  /** Instead of the template's. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The function's handler, in the environment that the template gives it beside this one. */
export async function importHandler<Answer>(
  name: LambdaName,
  environment: NodeJS.ProcessEnv,
  { engine, services, variables }: ImportedHandlerOptions,
): Promise<(...args: readonly unknown[]) => Promise<Answer>> {
  process.env = {
    ...environment,
    ...functionVariables(name),
    // Their lines would stand among those of the test.
    POWERTOOLS_METRICS_DISABLED: 'true',
    ...variables,
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    AWS_ENDPOINT_URL: services.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: services.endpoint,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  };
  return (await import(`../../lambdas/${name}/handler.ts`)).handler;
}
