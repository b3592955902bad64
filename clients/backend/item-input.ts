import type { z } from 'zod';
import type { Item } from '../../core/change/change.ts';
import type { itemSchemas } from '../../core/change/item-schemas.ts';
import type { PublishedTable } from './item-write.ts';

/** A table's item as its contract wants it. */
export type ItemInput<T extends PublishedTable> = Readonly<z.input<(typeof itemSchemas)[T]>>;

/** Attributes of the backend's own, kept with the item and never published. */
export interface OwnAttributes {
  readonly own?: Item;
}
