import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { awsJsonFailure } from './aws-json-failure.ts';
import { parseProperties } from './parse-properties.ts';
import type {
  AwsJsonFailure,
  AwsJsonRequest,
  AwsJsonService,
  DeclaredResource,
  Host,
  ResourceKind,
} from './resource.ts';
import { generateSecretString, secretStringOptions } from './secret-string.ts';

const secretProperties = z.object({
  Name: z.string().optional(),
  Description: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: secretStringOptions.optional(),
});

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly value: string;
  readonly versionId: string;
  readonly createdAtSec: number;
}

/** `AWS::SecretsManager::Secret`, read through the service "secretsmanager". One per host. */
export function secretKind(): ResourceKind {
  const secrets: Secret[] = [];
  return {
    type: 'AWS::SecretsManager::Secret',
    honoured: [
      'Name',
      'Description',
      'SecretString',
      ...Object.keys(secretStringOptions.shape).map(name => `GenerateSecretString.${name}`),
    ],
    ignored: {
      KmsKeyId: 'local data is not encrypted',
      ReplicaRegions: 'there is one region here',
      Tags: 'nothing reads them here',
    },
    create: async (declared, host) => {
      const secret = await createSecret(declared, host);
      if (secrets.length === 0) host.registerService(secretsService(secrets));
      secrets.push(secret);
      return { ref: secret.arn, attributes: { Id: secret.arn } };
    },
  };
}

async function createSecret(declared: DeclaredResource, host: Host): Promise<Secret> {
  const properties = parseProperties(secretProperties, declared);
  const name = properties.Name ?? `${host.stackName}-${declared.logicalId}`;
  return {
    arn: secretArn(name, host),
    name,
    description: properties.Description,
    value: await secretValue(properties, name, declared, host),
    versionId: randomUUID(),
    createdAtSec: Date.now() / 1_000,
  };
}

/** AWS adds six random characters to the name; here they derive from it, so that ARNs stay the same. */
function secretArn(name: string, host: Host): string {
  const suffix = createHash('sha256').update(name).digest('base64').replaceAll(/[+/=]/g, 'x');
  return `arn:aws:secretsmanager:${host.region}:${host.accountId}:secret:${name}-${suffix.slice(0, 6)}`;
}

/** A generated value lasts as long as the database does: tokens in it were signed with this key. */
async function secretValue(
  properties: z.output<typeof secretProperties>,
  name: string,
  declared: DeclaredResource,
  host: Host,
): Promise<string> {
  if (properties.SecretString !== undefined) return properties.SecretString;
  if (properties.GenerateSecretString === undefined) {
    throw new Error(
      `${declared.logicalId} (${declared.type}): expected SecretString or GenerateSecretString, received neither`,
    );
  }
  const generated = generateSecretString(properties.GenerateSecretString);
  if (host.statePath === undefined) return generated;
  const directory = join(host.statePath, 'secrets');
  const file = join(directory, encodeURIComponent(name));
  await mkdir(directory, { recursive: true });
  try {
    // For the owner only, as every key; fails if an earlier run made it.
    await writeFile(file, generated, { flag: 'wx', mode: 0o600 });
    return generated;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFile(file, 'utf8');
  }
}

function secretsService(secrets: readonly Secret[]): AwsJsonService {
  return {
    targetPrefix: 'secretsmanager',
    permissions: ({ operation, input }) => [
      { action: `secretsmanager:${operation}`, resource: arnOf(secrets, input.SecretId) },
    ],
    handle: async request => handle(secrets, request),
  };
}

function handle(
  secrets: readonly Secret[],
  { operation, input }: AwsJsonRequest,
): Readonly<Record<string, unknown>> | AwsJsonFailure {
  switch (operation) {
    case 'GetSecretValue':
      return withSecret(secrets, input, secret => getSecretValue(secret, input));
    case 'DescribeSecret':
      return withSecret(secrets, input, describeSecret);
    default:
      return awsJsonFailure(
        'UnknownOperationException',
        `The local host knows the operations GetSecretValue and DescribeSecret of secretsmanager; received ${operation}.`,
      );
  }
}

/** A policy names a secret by its ARN, whatever the request calls it. */
const arnOf = (secrets: readonly Secret[], id: unknown): string =>
  secretCalled(secrets, id)?.arn ?? String(id);

/** A secret is named by its name, its ARN, or its ARN without the last six characters. */
const secretCalled = (secrets: readonly Secret[], id: unknown): Secret | undefined =>
  secrets.find(
    ({ arn, name }) => id === arn || id === name || id === arn.slice(0, -'-xxxxxx'.length),
  );

function withSecret(
  secrets: readonly Secret[],
  input: AwsJsonRequest['input'],
  answer: (secret: Secret) => Readonly<Record<string, unknown>> | AwsJsonFailure,
): Readonly<Record<string, unknown>> | AwsJsonFailure {
  const secret = secretCalled(secrets, input.SecretId);
  if (secret !== undefined) return answer(secret);
  return awsJsonFailure(
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  );
}

function getSecretValue(
  secret: Secret,
  input: AwsJsonRequest['input'],
): Readonly<Record<string, unknown>> | AwsJsonFailure {
  const stage = input.VersionStage ?? 'AWSCURRENT';
  const versionId = input.VersionId ?? secret.versionId;
  if (stage !== 'AWSCURRENT' || versionId !== secret.versionId) {
    const named = stage === 'AWSCURRENT' ? `VersionId: ${versionId}` : `staging label: ${stage}`;
    return awsJsonFailure(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${named}`,
    );
  }
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: secret.versionId,
    SecretString: secret.value,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: secret.createdAtSec,
  };
}

function describeSecret(secret: Secret): Readonly<Record<string, unknown>> {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description !== undefined && { Description: secret.description }),
    CreatedDate: secret.createdAtSec,
    LastChangedDate: secret.createdAtSec,
    VersionIdsToStages: { [secret.versionId]: ['AWSCURRENT'] },
  };
}
