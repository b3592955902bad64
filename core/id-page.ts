import { inKeyOrder } from './key-order.ts';

/** Ids of a list, in the order of their bytes. */
export interface IdPage {
  readonly ids: readonly string[];
  /** Whether the list may go on behind them. */
  readonly hasMore: boolean;
}

/** What is asked of a list. */
export interface IdPlace {
  /** Behind this id. @default - from the beginning */
  readonly after: string | undefined;
  readonly limit: number;
}

/** The next ids of several lists together, each once: all of them are in the same order. */
export function mergedPage(pages: readonly IdPage[], { after, limit }: IdPlace): IdPage {
  const all = [...new Set(pages.flatMap(({ ids }) => ids))]
    .filter(id => after === undefined || inKeyOrder(id, after) > 0)
    .sort(inKeyOrder);
  const hasMore = all.length > limit || pages.some(page => page.hasMore);
  return { ids: all.slice(0, limit), hasMore };
}
