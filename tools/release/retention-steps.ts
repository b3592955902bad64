import type { Resource } from './kept-resources.ts';
import type { UpgradeStep } from './upgrade-step.ts';

interface BucketProperties {
  readonly LifecycleConfiguration?: {
    readonly Rules?: readonly { readonly Status?: string; readonly ExpirationInDays?: number }[];
  };
}

interface QueueProperties {
  readonly MessageRetentionPeriod?: number;
}

/** What keeps for less time than before, and so deletes at once some of what it has. */
export function retentionSteps(id: string, before: Resource, after: Resource): UpgradeStep[] {
  if (before.Type === 'AWS::S3::Bucket') {
    const [old, now] = [expirationDays(before), expirationDays(after)];
    if (now >= old) return [];
    const was = old === Number.POSITIVE_INFINITY ? 'were kept' : `did after ${old}`;
    const text = `objects of ${id} expire after ${now} days and ${was}`;
    return [{ subject: `${id}.LifecycleConfiguration`, text }];
  }
  if (before.Type === 'AWS::SQS::Queue') {
    const [old, now] = [retentionSeconds(before), retentionSeconds(after)];
    if (now >= old) return [];
    const text = `messages of ${id} are kept ${now} seconds and were ${old}`;
    return [{ subject: `${id}.MessageRetentionPeriod`, text }];
  }
  return [];
}

/** After how many days the first object expires, whatever it is called. */
function expirationDays({ Properties = {} }: Resource): number {
  const { Rules = [] } = (Properties as BucketProperties).LifecycleConfiguration ?? {};
  const days = Rules.filter(({ Status }) => Status === 'Enabled').map(
    ({ ExpirationInDays = Number.POSITIVE_INFINITY }) => ExpirationInDays,
  );
  return Math.min(Number.POSITIVE_INFINITY, ...days);
}

/** SQS keeps messages for four days unless it is said. */
function retentionSeconds({ Properties = {} }: Resource): number {
  return (Properties as QueueProperties).MessageRetentionPeriod ?? 345_600;
}
