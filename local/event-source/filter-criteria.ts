import { isRecord } from '../template/template.ts';

/** More need a raised quota: docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const filterLimit = 5;

/** Decides whether a record goes to the function. */
export type RecordFilter = (record: unknown) => boolean;

/** One alternative of a pattern's list; `value` is undefined when the field is absent. */
type Condition = (value: unknown) => boolean;

const isScalar = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const textTest =
  (test: (text: string) => boolean): Condition =>
  value =>
    typeof value === 'string' && test(value);

function parseCondition(value: unknown, where: string): Condition {
  if (isScalar(value)) return received => received === value;
  const [operator, operand] = isRecord(value) ? (Object.entries(value)[0] ?? []) : [];
  if (operator === 'exists') return received => (received !== undefined) === operand;
  if (operator === 'prefix' && typeof operand === 'string') {
    return textTest(text => text.startsWith(operand));
  }
  if (operator === 'suffix' && typeof operand === 'string') {
    return textTest(text => text.endsWith(operand));
  }
  if (operator === 'equals-ignore-case' && typeof operand === 'string') {
    return textTest(text => text.toLowerCase() === operand.toLowerCase());
  }
  if (operator === 'anything-but') {
    const excluded = [operand].flat().map(each => parseCondition(each, where));
    return received => received !== undefined && !excluded.some(matches => matches(received));
  }
  throw new Error(
    `${where}: expected a value, prefix, suffix, exists, anything-but or equals-ignore-case, received ${JSON.stringify(value)}`,
  );
}

function parsePattern(pattern: unknown, where: string): RecordFilter {
  if (Array.isArray(pattern)) {
    const conditions = pattern.map(each => parseCondition(each, where));
    return value =>
      conditions.some(matches => (Array.isArray(value) ? value.some(matches) : matches(value)));
  }
  if (!isRecord(pattern)) {
    throw new Error(`${where}: expected a list or an object, received ${JSON.stringify(pattern)}`);
  }
  const fields = Object.entries(pattern).map(
    ([name, each]) => [name, parsePattern(each, `${where}.${name}`)] as const,
  );
  return value => {
    const record = isRecord(value) ? value : {};
    return fields.every(([name, matches]) => matches(record[name]));
  };
}

/**
 * Reads the FilterCriteria of an event source mapping: a record passes when any of its patterns
 * matches (docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html).
 *
 * @throws Error on a pattern that is no JSON or uses an operator the host does not know.
 */
export function parseFilterCriteria(value: unknown, where: string): RecordFilter {
  const filters = isRecord(value) && Array.isArray(value.Filters) ? value.Filters : [];
  if (filters.length === 0) return () => true;
  if (filters.length > filterLimit) {
    throw new Error(
      `${where}: expected at most ${filterLimit} filters, received ${filters.length}`,
    );
  }
  const patterns = filters.map((filter, index) => {
    const text = isRecord(filter) ? filter.Pattern : undefined;
    const place = `${where}.Filters[${index}].Pattern`;
    if (typeof text !== 'string') {
      throw new Error(`${place}: expected JSON text, received ${JSON.stringify(text)}`);
    }
    return parsePattern(JSON.parse(text), place);
  });
  return record => patterns.some(matches => matches(record));
}
