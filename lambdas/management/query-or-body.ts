import { Refused } from '../../core/wire/refused.ts';

/**
 * The fields of a DELETE, each from the query or from the body. Refuses one that stands in both: which
 * of two is meant cannot be known.
 */
export function queryOrBody<Q extends object, B extends object>(query: Q, body: B): Q & B {
  const twice = Object.keys(query).find(name => Object.hasOwn(body, name));
  if (twice !== undefined) {
    const detail = `received ${twice} in the query and in the body; expected it in one of them`;
    throw new Refused('QUERY_INVALID', detail);
  }
  return { ...query, ...body };
}
