import { Handlers } from '../browser/handlers.ts';
import { type ChannelEvent, type Environment, ServerClock } from '../browser/index.ts';
import type { ChannelReader } from './channel-reader.ts';
import { FrameLoop, type NextFrame, nextFrame } from './frame-loop.ts';
import { holders } from './holders.ts';
import { type ChannelState, ItemEntry } from './item-entry.ts';
import type { ItemKind, ItemsRead, ItemView } from './item-kind.ts';
import type { ManagementResult } from './management-client.ts';
import { PacedWork, type Turn, type TurnResult } from './paced-work.ts';

export interface ItemBookOptions<Item> {
  /** Of the kind's channel: it says which have changed. */
  readonly reader: ChannelReader;
  /** Asks for those of these ids. */
  readonly ask: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<ManagementResult<ItemsRead<Item>>>;
  readonly environment: Environment;
  /** @default - the browser's */
  readonly nextFrame?: NextFrame;
}

/** What changes nobody says to who may not read the channel: so often it is asked for. */
const unsaidMs = 15_000;

/**
 * The items of one kind that a page shows, each once, however many components show it: read together,
 * read again when the channel says that they have changed, and counted on by the server's clock.
 */
export class ItemBook<Item, View extends ItemView> {
  readonly #kind: ItemKind<Item, View>;
  readonly #options: ItemBookOptions<Item>;
  readonly #clock: ServerClock;
  readonly #entries = new Map<string, ItemEntry<Item, View>>();
  /** Those to be read, or read again. */
  readonly #due = new Set<string>();
  readonly #reads: PacedWork;
  readonly #loop: FrameLoop;
  readonly #changes: Handlers<{ readonly change: ChannelEvent | undefined }>;
  readonly #retain: () => () => void;
  /** Ends the wait for the next time to ask, where the channel says nothing. */
  #clearUnsaid: (() => void) | undefined;
  #latest = 0;
  #channel: ChannelState = { isConnected: false, problem: undefined };

  constructor(kind: ItemKind<Item, View>, options: ItemBookOptions<Item>) {
    const { environment } = options;
    this.#kind = kind;
    this.#options = options;
    this.#clock = new ServerClock(environment);
    this.#changes = new Handlers(environment.report);
    this.#reads = new PacedWork(turn => this.#read(turn), environment);
    const frame = options.nextFrame ?? nextFrame;
    this.#loop = new FrameLoop(() => this.#show(), frame, environment.setTimer);
    this.#retain = holders(() => this.#begin());
  }

  /** The server's time. It never goes back, so nothing that grows by it does. */
  serverNow(): number {
    this.#latest = Math.max(this.#latest, this.#clock.now());
    return this.#latest;
  }

  viewOf(id: string): View {
    return this.#entries.get(id)?.view ?? this.#kind.unread;
  }

  /** As it was read last; `undefined`: nobody watches it, it is not read yet, or there is none. */
  itemOf(id: string): Item | undefined {
    return this.#entries.get(id)?.item;
  }

  /**
   * Keeps it read, and calls the watcher when its view is another: `always`, as it grows, or only when
   * it was `read`. The returned function ends it.
   */
  watch(id: string, watcher: () => void, when: 'always' | 'read'): () => void {
    const release = this.#retain();
    const entry = this.#entryOf(id);
    const leave = entry.watch(watcher, when);
    this.#keepPace();
    return () => {
      leave();
      // Whoever shows it next, in the same turn, finds it.
      queueMicrotask(() => {
        if (!entry.isWatched) this.#entries.delete(id);
        this.#keepPace();
        release();
      });
    };
  }

  /**
   * Calls when one has changed, known here or not, by the event that says so; without one any may
   * have. The returned function ends it.
   */
  onChange(listener: (event: ChannelEvent | undefined) => void): () => void {
    const release = this.#retain();
    const leave = this.#changes.add('change', event => listener(event));
    return () => {
      leave();
      queueMicrotask(release);
    };
  }

  /** Takes what another request has brought of those that are watched. */
  take({ at: answeredAt, items }: ItemsRead<Item>): void {
    const at = this.#timeOf(answeredAt);
    for (const item of items) {
      const id = this.#kind.idOf(item);
      const entry = this.#entries.get(id);
      if (entry === undefined || entry.readAt >= at) continue;
      // What is due because it has changed stays so: this may be from before.
      if (entry.readAt === 0) this.#due.delete(id);
      entry.enter(item, at, this.serverNow());
    }
    this.#keepPace();
  }

