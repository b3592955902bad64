import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type Environment, globalEnvironment } from '../browser/index.ts';
import { ItemBook } from './item-book.ts';
import type { ItemKind, ItemView } from './item-kind.ts';
import { ManagementClient } from './management-client.ts';
import { type StreamPlace, useStreamPlace } from './realtime-provider.tsx';
import { readerOf } from './use-channel.ts';

/** The page's items of one kind, as whoever the provider's token is of. */
export interface ItemPage<Item, View extends ItemView> {
  readonly book: ItemBook<Item, View>;
  readonly management: ManagementClient;
  readonly environment: Environment;
}

/** An environment is taken as it was in the first rendering of the first hook. */
export function useItemPage<Item, View extends ItemView>(
  kind: ItemKind<Item, View>,
  given: Partial<Environment> | undefined,
): ItemPage<Item, View> {
  const place = useStreamPlace();
  // biome-ignore lint/correctness/useExhaustiveDependencies: an environment is taken once
  return useMemo(() => pageOf(kind, place, given), [kind, place]);
}

/** The management API as whoever the provider's token is of, by that environment. */
export function managementOf(
  { endpoints: { token, managementUrl } }: Pick<StreamPlace, 'endpoints'>,
  given: Partial<Environment> | undefined,
): Omit<ItemPage<never, never>, 'book'> {
  if (managementUrl === undefined) {
    throw new Error('received no managementUrl, expected one from the provider');
  }
  const environment = { ...globalEnvironment(), ...given };
  return { management: new ManagementClient(managementUrl, token, environment.fetch), environment };
}

function pageOf<Item, View extends ItemView>(
  kind: ItemKind<Item, View>,
  place: StreamPlace,
  given: Partial<Environment> | undefined,
): ItemPage<Item, View> {
  const { token } = place.endpoints;
  const { management, environment } = managementOf(place, given);
  const book = place.items.of(kind, () => {
    const source = {
      channel: kind.channel,
      ...(token === undefined ? {} : { token }),
      ...(given === undefined ? {} : { environment: given }),
    } as const;
    return new ItemBook(kind, {
      reader: readerOf(source, { ...place, reader: token }, undefined),
      ask: (ids, signal) => kind.read(management, ids, signal),
      environment,
    });
  });
  return { book, management, environment };
}

interface WatchOptions {
  /** Whether the component is rendered whenever it grows, or only when it was read. */
  readonly when: 'always' | 'read';
  readonly environment: Partial<Environment> | undefined;
}

/** One item of the page's book, for as long as the component is there; `undefined`: none yet. */
export function useItem<Item, View extends ItemView>(
  kind: ItemKind<Item, View>,
  id: string | undefined,
  { when, environment }: WatchOptions,
): ItemPage<Item, View> & { readonly view: View } {
  const page = useItemPage(kind, environment);
  const { book } = page;
  const subscribe = useCallback(
    (watcher: () => void) => (id === undefined ? () => {} : book.watch(id, watcher, when)),
    [book, id, when],
  );
  const look = (): View => (id === undefined ? kind.unread : book.viewOf(id));
  const view = useSyncExternalStore(subscribe, look, () => kind.unread);
  return { ...page, view };
}
