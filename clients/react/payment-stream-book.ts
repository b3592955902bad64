import type { PaymentStreamList } from '../../core/wire/management/payment-streams.ts';
import { Handlers } from '../browser/handlers.ts';
import { type ChannelEvent, type Environment, ServerClock } from '../browser/index.ts';
import type { ChannelReader } from './channel-reader.ts';
import { FrameLoop, type NextFrame, nextFrame } from './frame-loop.ts';
import { holders } from './holders.ts';
import type { ManagementResult } from './management-client.ts';
import { PacedWork, type Turn, type TurnResult } from './paced-work.ts';
import { type ChannelState, PaymentStreamEntry } from './payment-stream-entry.ts';
import { type PaymentStreamView, unread } from './payment-stream-view.ts';

export interface PaymentStreamBookOptions {
  /** Of the channel `payment-streams`: it says which have changed. */
  readonly reader: ChannelReader;
  /** Asks `GET /streams` for those of these ids. */
  readonly ask: (
    streams: readonly string[],
    signal: AbortSignal,
  ) => Promise<ManagementResult<PaymentStreamList>>;
  readonly environment: Environment;
  /** @default - the browser's */
  readonly nextFrame?: NextFrame;
}

/** As many ids as one request may name. */
const maxAsked = 100;

/**
 * The payment streams that a page shows, each once, however many components show it: read together,
 * read again when the channel says that they have changed, and counted on by the server's clock.
 */
export class PaymentStreamBook {
  readonly #options: PaymentStreamBookOptions;
  readonly #clock: ServerClock;
  readonly #entries = new Map<string, PaymentStreamEntry>();
  /** Those to be read, or read again. */
  readonly #due = new Set<string>();
  readonly #reads: PacedWork;
  readonly #loop: FrameLoop;
  readonly #changes: Handlers<{ readonly change: undefined }>;
  readonly #retain: () => () => void;
  #latest = 0;
  #channel: ChannelState = { isConnected: false, problem: undefined };

  constructor(options: PaymentStreamBookOptions) {
    const { environment } = options;
    this.#options = options;
    this.#clock = new ServerClock(environment);
    this.#changes = new Handlers(environment.report);
    this.#reads = new PacedWork(turn => this.#read(turn), environment);
    const frame = options.nextFrame ?? nextFrame;
    this.#loop = new FrameLoop(() => this.#show(), frame, environment.setTimer);
    this.#retain = holders(() => this.#begin());
  }

  /** The server's time. It never goes back, so no balance does while its terms are the same. */
  serverNow(): number {
    this.#latest = Math.max(this.#latest, this.#clock.now());
    return this.#latest;
  }

  viewOf(streamId: string): PaymentStreamView {
    return this.#entries.get(streamId)?.view ?? unread;
  }

  /**
   * Keeps it read, and calls the watcher when its view is another: `always`, as it grows, or only when
   * it was `read`. The returned function ends it.
   */
  watch(streamId: string, watcher: () => void, when: 'always' | 'read'): () => void {
    const release = this.#retain();
    const entry = this.#entryOf(streamId);
    const leave = entry.watch(watcher, when);
    this.#keepPace();
    return () => {
      leave();
      // Whoever shows it next, in the same turn, finds it.
      queueMicrotask(() => {
        if (!entry.isWatched) this.#entries.delete(streamId);
        this.#keepPace();
        release();
      });
    };
  }

  /** Calls when any may have changed, known here or not; the returned function ends it. */
  onChange(listener: () => void): () => void {
    const release = this.#retain();
    const leave = this.#changes.add('change', () => listener());
    return () => {
      leave();
      queueMicrotask(release);
    };
  }

  /** Takes what another request has brought of those that are watched. */
  take({ at, streams }: PaymentStreamList): void {
    this.#clock.add(at);
    for (const stream of streams) {
      const entry = this.#entries.get(stream.streamId);
      if (entry === undefined || entry.readAt >= at) continue;
      // What is due because it has changed stays so: this may be from before.
      if (entry.readAt === 0) this.#due.delete(stream.streamId);
      entry.enter(stream, at, this.serverNow());
    }
    this.#keepPace();
  }

  #begin(): () => void {
    const { reader, environment } = this.#options;
    const ends = [
      reader.on('*', ({ data }: ChannelEvent) => this.#changed(String(data.streamId))),
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
      this.#reads.stop();
      this.#due.clear();
      this.#loop.keep('still');
    };
  }

  #entryOf(streamId: string): PaymentStreamEntry {
    const known = this.#entries.get(streamId);
    if (known !== undefined) return known;
    const entry = new PaymentStreamEntry(this.#channel, this.#options.environment.report);
    this.#entries.set(streamId, entry);
    this.#due.add(streamId);
    this.#reads.due(true);
    return entry;
  }

  /** One of them has changed, or any may have. */
  #changed(streamId?: string): void {
    if (streamId === undefined) for (const known of this.#entries.keys()) this.#due.add(known);
    else if (this.#entries.has(streamId)) this.#due.add(streamId);
    if (this.#due.size > 0) this.#reads.due();
    this.#changes.emit('change', undefined);
  }

  /** What changes while the channel is not read is read with the others, once it is. */
  #channelChanged(): void {
    const { status, problem } = this.#options.reader.view;
    const isConnected = status === 'open' || status === 'polling';
    const isNew = isConnected && !this.#channel.isConnected;
    this.#channel = { isConnected, problem };
    for (const entry of this.#entries.values()) entry.channel(this.#channel);
    if (isNew) this.#changed();
  }

  async #read({ signal, isStopped }: Turn): Promise<TurnResult> {
    // First those that show nothing yet.
    const readAt = (id: string): number => this.#entries.get(id)?.readAt ?? 0;
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
    const { at, streams } = result.data;
    this.#clock.add(at);
    const found = new Map(streams.map(stream => [stream.streamId, stream]));
    for (const id of asked) {
      this.#entries.get(id)?.enter(found.get(id), at, this.serverNow());
    }
    this.#keepPace();
    if (this.#due.size > 0) this.#reads.due([...this.#due].some(id => readAt(id) === 0));
    return 'done';
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
