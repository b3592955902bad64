import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Places } from './person-places.ts';

/** Who is forgotten, and what stands in their place from then on. */
export interface Person {
  readonly userId: string;
  readonly pseudonym: string;
  /** Finds the id in a text, as {@link wordOf} makes it. */
  readonly word: RegExp;
}

/** An item as it lies in its table. */
export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** Marks of a sentence that may stand at a word; any other character may belong to an id. */
const opening = '[(\\["\'«“‘¿¡]*';
const closing = '[)\\]"\'»”’.,;:!?…]*';

/**
 * The id as a word of a text: between spaces, but for the marks of a sentence. `ana` is in "ana won.",
 * "(ana)" and "for user ana"; not in `ana-maria`, `ana/1`, `ana.lopez` or `ana@example.com`. An id
 * without a letter counts only behind `user`: else it is an amount, a year or a dash.
 */
export function wordOf(userId: string): RegExp {
  const escaped = userId.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const naming = /\p{L}/u.test(userId) ? '(?:user#)?' : 'user[# ]';
  return new RegExp(`(?<=(?<!\\S)${opening}${naming})${escaped}(?=${closing}(?!\\S))`, 'gu');
}

/** The text without the person, wherever their id stands as a word of its own. */
export function maskText(text: string, { userId, word, pseudonym }: Person): string {
  // Written by the courier of proposals: a mark at its end belongs to an id.
  if (/^for user \S+$/.test(text)) {
    return text === `for user ${userId}` ? `for user ${pseudonym}` : text;
  }
  return text.replaceAll(word, () => pseudonym);
}

/** What an attribute of that name is without the person. */
export function maskOf(name: string | undefined, { ids, texts }: Places): Mask {
  if (name !== undefined && ids.includes(name)) return maskId;
  return name !== undefined && texts.includes(name) ? maskText : text => text;
}

type Mask = (text: string, person: Person) => string;

function maskId(id: string, { userId, pseudonym }: Person): string {
  return id === userId ? pseudonym : id;
}

/** The item without the person, in the attributes that may hold one, at every depth. */
export function maskItem(item: StoredItem, places: Places, person: Person): StoredItem {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, maskValue(value, name, places, person)]),
  );
}

/** Parts of a list are what the list is; numbers and bytes stay as they are stored. */
function maskValue(
  value: AttributeValue,
  name: string,
  places: Places,
  person: Person,
): AttributeValue {
  const { S, SS, L, M } = value;
  const mask = maskOf(name, places);
  if (S !== undefined) return { S: mask(S, person) };
  if (SS !== undefined) return { SS: [...new Set(SS.map(text => mask(text, person)))] };
  if (L !== undefined) return { L: L.map(each => maskValue(each, name, places, person)) };
  return M === undefined ? value : { M: { ...maskItem(M, places, person) } };
}
