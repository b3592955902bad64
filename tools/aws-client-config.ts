import type { Outputs } from './outputs.ts';

/** What an AWS SDK client needs to reach the stack; empty on AWS, where the SDK finds it all itself. */
export interface AwsClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The local host accepts any credentials; the SDK only insists that there are some. */
const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** How to reach the stack's tables: the local engine when the outputs name one, else AWS. */
export function dynamoDbConfig(outputs: Outputs): AwsClientConfig {
  return configFor(outputs.DynamoDbEndpoint);
}

/** How to reach every other AWS API of the stack. */
export function awsConfig(outputs: Outputs): AwsClientConfig {
  return configFor(outputs.AwsEndpointUrl);
}

function configFor(endpoint: string | undefined): AwsClientConfig {
  return endpoint === undefined
    ? {}
    : { endpoint, region: 'us-east-1', credentials: localCredentials };
}
