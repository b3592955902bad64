import { z } from 'zod';
import type { TrustCondition, TrustContext } from '../contract/policy-statement.ts';
import { covers } from './wildcard.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform(value => [value].flat());
const keys = z.strictObject({
  'aws:SourceArn': oneOrMore.optional(),
  'aws:SourceAccount': oneOrMore.optional(),
});
/** ArnEquals takes wildcards as ArnLike does; StringEquals takes none. */
const conditions = z.strictObject({
  ArnEquals: keys.optional(),
  ArnLike: keys.optional(),
  StringEquals: keys.optional(),
  StringLike: keys.optional(),
});

/**
 * Reads a condition of a trust policy, if it is about the source alone; undefined if it is not.
 *
 * docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function trustConditions(value: unknown): TrustCondition[] | undefined {
  const parsed = conditions.safeParse(value);
  if (!parsed.success) return undefined;
  return Object.entries(parsed.data).flatMap(([operator, comparisons]) =>
    Object.entries(comparisons ?? {}).map(([key, values]) => ({
      key: key === 'aws:SourceArn' ? ('sourceArn' as const) : ('sourceAccount' as const),
      values: values ?? [],
      isPattern: operator !== 'StringEquals',
    })),
  );
}

/** All comparisons have to hold. */
export const holds = (all: readonly TrustCondition[], context: TrustContext): boolean =>
  all.every(({ key, values, isPattern }) =>
    values.some(each => (isPattern ? covers(each, context[key]) : each === context[key])),
  );