  /** Something was done to it: what is shown of it is read again at once. */
  refresh(id: string): void {
    if (!this.#entries.has(id)) return;
    this.#due.add(id);
    this.#reads.due(true);
  }

  #begin(): () => void {
    const { reader, environment } = this.#options;
    const ends = [
      reader.on('*', (event: ChannelEvent) => this.#changed(event)),
      reader.on('gap', () => this.#changed()),
      reader.subscribe(() => this.#channelChanged()),
      // After a sleep its uptime may be late: an answer has the server's time.
      environment.watch(change => change === 'woke' && this.#changed()),
    ];
    reader.connect();
    this.#changed();
    return () => {
      for (const end of ends) end();
      reader.close();
      this.#clearUnsaid?.();
      this.#clearUnsaid = undefined;
      this.#reads.stop();
      this.#due.clear();
      this.#loop.keep('still');
    };
  }

  #entryOf(id: string): ItemEntry<Item, View> {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const { report } = this.#options.environment;
    const entry = new ItemEntry(this.#kind, this.#channel, report);
    this.#entries.set(id, entry);
    this.#due.add(id);
    this.#reads.due(true);
    return entry;
  }

  /** That which the event names has changed, or any may have. */
  #changed(event?: ChannelEvent): void {
    const id = event && this.#kind.idIn(event);
    if (event !== undefined && id === undefined) return;
    if (id === undefined) for (const known of this.#entries.keys()) this.#due.add(known);
    else if (this.#entries.has(id)) this.#due.add(id);
    if (this.#due.size > 0) this.#reads.due();
    this.#changes.emit('change', event);
  }

  /** What changes while the channel is not read is read with the others, once it is. */
  #channelChanged(): void {
    const { status, problem, stopReason } = this.#options.reader.view;
    const isConnected = status === 'open' || status === 'polling';
    const isNew = isConnected && !this.#channel.isConnected;
    this.#channel = { isConnected, problem };
    for (const entry of this.#entries.values()) entry.channel(this.#channel);
    if (isNew) this.#changed();
    this.#clearUnsaid?.();
    this.#clearUnsaid = stopReason === 'refused' ? this.#askUnsaid() : undefined;
  }

  /** A workflow may be somebody's matter who may not read the channel: theirs are asked for instead. */
  #askUnsaid(): () => void {
    return this.#options.environment.setTimer(() => {
      this.#changed();
      this.#clearUnsaid = this.#askUnsaid();
    }, unsaidMs);
  }

  async #read({ signal, isStopped }: Turn): Promise<TurnResult> {
    // First those that show nothing yet.
    const readAt = (id: string): number => this.#entries.get(id)?.readAt ?? 0;
    const { idOf, maxAsked } = this.#kind;
    const due = [...this.#due].filter(id => this.#entries.has(id));
    const asked = due.sort((one, other) => readAt(one) - readAt(other)).slice(0, maxAsked);
    this.#due.clear();
    for (const id of due.slice(maxAsked)) this.#due.add(id);
    if (asked.length === 0) return 'done';
    const result = await this.#options.ask(asked, signal);
    if (isStopped()) return 'done';
    if (result.kind === 'refused') {
      for (const id of asked) {
        this.#due.add(id);
        this.#entries.get(id)?.fail(result.problem);
      }
      return { retryAfterMs: result.problem.retryAfterMs };
    }
    const { items } = result.data;
    const at = this.#timeOf(result.data.at);
    const found = new Map(items.map(item => [idOf(item), item]));
    for (const id of asked) {
      this.#entries.get(id)?.enter(found.get(id), at, this.serverNow());
    }
    this.#keepPace();
    if (this.#due.size > 0) this.#reads.due([...this.#due].some(id => readAt(id) === 0));
    return 'done';
  }

  /** Sets the clock by an answer's time. */
  #timeOf(at: number | undefined): number {
    if (at !== undefined) this.#clock.add(at);
    return at ?? this.serverNow();
  }

  #show(): void {
    const now = this.serverNow();
    for (const entry of this.#entries.values()) entry.show(now);
    this.#keepPace();
  }

  #keepPace(): void {
    const paces = new Set([...this.#entries.values()].map(({ pace }) => pace));
    this.#loop.keep(paces.has('frame') ? 'frame' : paces.has('second') ? 'second' : 'still');
  }
}
