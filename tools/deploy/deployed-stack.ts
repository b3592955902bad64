import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AppError } from '../../core/wire/app-error.ts';
import type { AwsAccess } from './aws-access.ts';

/** What CloudFormation has of a stack. */
export type DeployedStack =
  /** Nothing that anybody could use: `status` of a first deployment that never got there. */
  | { readonly kind: 'none'; readonly status?: string }
  /** `template` is undefined where it is no JSON. */
  | { readonly kind: 'deployed'; readonly status: string; readonly template: unknown };

/** A stack in one of these has no template that was ever deployed; the CDK deletes it first. */
const neverDeployed = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE'];

/** Which stack, and who else may look at it. */
export interface StackQuestion {
  readonly stackName: string;
  /**
   * The role that the CDK deploys with, as the assembly names it. Pipelines are often allowed nothing but
   * to take it.
   */
  readonly deployRoleArn?: string;
}

/**
 * Asks CloudFormation what is deployed, with the caller's own rights, or those of the CDK's role where
 * these do not suffice.
 *
 * @throws AppError CONFIG_INVALID without credentials, or when neither may look; STORE_UNAVAILABLE when
 *   CloudFormation does not answer
 */
export async function deployedStack(
  access: AwsAccess,
  question: StackQuestion,
): Promise<DeployedStack> {
  try {
    return await look(new CloudFormationClient(access), question.stackName);
  } catch (error) {
    if (!isRefused(error) || question.deployRoleArn === undefined) throw unanswered(error);
    try {
      const credentials = await roleCredentials(access, question.deployRoleArn);
      return await look(new CloudFormationClient({ ...access, credentials }), question.stackName);
    } catch (second) {
      throw unanswered(isRefused(second) ? error : second);
    }
  }
}

async function look(client: CloudFormationClient, StackName: string): Promise<DeployedStack> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = stack?.StackStatus ?? 'unknown';
    if (neverDeployed.includes(status)) return { kind: 'none', status };
    const { TemplateBody = '' } = await client.send(
      new GetTemplateCommand({ StackName, TemplateStage: 'Original' }),
    );
    return { kind: 'deployed', status, template: parsed(TemplateBody) };
  } catch (error) {
    // The one answer to a name that is not there, and the message is all that says so.
    const isAbsent = nameOf(error) === 'ValidationError' && /does not exist/.test(String(error));
    if (isAbsent) return { kind: 'none' };
    throw error;
  } finally {
    client.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Takes the CDK's role, whose ARN names account and partition by what CloudFormation calls them. */
async function roleCredentials(access: AwsAccess, deployRoleArn: string) {
  const client = new STSClient(access);
  try {
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand());
    const [, partition = 'aws'] = Arn.split(':');
    const values: Readonly<Record<string, string>> = {
      Partition: partition,
      AccountId: Account,
      Region: access.region,
    };
    const RoleArn = deployRoleArn.replaceAll(
      /\$\{AWS::(\w+)\}/g,
      (all, name) => values[name] ?? all,
    );
    const RoleSessionName = 'gallobets-deploy';
    const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
  } finally {
    client.destroy();
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const isRefused = (error: unknown): boolean => /^AccessDenied(Exception)?$/.test(nameOf(error));

/** The names by which AWS says that it does not know these credentials, or knows them no more. */
const badCredentials = [
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
];

function unanswered(error: unknown): AppError {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (badCredentials.includes(nameOf(error))) {
    return new AppError(
      'CONFIG_INVALID',
      `no credentials that AWS takes (${said}); expected some of the environment, or of --profile NAME`,
      { cause: error },
    );
  }
  if (isRefused(error)) {
    return new AppError(
      'CONFIG_INVALID',
      `CloudFormation may not be asked what is deployed (${said}); expected cloudformation:DescribeStacks and cloudformation:GetTemplate, or the CDK’s deploy role`,
      { cause: error },
    );
  }
  return new AppError(
    'STORE_UNAVAILABLE',
    `CloudFormation did not say what is deployed (${said}); expected an answer`,
    { cause: error },
  );
}
