import { z } from 'zod';
import { covers } from './wildcard.ts';

/** For which resource of which account a service wants to act in a role. */
export interface TrustContext {
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** One comparison: the key has to have any of the values. */
export interface TrustCondition {
  readonly key: keyof TrustContext;
  readonly values: readonly string[];
  /** Whether `*` and `?` stand for others. */
  readonly isPattern: boolean;
}

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
