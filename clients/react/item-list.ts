import type { ChannelEvent, Environment } from '../browser/index.ts';
import { ViewStore } from '../browser/view-store.ts';
import { holders } from './holders.ts';
import type { ItemBook } from './item-book.ts';
import type { ItemKind, ItemsRead, ItemView } from './item-kind.ts';
import type { ManagementProblem, ManagementResult } from './management-client.ts';
import { PacedWork, type Turn, type TurnResult } from './paced-work.ts';

/** What a list shows. A new object whenever something differs. */
export interface ItemListView<Item> {
  readonly items: readonly Item[];
  /** Whether there are more behind them. */
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  /** Why they could not be read last. It is tried again. */
  readonly error: ManagementProblem | undefined;
}

const empty = { items: [], hasMore: false, isLoading: true, error: undefined } as const;

/** The server finds them by indexes, which may not have a change by the time its event is here. */
const indexLagMs = 3_000;

interface Parts<Item, View extends ItemView> {
  readonly kind: ItemKind<Item, View>;
  readonly book: ItemBook<Item, View>;
  /** Asks for a page, `next` of the one before if it is not the first. */
  readonly ask: (
    next: string | undefined,
    signal: AbortSignal,
  ) => Promise<ManagementResult<ItemsRead<Item>>>;
  /** Whether it is one of the list. */
  readonly has: (item: Item) => boolean;
  /** Whether what an event names may be one of the list by now. */
  readonly mayHave: (event: ChannelEvent) => boolean;
  readonly environment: Environment;
}

/** A list of items: which there are is read here, how each stands is in the page's book. */
export class ItemList<Item, View extends ItemView> {
  readonly #parts: Parts<Item, View>;
  readonly #views: ViewStore<ItemListView<Item>>;
  readonly #reads: PacedWork;
  readonly #watched = new Map<string, () => void>();
  readonly retain: () => () => void;
  #pages = 1;

  constructor(parts: Parts<Item, View>) {
    const { book, environment } = parts;
    this.#parts = parts;
    this.#views = new ViewStore<ItemListView<Item>>(empty, environment.report);
    this.#reads = new PacedWork(turn => this.#read(turn), environment);
    this.retain = holders(() => {
      let clear: (() => void) | undefined;
      const leave = book.onChange(event => {
        if (event !== undefined && !this.#isConcerned(event)) return;
        this.#reads.due();
        clear?.();
        clear = environment.setTimer(() => this.#reads.due(), indexLagMs);
      });
      this.#reads.due(true);
      return () => {
        clear?.();
        leave();
        this.#reads.stop();
        this.#watch([]);
      };
    });
  }

  get view(): ItemListView<Item> {
    return this.#views.view;
  }

  subscribe(watcher: () => void): () => void {
    return this.#views.subscribe(watcher);
  }

  /** Reads the ones behind them too, from now on. */
  more(): void {
    if (!this.view.hasMore) return;
    this.#pages += 1;
    this.#views.show({ ...this.view, isLoading: true });
    this.#reads.due(true);
  }

  async #read({ signal, isStopped }: Turn): Promise<TurnResult> {
    const { ask, book, kind } = this.#parts;
    const pages: ItemsRead<Item>[] = [];
    do {
      const result = await ask(pages.at(-1)?.next, signal);
      if (isStopped()) return 'done';
      if (result.kind === 'refused') {
        this.#views.show({ ...this.view, isLoading: false, error: result.problem });
        return { retryAfterMs: result.problem.retryAfterMs };
      }
      pages.push(result.data);
    } while (pages.length < this.#pages && pages.at(-1)?.next !== undefined);
    this.#watch(pages.flatMap(({ items }) => items.map(kind.idOf)));
    for (const page of pages) book.take(page);
    const hasMore = pages.at(-1)?.next !== undefined;
    this.#show({ hasMore, isLoading: false, error: undefined });
    return 'done';
  }

  /** Whether what the event names is one of the list, or may have become one. */
  #isConcerned(event: ChannelEvent): boolean {
    const { kind, mayHave } = this.#parts;
    const id = kind.idIn(event);
    return (id !== undefined && this.#watched.has(id)) || mayHave(event);
  }

  /** Has the book keep these, and no others. */
  #watch(ids: readonly string[]): void {
    const before = new Map(this.#watched);
    this.#watched.clear();
    for (const id of ids) {
      const leave = before.get(id) ?? this.#parts.book.watch(id, () => this.#show({}), 'read');
      before.delete(id);
      this.#watched.set(id, leave);
    }
    for (const leave of before.values()) leave();
  }

  /** Those that are still of this list, as the book has them by now. */
  #show(news: Partial<ItemListView<Item>>): void {
    const { book, has } = this.#parts;
    const now = [...this.#watched.keys()].flatMap(id => book.itemOf(id) ?? []).filter(has);
    const before = this.view.items;
    const isSame = now.length === before.length && now.every((one, at) => one === before[at]);
    this.#views.show({ ...this.view, ...news, items: isSame ? before : now });
  }
}
