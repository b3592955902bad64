import type { GrantReview, ReviewedGrant } from './grant-review.ts';

/** The review for people: each role's grants with their uses, then what is wrong. */
export function reviewText({ roles, problems }: GrantReview): string {
  const actionWidth = widest(roles.flatMap(({ grants }) => grants.map(each => each.action)));
  const sections = roles.map(({ actor, grants }) =>
    [actor, ...grants.map(grant => line(grant, actionWidth))].join('\n'),
  );
  const count = roles.reduce((total, { grants }) => total + grants.length, 0);
  const verdict =
    problems.length === 0
      ? `${count} grants: each was used, or has its reason.`
      : [
          `${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} wrong:`,
          ...problems.map(problem => `  ${problem}`),
        ].join('\n');
  return `${[...sections, verdict].join('\n\n')}\n`;
}

function line({ action, resource, uses, excuse }: ReviewedGrant, actionWidth: number): string {
  const used = uses === 0 ? 'unused' : uses.toLocaleString('en-US');
  const reason = excuse === undefined ? '' : `  (${excuse})`;
  return `  ${used.padStart(8)}  ${action.padEnd(actionWidth)}  ${resource}${reason}`;
}

const widest = (texts: readonly string[]): number =>
  texts.reduce((width, { length }) => Math.max(width, length), 0);
