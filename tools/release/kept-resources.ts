/**
 * What an upgrade may neither remove nor replace: what holds data, what clients have the address of, what
 * executions and streams run on, and what could not be made anew beside the old one. Type → the properties
 * whose change replaces it, as the reference of CloudFormation has them ("Update requires: Replacement").
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const keptResources: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
  // Other terms of what is generated are not a replacement, and another secret all the same.
  'AWS::SecretsManager::Secret': ['Name', 'GenerateSecretString', 'SecretString'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
  // Of functions those that are called by name: see keptOf.
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  // Lambda refuses a second one of the same stream and function; of another, it reads the stream once more.
  'AWS::Lambda::EventSourceMapping': [
    'EventSourceArn',
    'StartingPosition',
    'StartingPositionTimestamp',
  ],
  'AWS::Lambda::Url': ['TargetFunctionArn', 'Qualifier'],
  'AWS::Lambda::WebFunction': ['FunctionName'],
  'AWS::Lambda::WebFunctionEndpoint': ['FunctionName', 'EndpointName'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::ApiGatewayV2::Stage': ['ApiId', 'StageName'],
  // The API refuses a second route of the same key, and Systems Manager a second parameter of the same name.
  'AWS::ApiGatewayV2::Route': ['ApiId'],
  'AWS::ApiGatewayV2::RouteResponse': ['ApiId', 'RouteId'],
  'AWS::SSM::Parameter': ['Name'],
};

/** Type → the properties that clients rely on: CloudFormation changes them, and the clients are refused. */
export const heldProperties: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Url': ['AuthType', 'InvokeMode'],
  'AWS::Lambda::WebFunctionEndpoint': ['AuthType'],
  'AWS::ApiGatewayV2::Api': ['RouteSelectionExpression', 'DisableExecuteApiEndpoint'],
  'AWS::ApiGatewayV2::Route': ['RouteKey'],
  'AWS::ApiGatewayV2::RouteResponse': ['RouteResponseKey'],
};

/** Of these nothing else is recorded: their code, and the addresses in them, are others in each release. */
const recordedByName = ['AWS::Lambda::Function', 'AWS::SSM::Parameter'];

/** A resource of a template, as far as upgrades are concerned. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A template, as far as upgrades are concerned. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/**
 * What of a template a release keeps: the resources above, by id, and which outputs there are. Of functions
 * those that state machines and mappings name: executions have them by name until they end, in months maybe, and
 * so do batches that failed until they are given again.
 */
export function keptOf({ Resources, Outputs = {} }: Template): Template {
  const called = new Set(
    Object.values(Resources)
      .filter(({ Type }) => callers.includes(Type))
      .flatMap(({ Properties }) => referredIds(Properties)),
  );
  const kept = Object.entries(Resources)
    .filter(([, { Type }]) => Type in keptResources)
    .filter(([id, { Type }]) => Type !== 'AWS::Lambda::Function' || called.has(id))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    Resources: Object.fromEntries(kept.map(([id, resource]) => [id, recordedResource(resource)])),
    Outputs: Object.fromEntries(Object.keys(Outputs).map(key => [key, {}])),
  };
}

const callers = ['AWS::StepFunctions::StateMachine', 'AWS::Lambda::EventSourceMapping'];

/** The ids that stand in a value of a template, as `Ref` and `Fn::GetAtt` name them. */
function referredIds(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Ref: id, 'Fn::GetAtt': attribute } = value as Readonly<Record<string, unknown>>;
  if (typeof id === 'string') return [id];
  if (Array.isArray(attribute)) return [String(attribute[0])];
  return Object.values(value).flatMap(referredIds);
}

function recordedResource(resource: Resource): Resource {
  const { Type, DeletionPolicy, UpdateReplacePolicy, Properties } = resource;
  const recorded =
    Properties &&
    Object.fromEntries(
      Object.entries(Properties).filter(
        ([name]) => !recordedByName.includes(Type) || keptResources[Type]?.includes(name),
      ),
    );
  return {
    Type,
    ...(DeletionPolicy && { DeletionPolicy }),
    ...(UpdateReplacePolicy && { UpdateReplacePolicy }),
    ...(recorded && { Properties: recorded }),
  };
}
