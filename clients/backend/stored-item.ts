import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../../core/change/change.ts';
import { exactNumber } from '../../core/change/exact-number.ts';
import { type ItemProblem, shownValue } from '../../core/change/malformed-reason.ts';
import { wellFormed } from '../../core/wire/well-formed.ts';
import type { StoredItem } from './item-write.ts';

/** Attributes on their way: as DynamoDB will hold them, or what it cannot hold. */
export type Storing =
  | { readonly kind: 'stored'; readonly stored: StoredItem }
  | { readonly kind: 'problems'; readonly problems: readonly ItemProblem[] };

/**
 * The attributes in DynamoDB's own form, a copy that no later change of the caller's objects
 * touches. A `Date` becomes an ISO 8601 string, which is how items hold times; what is undefined is
 * left out, and half a character, as a text has it that was cut too short, becomes U+FFFD.
 */
export function storedItem(attributes: Item): Storing {
  const stored: Record<string, StoredItem[string]> = {};
  const problems: ItemProblem[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    try {
      const own = marshall({ [name]: storable(value) }, { removeUndefinedValues: true });
      Object.assign(stored, wellFormed(own));
    } catch {
      const expected = 'what DynamoDB can hold: text, finite numbers, booleans, lists and objects';
      problems.push({ field: name, received: shownValue(value), expected });
    }
  }
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'stored', stored };
}

/** An invalid date stays one, and is refused as what it is. */
function storable(value: unknown): unknown {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;
}

/** The attributes as change-fan-out will read them. */
export function arrivingItem(stored: StoredItem): Item {
  return unmarshall({ ...stored }, { wrapNumbers: exactNumber });
}
