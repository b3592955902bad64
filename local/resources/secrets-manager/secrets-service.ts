import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { awsJsonFailure } from '../../aws-protocol/aws-json-failure.ts';
import type {
  AwsJsonFailure,
  AwsJsonRequest,
  AwsJsonService,
} from '../../contract/aws-json-service.ts';
import { labelled, type SecretVersions, withStageAt, withVersion } from './secret-versions.ts';

/** A secret of this host; its versions are replaced as a whole. */
export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly createdAtSec: number;
  changedAtSec: number;
  versions: SecretVersions;
  /** Keeps the versions where they outlive this run. */
  readonly save: (versions: SecretVersions) => Promise<void>;
}

type Answer = Readonly<Record<string, unknown>> | AwsJsonFailure;
type Operation = (secret: Secret, input: AwsJsonRequest['input']) => Answer | Promise<Answer>;

const operations: Readonly<Record<string, Operation>> = {
  DescribeSecret: describeSecret,
  GetSecretValue: getSecretValue,
  ListSecretVersionIds: listSecretVersionIds,
  PutSecretValue: putSecretValue,
  UpdateSecretVersionStage: updateSecretVersionStage,
};

/** Secrets Manager, as far as secrets of a template are read and replaced. */
export function secretsService(secrets: readonly Secret[]): AwsJsonService {
  return {
    targetPrefix: 'secretsmanager',
    permissions: ({ operation, input }) => [
      { action: `secretsmanager:${operation}`, resource: arnOf(secrets, input.SecretId) },
    ],
    handle: async ({ operation, input }) => {
      const answer = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (answer === undefined) {
        return awsJsonFailure(
          'UnknownOperationException',
          `The local host knows the operations ${Object.keys(operations).join(', ')} of secretsmanager; received ${operation}.`,
        );
      }
      const secret = secretCalled(secrets, input.SecretId);
      return secret === undefined
        ? notFound("Secrets Manager can't find the specified secret.")
        : await answer(secret, input);
    },
  };
}

/** A policy names a secret by its ARN, whatever the request calls it. */
const arnOf = (secrets: readonly Secret[], id: unknown): string =>
  secretCalled(secrets, id)?.arn ?? String(id);

/** A secret is named by its name, its ARN, or its ARN without the last six characters. */
const secretCalled = (secrets: readonly Secret[], id: unknown): Secret | undefined =>
  secrets.find(
    ({ arn, name }) => id === arn || id === name || id === arn.slice(0, -'-xxxxxx'.length),
  );

const notFound = (message: string): AwsJsonFailure =>
  awsJsonFailure('ResourceNotFoundException', message);
const invalid = (message: string): AwsJsonFailure =>
  awsJsonFailure('InvalidParameterException', message);

const named = ({ arn, name }: Secret) => ({ ARN: arn, Name: name });

function getSecretValue(secret: Secret, input: AwsJsonRequest['input']): Answer {
  const { VersionId: id, VersionStage: stage } = input;
  const version =
    id === undefined
      ? labelled(secret.versions, String(stage ?? 'AWSCURRENT'))
      : secret.versions.find(candidate => candidate.id === id);
  if (version === undefined) {
    const asked = id === undefined ? `staging label: ${stage ?? 'AWSCURRENT'}` : `VersionId: ${id}`;
    return notFound(`Secrets Manager can't find the specified secret value for ${asked}`);
  }
  if (stage !== undefined && !version.stages.includes(String(stage))) {
    return awsJsonFailure(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  return {
    ...named(secret),
    VersionId: version.id,
    SecretString: version.value,
    VersionStages: version.stages,
    CreatedDate: version.createdAtSec,
  };
}

function describeSecret(secret: Secret): Answer {
  const inUse = secret.versions.filter(({ stages }) => stages.length > 0);
  return {
    ...named(secret),
    ...(secret.description !== undefined && { Description: secret.description }),
    CreatedDate: secret.createdAtSec,
    LastChangedDate: secret.changedAtSec,
    VersionIdsToStages: Object.fromEntries(inUse.map(({ id, stages }) => [id, stages])),
  };
}

function listSecretVersionIds(secret: Secret, input: AwsJsonRequest['input']): Answer {
  const listed = secret.versions.filter(
    ({ stages }) => stages.length > 0 || input.IncludeDeprecated === true,
  );
  return {
    ...named(secret),
    Versions: listed.map(({ id, stages, createdAtSec }) => ({
      VersionId: id,
      ...(stages.length > 0 && { VersionStages: stages }),
      CreatedDate: createdAtSec,
    })),
  };
}

const newVersion = z.object({
  SecretString: z.string().min(1).max(65_536),
  ClientRequestToken: z
    .string()
    .min(32)
    .max(64)
    .default(() => randomUUID()),
  VersionStages: z.array(z.string().min(1).max(256)).min(1).max(20).default(['AWSCURRENT']),
});

async function putSecretValue(secret: Secret, input: AwsJsonRequest['input']): Promise<Answer> {
  const parsed = newVersion.safeParse(input);
  if (!parsed.success) return invalid(z.prettifyError(parsed.error));
  const { SecretString: value, ClientRequestToken: id, VersionStages: stages } = parsed.data;
  const existing = secret.versions.find(version => version.id === id);
  if (existing !== undefined && existing.value !== value) {
    return awsJsonFailure(
      'ResourceExistsException',
      "You can't use ClientRequestToken because that value is already in use for a version of secret.",
    );
  }
  // The same request again changes nothing.
  if (existing === undefined) {
    const createdAtSec = Date.now() / 1_000;
    await change(secret, withVersion(secret.versions, { id, value, createdAtSec }, stages));
  }
  const version = secret.versions.find(candidate => candidate.id === id);
  return { ...named(secret), VersionId: id, VersionStages: version?.stages ?? [] };
}

const stageMove = z.object({
  VersionStage: z.string().min(1).max(256),
  RemoveFromVersionId: z.string().optional(),
  MoveToVersionId: z.string().optional(),
});

async function updateSecretVersionStage(
  secret: Secret,
  input: AwsJsonRequest['input'],
): Promise<Answer> {
  const parsed = stageMove.safeParse(input);
  if (!parsed.success) return invalid(z.prettifyError(parsed.error));
  const { VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to } = parsed.data;
  const unknown = [from, to].find(
    id => id !== undefined && !secret.versions.some(version => version.id === id),
  );
  if (unknown !== undefined) return invalid(`Not a valid version: ${unknown}`);
  const holder = labelled(secret.versions, stage)?.id;
  if (holder !== undefined && holder !== to && from === undefined) {
    return invalid(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (from !== undefined && from !== holder) {
    return invalid(
      `When you move staging label ${stage}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label ${stage}.`,
    );
  }
  if (stage === 'AWSCURRENT' && to === undefined) {
    return invalid(
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  }
  await change(secret, withStageAt(secret.versions, stage, to));
  return named(secret);
}

async function change(secret: Secret, versions: SecretVersions): Promise<void> {
  await secret.save(versions);
  secret.versions = versions;
  secret.changedAtSec = Date.now() / 1_000;
}
