import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Who is forgotten, and what stands in their place from then on. */
export interface Person {
  readonly userId: string;
  readonly pseudonym: string;
}

/** An item as it lies in its table. */
export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** The text without the person, wherever their id stands as a word of its own. */
export function maskText(text: string, { userId, pseudonym }: Person): string {
  return text.replaceAll(asWord(userId), () => pseudonym);
}

/** Whether the person's id stands in the text as a word of its own. */
export function isNamedIn(text: string, { userId }: Person): boolean {
  return asWord(userId).test(text);
}

/** `ana` is in `user#ana` and in "ana won."; not in `ana-maria`, `ana.lopez` or `ana@example.com`. */
function asWord(userId: string): RegExp {
  const escaped = userId.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(
    `(?<![\\p{L}\\p{N}_@-]|[\\p{L}\\p{N}]\\.)${escaped}(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}])`,
    'gu',
  );
}

/** The value without the person, at every depth; numbers and bytes stay as they are stored. */
export function maskValue(value: AttributeValue, person: Person): AttributeValue {
  const { S, SS, L, M } = value;
  if (S !== undefined) return { S: maskText(S, person) };
  if (SS !== undefined) return { SS: [...new Set(SS.map(text => maskText(text, person)))] };
  if (L !== undefined) return { L: L.map(each => maskValue(each, person)) };
  if (M === undefined) return value;
  const entries = Object.entries(M).map(([name, each]) => [
    maskText(name, person),
    maskValue(each, person),
  ]);
  return { M: Object.fromEntries(entries) };
}
