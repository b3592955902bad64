import { regionOf } from '../core/deployment/outputs-region.ts';
import { type AwsAccess, awsAccess } from './deploy/aws-access.ts';
import type { Outputs } from './outputs.ts';

/** What an AWS SDK client needs to reach the stack: on AWS its region, and the SDK finds who asks. */
export interface AwsClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The local host accepts any credentials; the SDK only insists that there are some. */
const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** How to reach the stack's tables: the local engine when the outputs name one, else AWS. */
export function dynamoDbConfig(outputs: Outputs): AwsClientConfig {
  return configFor(outputs.DynamoDbEndpoint, outputs);
}

/** How to reach every other AWS API of the stack. */
export function awsConfig(outputs: Outputs): AwsClientConfig {
  return configFor(outputs.AwsEndpointUrl, outputs);
}

/** How to reach an account's APIs where there is no stack yet: as `npm run deploy` does. */
export async function accountConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<AwsAccess> {
  return await awsAccess(environment, undefined);
}

function configFor(endpoint: string | undefined, outputs: Outputs): AwsClientConfig {
  if (endpoint !== undefined) {
    return { endpoint, region: 'us-east-1', credentials: localCredentials };
  }
  const region = regionOf(outputs);
  return region === undefined ? {} : { region };
}
