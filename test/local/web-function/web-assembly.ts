import type { TinyAssembly } from '../tiny-assembly.ts';

type Properties = Readonly<Record<string, unknown>>;

/** What of a test's Web Function is another than usual. */
export interface TestWebFunction {
  /** Text of the module that starts the server. */
  readonly source: string;
  /** Of `ServiceConfig`. */
  readonly service?: Properties;
  readonly variables?: Readonly<Record<string, string>>;
  /** Of the endpoint. */
  readonly endpoint?: Properties;
  /** Beside those of the Web Function, or in their place. */
  readonly resources?: Readonly<Record<string, unknown>>;
}

const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

/** Everybody may read what is in the bucket of the code, as far as the policy is about it. */
const readable = {
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: ['s3:GetObject', 's3:GetObjectVersion'],
  Resource: { 'Fn::Join': ['', [attribute('Code', 'Arn'), '/*']] },
  Condition: {
    ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:*:*:web-function/*/revision/*' },
  },
};

/**
 * A Web Function `Streams` with its revision, endpoint and output `Url`, in the form in which the CDK
 * synthesizes them.
 */
export function webAssembly(tiny: TestWebFunction): TinyAssembly {
  const { source, service, variables, endpoint, resources } = tiny;
  return {
    functions: { streams: source, copies: 'export const handler = async () => {};' },
    outputs: {
      Url: { Value: { 'Fn::Join': ['', ['https://', attribute('Endpoint', 'DomainName')]] } },
      RevisionId: { Value: attribute('Revision', 'RevisionId') },
    },
    resources: {
      Code: {
        Type: 'AWS::S3::Bucket',
        Properties: { VersioningConfiguration: { Status: 'Enabled' } },
      },
      CodePolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Code' }, PolicyDocument: { Statement: [readable] } },
      },
      Copies: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'assets', S3Key: 'copies.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: attribute('AnyRole', 'Arn'),
        },
      },
      Copy: {
        Type: 'Custom::S3ObjectCopy',
        Properties: {
          ServiceToken: attribute('Copies', 'Arn'),
          SourceBucketName: 'assets',
          SourceObjectKey: 'streams.zip',
          DestinationBucketName: { Ref: 'Code' },
          DestinationKeyPrefix: 'web-function/',
          ContentHash: 'hash',
          Configuration: {},
        },
      },
      Streams1A2B3C4D: {
        Type: 'AWS::Lambda::WebFunction',
        Properties: { FunctionName: 'Streams' },
      },
      Revision: {
        Type: 'AWS::Lambda::WebFunctionRevision',
        DependsOn: ['CodePolicy'],
        Properties: {
          FunctionName: { Ref: 'Streams1A2B3C4D' },
          BuildConfig: {
            CodeConfig: {
              S3Object: {
                Bucket: attribute('Copy', 'Bucket'),
                Key: attribute('Copy', 'Key'),
                VersionId: attribute('Copy', 'VersionId'),
              },
            },
            RuntimeConfig: { Runtime: 'nodejs24.x' },
          },
          ServiceConfig: {
            ExecutionRoleArn: attribute('AnyRole', 'Arn'),
            EnvironmentVariables: { AWS_LAMBDA_NODEJS_ENTRYPOINT: 'index.mjs', ...variables },
            ...service,
          },
        },
      },
      Endpoint: {
        Type: 'AWS::Lambda::WebFunctionEndpoint',
        Properties: {
          AuthType: 'ApplicationManaged',
          EndpointName: 'prod',
          EndpointType: 'HomeRegion',
          FunctionName: attribute('Streams1A2B3C4D', 'FunctionArn'),
          RevisionWeights: [{ RevisionId: attribute('Revision', 'RevisionId'), Weight: 100 }],
          ...endpoint,
        },
      },
      ...resources,
    },
  };
}

/** The beginning of a module: `listen(handle)` starts its server where Lambda wants it. */
export const listening = `
  import { createServer } from 'node:http';
  const [host, port] = process.env.AWS_LAMBDA_HTTP_ENDPOINT.split(':');
  const listen = handle => createServer(handle).listen(Number(port), host);
`;
