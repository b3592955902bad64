import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { ChannelEvent, Environment } from '../browser/index.ts';
import type { ItemKind, ItemsRead, ItemView } from './item-kind.ts';
import { ItemList, type ItemListView } from './item-list.ts';
import type { ManagementClient, ManagementResult } from './management-client.ts';
import { useItemPage } from './use-item-page.ts';

/** Which items are listed, and how a page of them is asked for. */
export interface ItemListing<Item, Options> {
  readonly ask: (
    management: ManagementClient,
    options: Options & { readonly next: string | undefined },
    signal: AbortSignal,
  ) => Promise<ManagementResult<ItemsRead<Item>>>;
  /** Whether it is one of the list. */
  readonly has: (item: Item, options: Options) => boolean;
  /** Whether what an event names may be one of the list by now. */
  readonly mayHave: (event: ChannelEvent, options: Options) => boolean;
}

/** A list of items, for as long as the component is there. Options are compared by what they say. */
export function useItemList<Item, View extends ItemView, Options extends object>(
  kind: ItemKind<Item, View>,
  { ask, has, mayHave }: ItemListing<Item, Options>,
  options: Options,
  given: Partial<Environment> | undefined,
): ItemListView<Item> & { readonly more: () => void } {
  const { book, management, environment } = useItemPage(kind, given);
  const key = JSON.stringify(options);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the options
  const list = useMemo(
    () =>
      new ItemList({
        ...{ kind, book, environment },
        ask: (next, signal) => ask(management, { ...options, next }, signal),
        has: item => has(item, options),
        mayHave: event => mayHave(event, options),
      }),
    [key, kind, book, management, environment],
  );
  const subscribe = useCallback(
    (watcher: () => void) => {
      const leave = list.subscribe(watcher);
      const release = list.retain();
      return () => {
        release();
        leave();
      };
    },
    [list],
  );
  const look = (): ItemListView<Item> => list.view;
  const view = useSyncExternalStore(subscribe, look, look);
  return useMemo(() => ({ ...view, more: () => list.more() }), [view, list]);
}
