import { isPlainObject } from '../wire/well-formed.ts';
import { type ItemProblem, shownField, shownValue } from './malformed-reason.ts';

/** DynamoDB itself nests at most 32 levels (its service quotas, "Nested attribute depth"). */
export const maxDepth = 32;

/** A value as JSON can carry it, or what in it cannot be carried. */
export type PlainJson =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'problem'; readonly problem: ItemProblem };

/**
 * The value with DynamoDB's sets as lists. Bytes, and numbers that JavaScript does not hold exactly,
 * are a problem: they would arrive as something else than was written.
 */
export function plainJson(value: unknown, path: string): PlainJson {
  const problems: ItemProblem[] = [];
  const plain = convert(value, path, 0, problems);
  const problem = problems[0];
  return problem === undefined
    ? { kind: 'json', value: plain }
    : { kind: 'problem', problem: { ...problem, field: shownField(problem.field) } };
}

function convert(value: unknown, field: string, depth: number, problems: ItemProblem[]): unknown {
  if (problems.length > 0) return undefined;
  if (isScalar(value)) return value;
  if (depth === maxDepth) {
    problems.push({ field, received: `nested deeper than ${maxDepth} levels`, expected: 'less' });
    return undefined;
  }
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].map((entry, at) => convert(entry, `${field}.${at}`, depth + 1, problems));
  }
  if (isPlainObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        key,
        convert(entry, `${field}.${key}`, depth + 1, problems),
      ]),
    );
  }
  problems.push({ field, received: shownValue(value), expected: 'what JSON can hold' });
  return undefined;
}

function isScalar(value: unknown): boolean {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}
