import type {
  PaymentStreamList as Page,
  PaymentStream,
} from '../../core/wire/management/payment-streams.ts';
import type { Environment } from '../browser/index.ts';
import { ViewStore } from '../browser/view-store.ts';
import { holders } from './holders.ts';
import type { ManagementProblem, ManagementResult, Query } from './management-client.ts';
import { PacedWork, type Turn, type TurnResult } from './paced-work.ts';
import type { PaymentStreamBook } from './payment-stream-book.ts';

/** Which payment streams are listed. */
export interface PaymentStreamListOptions {
  /** Whose: sender or recipient. @default - one's own; of staff, everyone's */
  readonly user?: string;
  /** @default - whatever their status */
  readonly status?: PaymentStream['status'];
  /** How many are read at once, 1 to 100. @default 100 */
  readonly limit?: number;
}

/** What a list shows. A new object whenever something differs. */
export interface PaymentStreamListView {
  /** By their ids. */
  readonly streams: readonly PaymentStream[];
  /** Whether there are more behind them. */
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  /** Why they could not be read last. It is tried again. */
  readonly error: ManagementProblem | undefined;
}

const empty: PaymentStreamListView = {
  streams: [],
  hasMore: false,
  isLoading: true,
  error: undefined,
};

/** The server finds them by indexes, which may not have a change by the time its event is here. */
const indexLagMs = 3_000;

interface Parts extends PaymentStreamListOptions {
  readonly book: PaymentStreamBook;
  readonly ask: (query: Query, signal: AbortSignal) => Promise<ManagementResult<Page>>;
  readonly environment: Environment;
}

/** A list of payment streams: which there are is read here, how each stands is in the page's book. */
export class PaymentStreamList {
  readonly #parts: Parts;
  readonly #views: ViewStore<PaymentStreamListView>;
  readonly #reads: PacedWork;
  readonly #watched = new Map<string, () => void>();
  readonly retain: () => () => void;
  #pages = 1;

  constructor(parts: Parts) {
    const { book, environment } = parts;
    this.#parts = parts;
    this.#views = new ViewStore(empty, environment.report);
    this.#reads = new PacedWork(turn => this.#read(turn), environment);
    this.retain = holders(() => {
      let clear: (() => void) | undefined;
      const leave = book.onChange(() => {
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

  get view(): PaymentStreamListView {
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
    const { ask, book, user, status, limit } = this.#parts;
    const pages: Page[] = [];
    do {
      const query = { user, status, limit, next: pages.at(-1)?.next };
      const result = await ask(query, signal);
      if (isStopped()) return 'done';
      if (result.kind === 'refused') {
        this.#views.show({ ...this.view, isLoading: false, error: result.problem });
        return { retryAfterMs: result.problem.retryAfterMs };
      }
      pages.push(result.data);
    } while (pages.length < this.#pages && pages.at(-1)?.next !== undefined);
    this.#watch(pages.flatMap(({ streams }) => streams.map(({ streamId }) => streamId)));
    for (const page of pages) book.take(page);
    const hasMore = pages.at(-1)?.next !== undefined;
    this.#show({ hasMore, isLoading: false, error: undefined });
    return 'done';
  }

  /** Has the book keep these, and no others. */
  #watch(streamIds: readonly string[]): void {
    const before = new Map(this.#watched);
    this.#watched.clear();
    for (const id of streamIds) {
      const leave = before.get(id) ?? this.#parts.book.watch(id, () => this.#show({}), 'read');
      before.delete(id);
      this.#watched.set(id, leave);
    }
    for (const leave of before.values()) leave();
  }

  /** Those that are still of this list, as the book has them by now. */
  #show(news: Partial<PaymentStreamListView>): void {
    const { book, status } = this.#parts;
    const known = [...this.#watched.keys()].flatMap(id => book.viewOf(id).stream ?? []);
    const now = known.filter(stream => status === undefined || stream.status === status);
    const before = this.view.streams;
    const isSame = now.length === before.length && now.every((one, at) => one === before[at]);
    this.#views.show({ ...this.view, ...news, streams: isSame ? before : now });
  }
}
