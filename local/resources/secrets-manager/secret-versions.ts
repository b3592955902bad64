import { z } from 'zod';

const secretVersion = z.object({
  id: z.string(),
  value: z.string(),
  createdAtSec: z.number(),
  stages: z.array(z.string()).readonly(),
});

/** One value of a secret, with the staging labels that it has. */
export type SecretVersion = Readonly<z.output<typeof secretVersion>>;

/** All versions of a secret, the oldest first. */
export const secretVersions = z.array(secretVersion).readonly();

export type SecretVersions = readonly SecretVersion[];

/** What a secret's versions are kept up to; those with labels stay. */
const maxVersions = 100;

/** The version with that label; it has one at most. */
export const labelled = (versions: SecretVersions, stage: string): SecretVersion | undefined =>
  versions.find(({ stages }) => stages.includes(stage));

/** Adds a version, with these labels: they leave the versions that had them. */
export function withVersion(
  versions: SecretVersions,
  added: Omit<SecretVersion, 'stages'>,
  stages: readonly string[],
): SecretVersions {
  const all: SecretVersions = [...versions, { ...added, stages: [] }];
  const moved = stages.reduce((moving, stage) => withStageAt(moving, stage, added.id), all);
  const unlabelled = moved.filter(version => version.stages.length === 0);
  const surplus = unlabelled.slice(0, Math.max(0, moved.length - maxVersions));
  return moved.filter(version => !surplus.includes(version));
}

/**
 * Puts a label on a version, or on none. Whenever AWSCURRENT moves, AWSPREVIOUS goes to where it was:
 * docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export function withStageAt(
  versions: SecretVersions,
  stage: string,
  versionId: string | undefined,
): SecretVersions {
  const before = labelled(versions, stage)?.id;
  const moved = versions.map(version => {
    const others = version.stages.filter(other => other !== stage);
    return { ...version, stages: version.id === versionId ? [...others, stage] : others };
  });
  const leaves = stage === 'AWSCURRENT' && before !== undefined && before !== versionId;
  return leaves ? withStageAt(moved, 'AWSPREVIOUS', before) : moved;
}
