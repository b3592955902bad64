import { z } from 'zod';
import { awsJsonFailure } from '../../aws-protocol/aws-json-failure.ts';
import type {
  AwsJsonFailure,
  AwsJsonRequest,
  AwsJsonService,
} from '../../contract/aws-json-service.ts';
import type { Host } from '../../contract/host.ts';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';

/** A standard parameter's: docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const maxValueBytes = 4_096;

const parameterProperties = z.object({
  Name: z.string().optional(),
  Type: z.enum(['String', 'StringList'], 'expected String or StringList'),
  Value: z
    .string()
    .min(1)
    .refine(value => Buffer.byteLength(value) <= maxValueBytes, {
      error: `expected at most ${maxValueBytes} bytes, as a standard parameter holds`,
    }),
});

interface Parameter {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly createdAtSec: number;
}

/** `AWS::SSM::Parameter`, read through the service "AmazonSSM". One per host. */
export function ssmParameterKind(): ResourceKind {
  const parameters: Parameter[] = [];
  return resourceKind({
    type: 'AWS::SSM::Parameter',
    properties: parameterProperties,
    ignored: {
      Description: 'nothing reads it here',
      Tier: 'every parameter here is a standard one',
      Tags: 'nothing reads them here',
    },
    create: (properties, { logicalId }, host) => {
      const parameter = createParameter(properties, logicalId, host);
      if (parameters.length === 0) host.registerService(parameterService(parameters, host));
      parameters.push(parameter);
      return { ref: parameter.name, attributes: { Type: parameter.type, Value: parameter.value } };
    },
  });
}

function createParameter(
  { Name, Type, Value }: z.output<typeof parameterProperties>,
  logicalId: string,
  host: Host,
): Parameter {
  const name = Name ?? `CFN-${host.stackName}-${logicalId}`;
  return { arn: arnOf(name, host), name, type: Type, value: Value, createdAtSec: nowSec() };
}

const nowSec = (): number => Math.floor(Date.now() / 1_000);

/** In an ARN a name has one slash before it, whether it begins with one or not. */
const arnOf = (name: string, { region, accountId }: Host): string =>
  `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;

function parameterService(parameters: readonly Parameter[], host: Host): AwsJsonService {
  return {
    targetPrefix: 'AmazonSSM',
    permissions: ({ operation, input }) => [
      {
        action: `ssm:${operation}`,
        resource: parameterCalled(parameters, input.Name)?.arn ?? arnOf(String(input.Name), host),
      },
    ],
    handle: async request => handle(parameters, request),
  };
}

/** A parameter is named by its name or its ARN. */
const parameterCalled = (parameters: readonly Parameter[], id: unknown): Parameter | undefined =>
  parameters.find(({ arn, name }) => id === arn || id === name);

function handle(
  parameters: readonly Parameter[],
  { operation, input }: AwsJsonRequest,
): Readonly<Record<string, unknown>> | AwsJsonFailure {
  if (operation !== 'GetParameter') {
    return awsJsonFailure(
      'UnknownOperationException',
      `The local host knows the operation GetParameter of ssm; received ${operation}.`,
    );
  }
  const parameter = parameterCalled(parameters, input.Name);
  // AWS says no more than the error's name.
  if (parameter === undefined) return awsJsonFailure('ParameterNotFound', '');
  return {
    Parameter: {
      ARN: parameter.arn,
      DataType: 'text',
      LastModifiedDate: parameter.createdAtSec,
      Name: parameter.name,
      Type: parameter.type,
      Value: parameter.value,
      Version: 1,
    },
  };
}
