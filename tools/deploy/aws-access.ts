import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AppError } from '../../core/wire/app-error.ts';

/** Where clients of AWS's SDK ask, and as whom. */
export interface AwsAccess {
  readonly region: string;
  /** @default - none, or that of the environment */
  readonly profile?: string;
  /** @default - those that the SDK finds */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The region of an account whose region nobody says, as the CDK and the AWS CLI have it. */
const defaultRegion = 'us-east-1';

/**
 * Account and region as the CDK's command would find them, or what is compared would be another stack than
 * what is deployed: it knows variables that the SDK does not, and prefers keys of the environment to a
 * profile of the environment.
 *
 * aws-cdk, toolkit-lib/lib/api/aws-auth/awscli-compatible.ts
 */
export async function awsAccess(
  environment: Environment,
  flagged: string | undefined,
): Promise<AwsAccess> {
  const profile = flagged ?? (environment.AWS_PROFILE || environment.AWS_DEFAULT_PROFILE);
  const region =
    environment.AWS_REGION ||
    environment.AMAZON_REGION ||
    environment.AWS_DEFAULT_REGION ||
    environment.AMAZON_DEFAULT_REGION ||
    (await regionOfProfile(profile));
  const keys = flagged === undefined ? keysOf(environment) : undefined;
  return {
    region,
    ...(profile ? { profile } : {}),
    ...(keys === undefined ? {} : { credentials: keys }),
  };
}

function keysOf(environment: Environment): AwsAccess['credentials'] {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}

async function regionOfProfile(profile: string | undefined): Promise<string> {
  const client = new CloudFormationClient(profile ? { profile } : {});
  try {
    return await client.config.region();
  } catch {
    return defaultRegion;
  } finally {
    client.destroy();
  }
}

/** Looks for credentials before minutes are spent; @throws AppError CONFIG_INVALID when there are none. */
export async function requireCredentials(access: AwsAccess): Promise<void> {
  const client = new CloudFormationClient(access);
  try {
    await client.config.credentials();
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      `no AWS credentials (${cause instanceof Error ? cause.message : cause}); expected some of the environment, or of --profile NAME`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}

/** Whose account it is, which whoever has credentials may ask; @throws AppError CONFIG_INVALID otherwise. */
export async function accountOf(access: AwsAccess): Promise<string> {
  const client = new STSClient(access);
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand());
    return Account ?? 'unknown';
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      `AWS did not say whose credentials these are (${cause instanceof Error ? `${cause.name}: ${cause.message}` : cause}); expected some of the environment, or of --profile NAME, that are still good`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
