/**
 * What an upgrade may neither remove nor replace: what holds data, what clients have the address of, and
 * what executions run on. Type → the properties whose change replaces it, as the reference of
 * CloudFormation has them ("Update requires: Replacement").
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const keptResources: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
  // Other terms of what is generated are not a replacement, and another secret all the same.
  'AWS::SecretsManager::Secret': ['Name', 'GenerateSecretString', 'SecretString'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
  'AWS::Lambda::Url': ['TargetFunctionArn', 'Qualifier'],
  'AWS::Lambda::WebFunction': ['FunctionName'],
  'AWS::Lambda::WebFunctionEndpoint': ['FunctionName', 'EndpointName'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::ApiGatewayV2::Stage': ['ApiId', 'StageName'],
};

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

/** What of a template a release keeps: the resources above, by id, and which outputs there are. */
export function keptOf({ Resources, Outputs = {} }: Template): Template {
  const kept = Object.entries(Resources).filter(([, { Type }]) => Type in keptResources);
  const byId = kept.sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    Resources: Object.fromEntries(
      byId.map(([id, { Type, DeletionPolicy, UpdateReplacePolicy, Properties }]) => [
        id,
        {
          Type,
          ...(DeletionPolicy && { DeletionPolicy }),
          ...(UpdateReplacePolicy && { UpdateReplacePolicy }),
          ...(Properties && { Properties }),
        },
      ]),
    ),
    Outputs: Object.fromEntries(Object.keys(Outputs).map(key => [key, {}])),
  };
}
