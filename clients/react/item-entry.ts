import { Handlers } from '../browser/handlers.ts';
import type { ItemKind, ItemView, Pace } from './item-kind.ts';
import type { ManagementProblem } from './management-client.ts';

const second = 1_000;

/** How the channel stands that says which items have changed. */
export interface ChannelState {
  readonly isConnected: boolean;
  readonly problem: ManagementProblem | undefined;
}

/** One item of a page: what was read of it, and what is shown of that by now. */
export class ItemEntry<Item, View extends ItemView> {
  readonly #kind: ItemKind<Item, View>;
  readonly #watchers: Handlers<{ readonly read: undefined; readonly grown: undefined }>;
  readonly #count = { always: 0, read: 0 };
  #view: View;
  #item: Item | undefined;
  /** By the server's clock. */
  #shownAt = 0;
  #readAt = 0;
  #pace: Pace = 'still';
  #problem: ManagementProblem | undefined;
  #channel: ChannelState;

  constructor(kind: ItemKind<Item, View>, channel: ChannelState, report: (error: unknown) => void) {
    this.#kind = kind;
    this.#channel = channel;
    this.#watchers = new Handlers(report);
    this.#view = { ...kind.unread, ...this.#surroundings() };
  }

  get view(): View {
    return this.#view;
  }

  /** As it was read last. */
  get item(): Item | undefined {
    return this.#item;
  }

  /** When it was read last, by the server's clock; 0: never. */
  get readAt(): number {
    return this.#readAt;
  }

  get isWatched(): boolean {
    return this.#count.always + this.#count.read > 0;
  }

  /** How often it is to be shown: not at all where nobody wants to see it grow. */
  get pace(): Pace {
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
  enter(item: Item | undefined, at: number, now: number): void {
    const { missing, viewAt, paceOf, isBefore } = this.#kind;
    this.#readAt = Math.max(this.#readAt, at);
    this.#problem = undefined;
    const known = this.#item;
    // An answer that was overtaken on its way takes nothing back.
    const isOvertaken = item !== undefined && known !== undefined && isBefore(item, known);
    this.#item = isOvertaken ? known : item;
    this.#shownAt = now;
    this.#pace = this.#item === undefined ? 'still' : paceOf(this.#item, now);
    const view = this.#item === undefined ? missing : viewAt(this.#item, now);
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
    const isDue =
      this.pace === 'frame' || (this.pace === 'second' && now >= this.#shownAt + second);
    if (this.#item === undefined || !isDue) return;
    this.#shownAt = now;
    this.#pace = this.#kind.paceOf(this.#item, now);
    this.#set({ ...this.#kind.viewAt(this.#item, now), ...this.#surroundings() }, 'grown');
  }

  #surroundings(): Pick<ItemView, 'isConnected' | 'error'> {
    const { isConnected, problem } = this.#channel;
    return { isConnected, error: this.#problem ?? problem };
  }

  #set(view: View, name: 'read' | 'grown'): void {
    const names = Object.keys(view) as (keyof View)[];
    if (names.every(each => Object.is(view[each], this.#view[each]))) return;
    this.#view = view;
    this.#watchers.emit(name, undefined);
  }
}
