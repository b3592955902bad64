import * as z from 'zod';

type Item = Readonly<Record<string, unknown>>;

/** Learns which webhook stands in the table as nobody can read it, and where it is wrong: never with what. */
export type OnUnread = (unread: {
  readonly webhookId: unknown;
  readonly fields: readonly string[];
}) => void;

/** Those items that can be read; each other one is left out, so that it stops no other webhook. */
export function readable<T>(
  items: readonly Item[],
  read: (item: Item) => T,
  onUnread: OnUnread,
): readonly T[] {
  return items.flatMap(item => {
    try {
      return [read(item)];
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const fields = error.issues.map(({ path }) => path.join('.'));
      onUnread({ webhookId: item.webhookId, fields });
      return [];
    }
  });
}
