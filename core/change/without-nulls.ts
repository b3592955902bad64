import type { Item } from './change.ts';

/**
 * Many clients write "nothing" as DynamoDB's NULL, those in Python for every `None`: such an attribute
 * counts as absent. With `names`, of these alone: what the contract does not know may be null.
 */
export function withoutNulls(item: Item, names: readonly string[] = Object.keys(item)): Item {
  return Object.fromEntries(
    Object.entries(item).filter(([name, value]) => value !== null || !names.includes(name)),
  );
}
