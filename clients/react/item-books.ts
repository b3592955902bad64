import type { ItemBook } from './item-book.ts';
import type { ItemKind, ItemView } from './item-kind.ts';

/** Where the hooks of a page find their one book of each kind. */
export class ItemBooks {
  readonly #books = new Map<object, unknown>();

  /** The first that asks for it makes it. */
  of<Item, View extends ItemView>(
    kind: ItemKind<Item, View>,
    make: () => ItemBook<Item, View>,
  ): ItemBook<Item, View> {
    const book = (this.#books.get(kind) as ItemBook<Item, View> | undefined) ?? make();
    this.#books.set(kind, book);
    return book;
  }
}
