import type { Permission } from '../contract/access-control.ts';
import type { RoleUsage } from './access-control.ts';

const keyOf = ({ action, resource }: Permission): string => `${action} ${resource}`;

/** The usage of several runs as one: of the grants that the last run's template makes, all uses. */
export function mergeUsage(runs: readonly (readonly RoleUsage[])[]): RoleUsage[] {
  const all = runs.flat();
  return (runs.at(-1) ?? []).map(latest => {
    const same = all.filter(({ role }) => role === latest.role);
    const refusals = new Map(
      same.flatMap(each => each.refusals).map(each => [keyOf(each), each] as const),
    );
    return {
      ...latest,
      grants: latest.grants.map(grant => ({
        ...grant,
        uses: same
          .flatMap(each => each.grants)
          .filter(each => keyOf(each) === keyOf(grant))
          .reduce((total, { uses }) => total + uses, 0),
      })),
      refusals: [...refusals.values()],
    };
  });
}

/**
 * The usage of stacks whose templates differ as one: of every grant that one of them makes, the uses in
 * all that make it.
 */
export function joinUsage(stacks: readonly (readonly RoleUsage[])[]): RoleUsage[] {
  const all = stacks.flat();
  const everything = [...new Set(all.map(({ role }) => role))].map(role => {
    const same = all.filter(each => each.role === role);
    const grants = same.flatMap(each => each.grants).map(each => ({ ...each, uses: 0 }));
    return {
      role,
      actors: [...new Set(same.flatMap(({ actors }) => actors))],
      grants: [...new Map(grants.map(each => [keyOf(each), each] as const)).values()],
      refusals: [],
    };
  });
  return mergeUsage([...stacks, everything]);
}
