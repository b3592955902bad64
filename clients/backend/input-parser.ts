import type * as z from 'zod';
import type { ChangeTable, Item } from '../../core/change/change.ts';
import { type ItemProblem, problemsOf } from '../../core/change/malformed-reason.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { MalformedItemError } from './malformed-item-error.ts';

/**
 * Reads what is to be written to the table, under that key.
 *
 * @throws MalformedItemError, from the parser, with everything that is wrong
 */
export function writeParserOf<T extends z.ZodType>(table: ChangeTable, schema: T, key: string) {
  return parserOf(
    schema,
    (problems, item) => new MalformedItemError(table, String(item[key]), problems),
  );
}

/**
 * Reads what is asked for.
 *
 * @throws AppError INPUT_INVALID, from the parser, with everything that is wrong
 */
export function readParserOf<T extends z.ZodType>(schema: T) {
  return parserOf(schema, problems => {
    const wrong = problems.map(
      ({ field, received, expected }) => `${field} is ${received}, expected ${expected}`,
    );
    return new AppError('INPUT_INVALID', `not read: ${wrong.join('; ')}`);
  });
}

function parserOf<T extends z.ZodType>(
  schema: T,
  failure: (problems: readonly ItemProblem[], item: Item) => AppError,
) {
  return (input: unknown): z.output<T> => {
    // Without types it may be anything.
    const item: Item = typeof input === 'object' && input !== null ? (input as Item) : {};
    const parsed = schema.safeParse(item);
    if (parsed.success) return parsed.data;
    throw failure(problemsOf(item, parsed.error.issues), item);
  };
}
