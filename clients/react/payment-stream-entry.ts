import type { PaymentStream } from '../../core/wire/management/payment-streams.ts';
import { Handlers } from '../browser/handlers.ts';
import type { ManagementProblem } from './management-client.ts';
import { type PaymentStreamView, paceOf, unread, viewAt } from './payment-stream-view.ts';

const second = 1_000;

/** How the channel stands that says which payment streams have changed. */
export interface ChannelState {
  readonly isConnected: boolean;
  readonly problem: ManagementProblem | undefined;
}

/** One payment stream of a page: what was read of it, and what is shown of that by now. */
export class PaymentStreamEntry {
  readonly #watchers: Handlers<{ readonly read: undefined; readonly grown: undefined }>;
  readonly #count = { always: 0, read: 0 };
  #view: PaymentStreamView = unread;
  /** By the server's clock. */
  #shownAt = 0;
  #readAt = 0;
  #pace: ReturnType<typeof paceOf> = 'still';
  #problem: ManagementProblem | undefined;
  #channel: ChannelState;

  constructor(channel: ChannelState, report: (error: unknown) => void) {
    this.#channel = channel;
    this.#watchers = new Handlers(report);
    this.#set({ ...unread, ...this.#surroundings() }, 'read');
  }

  get view(): PaymentStreamView {
    return this.#view;
  }

  /** When it was read last, by the server's clock; 0: never. */
  get readAt(): number {
    return this.#readAt;
  }

  get isWatched(): boolean {
    return this.#count.always + this.#count.read > 0;
  }

  /** How often it is to be shown: not at all where nobody wants to see it grow. */
  get pace(): ReturnType<typeof paceOf> {
    return this.#count.always === 0 ? 'still' : this.#pace;
  }

  watch(watcher: () => void, when: 'always' | 'read'): () => void {
    // Functions of its own, so that one watcher that watches twice leaves twice.
    const leaves = [this.#watchers.add('read', () => watcher())];
    if (when === 'always') leaves.push(this.#watchers.add('grown', () => watcher()));
    this.#count[when] += 1;
    return () => {
      if (leaves.length > 0) this.#count[when] -= 1;
      for (const leave of leaves.splice(0)) leave();
    };
  }

  /** It was read; `undefined`: there is none of its id. */
  enter(stream: PaymentStream | undefined, at: number, now: number): void {
    this.#readAt = at;
    this.#problem = undefined;
    const view =
      stream === undefined ? ({ ...unread, status: 'missing' } as const) : viewAt(stream, now);
    this.#shownAt = now;
    this.#pace = stream === undefined ? 'still' : paceOf(stream, now);
    this.#set({ ...view, ...this.#surroundings() }, 'read');
  }

  /** It could not be read. */
  fail(problem: ManagementProblem): void {
    this.#problem = problem;
    this.#set({ ...this.#view, ...this.#surroundings() }, 'read');
  }

  channel(state: ChannelState): void {
    this.#channel = state;
    this.#set({ ...this.#view, ...this.#surroundings() }, 'read');
  }

  /** Counts on, if it is time. */
  show(now: number): void {
    const { stream } = this.#view;
    const isDue =
      this.pace === 'frame' || (this.pace === 'second' && now >= this.#shownAt + second);
    if (stream === undefined || !isDue) return;
    this.#shownAt = now;
    this.#pace = paceOf(stream, now);
    this.#set({ ...viewAt(stream, now), ...this.#surroundings() }, 'grown');
  }

  #surroundings(): Pick<PaymentStreamView, 'isConnected' | 'error'> {
    const { isConnected, problem } = this.#channel;
    return { isConnected, error: this.#problem ?? problem };
  }

  #set(view: PaymentStreamView, name: 'read' | 'grown'): void {
    const names = Object.keys(view) as (keyof PaymentStreamView)[];
    if (names.every(each => Object.is(view[each], this.#view[each]))) return;
    this.#view = view;
    this.#watchers.emit(name, undefined);
  }
}
