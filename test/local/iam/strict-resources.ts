/** A function that carries out the one call in the body; what went wrong is its answer. */
export const caller = `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(`${process.cwd()}/package.json`)});
const sdks = {
  dynamodb: ['@aws-sdk/client-dynamodb', 'DynamoDBClient'],
  secrets: ['@aws-sdk/client-secrets-manager', 'SecretsManagerClient'],
  parameters: ['@aws-sdk/client-ssm', 'SSMClient'],
  states: ['@aws-sdk/client-sfn', 'SFNClient'],
  queues: ['@aws-sdk/client-sqs', 'SQSClient'],
};
export const handler = async ({ body }) => {
  const [service, operation, input] = JSON.parse(body);
  const [name, client] = sdks[service];
  const sdk = require(name);
  console.error('about to call ' + operation);
  try {
    const { $metadata, ...answer } = await new sdk[client]({}).send(new sdk[operation + 'Command'](input));
    return answer;
  } catch (error) {
    return { error: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
  }
};
`;

/** A statement that allows this. */
export const allow = (Action: string | string[], Resource: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

const logs = [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*')];

/** A role with these statements beside those for its log. */
export const lambdaRole = (
  statements: readonly object[],
  Service = 'lambda.amazonaws.com',
  ManagedPolicyArns: readonly string[] = [],
  own: readonly object[] = ManagedPolicyArns.length > 0 ? [] : [...logs, ...statements],
) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
    },
    ...(ManagedPolicyArns.length > 0 && { ManagedPolicyArns }),
    ...(own.length > 0 && {
      Policies: [{ PolicyName: 'Own', PolicyDocument: { Version: '2012-10-17', Statement: own } }],
    }),
  },
});

/** Lets a service invoke a function, from anywhere or for one of its resources. */
export const invokePermission = (logicalId: string, Principal: string, SourceArn?: unknown) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': [logicalId, 'Arn'] },
    Principal,
    ...(SourceArn === undefined ? {} : { SourceArn }),
  },
});

/** The two permissions by which everybody may call a URL. */
export const urlPermissions = (logicalId: string, FunctionUrlAuthType = 'NONE') => {
  const FunctionName = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  const Type = 'AWS::Lambda::Permission';
  const common = { FunctionName, Principal: '*' };
  return {
    [`${logicalId}UrlPermission`]: {
      Type,
      Properties: { ...common, Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType },
    },
    [`${logicalId}ThroughUrlPermission`]: {
      Type,
      Properties: {
        ...common,
        Action: 'lambda:InvokeFunction',
        ...(FunctionUrlAuthType === 'NONE'
          ? { InvokedViaFunctionUrl: true }
          : { FunctionUrlAuthType }),
      },
    },
  };
};
