import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type { DeclaredResource, ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { generateSecretString, secretStringOptions } from './secret-string.ts';
import { type SecretVersions, secretVersions, withVersion } from './secret-versions.ts';
import { type Secret, secretsService } from './secrets-service.ts';

const secretProperties = z.object({
  Name: z.string().optional(),
  Description: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: secretStringOptions.optional(),
});

type SecretProperties = z.output<typeof secretProperties>;

/** `AWS::SecretsManager::Secret`, read through the service "secretsmanager". One per host. */
export function secretKind(): ResourceKind {
  const secrets: Secret[] = [];
  return resourceKind({
    type: 'AWS::SecretsManager::Secret',
    properties: secretProperties,
    ignored: {
      KmsKeyId: 'local data is not encrypted',
      ReplicaRegions: 'there is one region here',
      Tags: 'nothing reads them here',
    },
    create: async (properties, declared, host) => {
      const secret = await createSecret(properties, declared, host);
      if (secrets.length === 0) host.registerService(secretsService(secrets));
      secrets.push(secret);
      return { ref: secret.arn, attributes: { Id: secret.arn } };
    },
  });
}

async function createSecret(
  properties: SecretProperties,
  declared: DeclaredResource,
  host: Host,
): Promise<Secret> {
  const name = properties.Name ?? `${host.stackName}-${declared.logicalId}`;
  const nowSec = Date.now() / 1_000;
  const firstVersion = () =>
    withVersion(
      [],
      { id: randomUUID(), value: firstValue(properties, declared), createdAtSec: nowSec },
      ['AWSCURRENT'],
    );
  // A value that the template gives is its own, and begins with each start.
  const isKept = host.statePath !== undefined && properties.SecretString === undefined;
  const file = isKept ? join(host.statePath, 'secrets', encodeURIComponent(name)) : undefined;
  const kept = file === undefined ? undefined : await readVersions(file);
  const versions = kept ?? firstVersion();
  const save = async (changed: SecretVersions): Promise<void> => {
    if (file !== undefined) await writeVersions(file, changed);
  };
  if (kept === undefined) await save(versions);
  return {
    arn: secretArn(name, host),
    name,
    description: properties.Description,
    createdAtSec: nowSec,
    changedAtSec: nowSec,
    versions,
    save,
  };
}

/** AWS adds six random characters to the name; here they derive from it, so that ARNs stay the same. */
function secretArn(name: string, host: Host): string {
  const suffix = createHash('sha256').update(name).digest('base64').replaceAll(/[+/=]/g, 'x');
  return `arn:aws:secretsmanager:${host.region}:${host.accountId}:secret:${name}-${suffix.slice(0, 6)}`;
}

function firstValue(properties: SecretProperties, declared: DeclaredResource): string {
  if (properties.SecretString !== undefined) return properties.SecretString;
  if (properties.GenerateSecretString === undefined) {
    throw new Error(
      `${declared.logicalId} (${declared.type}): expected SecretString or GenerateSecretString, received neither`,
    );
  }
  return generateSecretString(properties.GenerateSecretString);
}

/** Versions last as long as the database does: tokens in it were signed with them. */
async function readVersions(file: string): Promise<SecretVersions | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  if (text.startsWith('[')) return secretVersions.parse(JSON.parse(text));
  // A host of before kept the value alone.
  return withVersion([], { id: randomUUID(), value: text, createdAtSec: 0 }, ['AWSCURRENT']);
}

/** For the owner only, as every key; whole or not at all. */
async function writeVersions(file: string, versions: SecretVersions): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const written = `${file}.${randomUUID()}`;
  await writeFile(written, JSON.stringify(versions), { mode: 0o600 });
  await rename(written, file);
}
