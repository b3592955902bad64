import { isDeepStrictEqual } from 'node:util';
import type { Resource } from './kept-resources.ts';
import type { UpgradeStep } from './upgrade-step.ts';

interface Index {
  readonly IndexName: string;
  readonly KeySchema: unknown;
  readonly Projection: unknown;
}

interface TableProperties {
  readonly AttributeDefinitions?: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly StreamSpecification?: unknown;
  readonly TimeToLiveSpecification?: {
    readonly AttributeName?: string;
    readonly Enabled?: boolean;
  };
  readonly Replicas?: readonly Replica[];
}

interface Replica {
  readonly Region: unknown;
  readonly PointInTimeRecoverySpecification?: {
    readonly PointInTimeRecoveryEnabled?: boolean;
    readonly RecoveryPeriodInDays?: number;
  };
}

/** What of a table takes more than one update, or deletes what it has. */
export function tableSteps(id: string, before: Resource, after: Resource): UpgradeStep[] {
  const [old, now] = [before, after].map(({ Properties }) => (Properties ?? {}) as TableProperties);
  if (old === undefined || now === undefined) return [];
  return [
    ...indexSteps(id, old.GlobalSecondaryIndexes ?? [], now.GlobalSecondaryIndexes ?? []),
    ...typeSteps(id, old, now),
    ...streamSteps(id, old, now),
    ...timeToLiveSteps(id, old, now),
    ...replicaSteps(id, old.Replicas ?? [], now.Replicas ?? []),
  ];
}

/**
 * One index is made or deleted in an update, and one that is defined anew is deleted and made.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
function indexSteps(id: string, old: readonly Index[], now: readonly Index[]): UpgradeStep[] {
  const named = (indexes: readonly Index[], name: string) =>
    indexes.find(({ IndexName }) => IndexName === name);
  const names = [...new Set([...old, ...now].map(({ IndexName }) => IndexName))];
  const changes = names.flatMap(name => {
    const [one, other] = [named(old, name), named(now, name)];
    if (one === undefined) return [{ name, text: 'is new', updates: 1 }];
    if (other === undefined) return [{ name, text: 'is removed', updates: 1 }];
    const isSame =
      isDeepStrictEqual(one.KeySchema, other.KeySchema) &&
      isDeepStrictEqual(one.Projection, other.Projection);
    return isSame ? [] : [{ name, text: 'is defined anew', updates: 2 }];
  });
  const updates = changes.reduce((all, each) => all + each.updates, 0);
  if (updates <= 1) return [];
  return changes.map(({ name, text }) => ({
    subject: `${id}.${name}`,
    text: `the index ${name} of ${id} ${text}: DynamoDB makes or deletes one index of a table in an update, and this takes ${updates}`,
  }));
}

/** A key of the table or of an index that stays cannot be of another type. */
function typeSteps(id: string, old: TableProperties, now: TableProperties): UpgradeStep[] {
  const typeOf = ({ AttributeDefinitions = [] }: TableProperties, name: string) =>
    AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  return (old.AttributeDefinitions ?? []).flatMap(
    ({ AttributeName: name, AttributeType: type }) => {
      const other = typeOf(now, name);
      if (other === undefined || other === type) return [];
      return [
        {
          subject: `${id}.AttributeDefinitions.${name}`,
          text: `the key ${name} of ${id} is of the type ${other} and was ${type}`,
        },
      ];
    },
  );
}

/** What its readers have is gone with the stream, and a new one begins. */
function streamSteps(id: string, old: TableProperties, now: TableProperties): UpgradeStep[] {
  const isSame = isDeepStrictEqual(old.StreamSpecification, now.StreamSpecification);
  if (isSame || old.StreamSpecification === undefined) return [];
  const text = `the stream of ${id} is another, which takes two updates`;
  return [{ subject: `${id}.StreamSpecification`, text }];
}

/**
 * Turned on where there was none, it deletes what has a moment of the past in that attribute. It is turned off
 * under the one name before it is turned on under another, an hour apart.
 */
function timeToLiveSteps(id: string, old: TableProperties, now: TableProperties): UpgradeStep[] {
  const [before, after] = [expiryOf(old), expiryOf(now)];
  if (after === undefined || before === after) return [];
  const text =
    before === undefined
      ? `items of ${id} expire by ${after} and did not expire`
      : `items of ${id} expire by ${after} and did by ${before}, which takes two updates`;
  return [{ subject: `${id}.TimeToLiveSpecification`, text }];
}

const expiryOf = ({ TimeToLiveSpecification: { AttributeName, Enabled } = {} }: TableProperties) =>
  Enabled === false ? undefined : AttributeName;

/** A region's copy goes with what it has, and what a table could be restored to with point-in-time recovery. */
function replicaSteps(id: string, old: readonly Replica[], now: readonly Replica[]): UpgradeStep[] {
  return old.flatMap(before => {
    const region = JSON.stringify(before.Region);
    const after = now.find(({ Region }) => isDeepStrictEqual(Region, before.Region));
    if (after === undefined) {
      return [{ subject: `${id}.Replicas`, text: `the copy of ${id} in ${region} is removed` }];
    }
    const [could, can] = [recoveryDays(before), recoveryDays(after)];
    if (can >= could) return [];
    const text = `${id} can be restored to the last ${can} days and could to the last ${could}`;
    return [{ subject: `${id}.PointInTimeRecoverySpecification`, text }];
  });
}

/** DynamoDB keeps 35 days unless it is said. */
function recoveryDays({ PointInTimeRecoverySpecification: recovery = {} }: Replica): number {
  const { PointInTimeRecoveryEnabled: isOn = false, RecoveryPeriodInDays = 35 } = recovery;
  return isOn ? RecoveryPeriodInDays : 0;
}
