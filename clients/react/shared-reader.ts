import { Handlers } from '../browser/handlers.ts';
import {
  type ChannelEvent,
  type ChannelName,
  type ChannelStep,
  type ChannelView,
  globalEnvironment,
  type MethodChoice,
  RecentIds,
  type TokenSource,
} from '../browser/index.ts';
import { ViewStore } from '../browser/view-store.ts';
import { type ChannelReader, idleView } from './channel-reader.ts';
import type { Seat } from './seat.ts';
import type { SharedStream } from './shared-stream.ts';

export interface SharedReaderOptions {
  readonly channel: ChannelName;
  readonly cursor?: string | undefined;
  readonly seen?: RecentIds | undefined;
  readonly token?: TokenSource | undefined;
  readonly trace?: ((step: ChannelStep) => void) | undefined;
}

/**
 * One channel of a shared stream, with the face of a `ChannelStream` of its own: its place, its view,
 * its handlers. To close it leaves the shared stream, which goes on for the others; the method is
 * everybody's.
 */
export class SharedReader implements ChannelReader {
  readonly channel: ChannelName;
  readonly #options: SharedReaderOptions;
  readonly #find: () => SharedStream;
  readonly #seen: RecentIds;
  readonly #handlers: Handlers<Record<string, unknown>>;
  readonly #views: ViewStore<ChannelView>;
  #shared: SharedStream | undefined;
  #seat: Seat | undefined;
  #place: string | undefined;
  #choice: MethodChoice | undefined;

  /** `find` gives the stream to join, each time that this one connects. */
  constructor(
    options: SharedReaderOptions,
    find: () => SharedStream,
    report: (error: unknown) => void = globalEnvironment().report,
  ) {
    this.channel = options.channel;
    this.#options = options;
    this.#find = find;
    this.#seen = options.seen ?? new RecentIds();
    this.#place = options.cursor;
    this.#handlers = new Handlers(report);
    this.#views = new ViewStore(idleView, report);
  }

  get cursor(): string | undefined {
    const seat = this.#seat;
    return seat === undefined ? this.#place : this.#shared?.cursorOf(seat);
  }

  get view(): ChannelView {
    return this.#views.view;
  }

  subscribe(watcher: () => void): () => void {
    return this.#views.subscribe(watcher);
  }

  connect(): void {
    if (this.#seat !== undefined && this.view.status !== 'stopped') return;
    // It was stopped for a reason of its own or everybody's, and is to be tried again.
    if (this.#seat !== undefined) this.#place = this.#shared?.leave(this.#seat);
    const { channel } = this;
    const { token, trace } = this.#options;
    this.#shared = this.#find();
    this.#seat = {
      ...{ channel, token, trace, place: this.#place, state: 'waiting', held: undefined },
      deliver: event => this.#deliver(event),
      emit: (name, news) => this.#handlers.emit(name, news),
      show: view => this.#views.show(view),
    };
    if (this.#choice !== undefined) this.#shared.choose(this.#choice);
    this.#shared.join(this.#seat);
  }

  close(reason: 'closed' | 'gave-up' = 'closed'): void {
    const seat = this.#seat;
    if (seat === undefined) return;
    this.#place = this.#shared?.leave(seat);
    this.#seat = undefined;
    const { view } = this.#views;
    if (view.status === 'stopped') return;
    const ended = { method: undefined, nextAttemptAt: undefined };
    this.#views.show({ ...view, ...ended, status: 'stopped', stopReason: reason });
  }

  forceSSE(): void {
    this.#choose('sse');
  }

  forcePolling(): void {
    this.#choose('poll');
  }

  auto(): void {
    this.#choose('auto');
  }

  readonly on: ChannelReader['on'] = (name, handler) =>
    this.#handlers.add(name, handler as (received: unknown) => void);

  readonly addHandler: ChannelReader['addHandler'] = (name, handler) => {
    this.on(name, handler);
  };

  readonly removeHandler: ChannelReader['removeHandler'] = (name, handler) => {
    this.#handlers.remove(name, handler as (received: unknown) => void);
  };

  #choose(choice: MethodChoice): void {
    (this.#shared ?? this.#find()).choose(choice);
    this.#choice = choice;
  }

  #deliver(event: ChannelEvent): void {
    // A handler before may have closed this one.
    if (this.#seat === undefined || !this.#seen.add(event.id)) return;
    this.#handlers.emit(event.type, event, [this.channel]);
    this.#handlers.emit('*', event, [this.channel]);
  }
}
