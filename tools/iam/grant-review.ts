import type { RoleUsage } from '../../local/iam/access-control.ts';
import { covers } from '../../local/iam/wildcard.ts';

/** Grants that a test run leaves unused, and why they are needed all the same. */
export interface Excuse {
  /** Logical ids of those that act in the role, without the CDK's hash; `*` stands for anything. */
  readonly actor: string;
  readonly action: string;
  /** As the review prints it; `*` stands for anything. */
  readonly resource: string;
  readonly reason: string;
  /** A run may use it, too: whether it does hangs on the time of day. Default: no run does. */
  readonly atTimes?: true;
}

/** One grant, judged. */
export interface ReviewedGrant {
  readonly action: string;
  readonly resource: string;
  readonly uses: number;
  /** Why it may be unused. */
  readonly excuse?: string;
}

export interface ReviewedRole {
  /** Who acts in it, or the role itself where nobody does. */
  readonly actor: string;
  readonly grants: readonly ReviewedGrant[];
}

export interface GrantReview {
  readonly roles: readonly ReviewedRole[];
  /** What makes the review fail, each in words. */
  readonly problems: readonly string[];
}

/** Compares what was granted with what was used: least privilege is no opinion then. */
export function reviewGrants(usage: readonly RoleUsage[], excuses: readonly Excuse[]): GrantReview {
  const needed = new Set<Excuse>();
  const problems: string[] = [];
  const roles = usage.map(({ role, actors, grants, refusals }) => {
    const actor = (actors.length > 0 ? actors : [role]).map(withoutHash).join(', ');
    for (const { action, resource } of refusals) {
      problems.push(`${actor} was refused ${action} on ${shortArn(resource)}`);
    }
    return {
      actor,
      grants: grants.map(grant => {
        const judged = { ...grant, resource: shortArn(grant.resource) };
        const excuse = excuses.find(each => isFor(each, actor, judged));
        if (excuse !== undefined && (grant.uses === 0 || excuse.atTimes)) needed.add(excuse);
        if (grant.uses > 0) return judged;
        if (excuse !== undefined) return { ...judged, excuse: excuse.reason };
        problems.push(`${actor} never used ${grant.action} on ${judged.resource}`);
        return judged;
      }),
    };
  });
  for (const excuse of excuses) {
    if (needed.has(excuse)) continue;
    problems.push(
      `nothing needs the excuse of ${excuse.actor} for ${excuse.action} on ${excuse.resource} any more`,
    );
  }
  return { roles, problems };
}

const isFor = (
  excuse: Excuse,
  actor: string,
  { action, resource }: { readonly action: string; readonly resource: string },
): boolean =>
  covers(excuse.actor, actor) && covers(excuse.action, action) && covers(excuse.resource, resource);

/** The CDK appends eight hexadecimal digits to logical ids. */
const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** Without what is the same in each ARN of a stack. */
const shortArn = (arn: string): string => arn.replace(/^arn:aws:[\w-]+:[\w-]*:\d*:/, '');
