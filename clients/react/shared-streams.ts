import type { ChannelName } from '../../core/wire/event.ts';
import {
  type ChannelOptions,
  ChannelStream,
  type LiveOptions,
  type RecentIds,
  type TokenSource,
} from '../browser/index.ts';
import { SharedReader } from './shared-reader.ts';
import { SharedStream } from './shared-stream.ts';

/** How a channel of a shared stream is read. All but the channel and what is one reader's own. */
export interface SharedOptions
  extends Omit<ChannelOptions, 'channels' | 'cursor' | 'seen' | 'trace' | 'token'> {
  /** Of several channels. */
  readonly url: string;
  readonly token?: TokenSource | undefined;
  readonly cursor?: string | undefined;
  readonly seen?: RecentIds | undefined;
  readonly trace?: ChannelOptions['trace'] | undefined;
  /**
   * What the token stands for, where each reader brings a function of its own for the same person.
   * @default - the token
   */
  readonly reader?: unknown;
}

/** As many events as the server gives a new reader that does not say. */
const defaultHistory = 100;

/** The streams of a page, one for all who read in the same way; it is there while somebody reads. */
export class SharedStreams {
  readonly #open = new Map<string, SharedStream>();
  /** Functions have no text: they are numbered as they come. */
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  /** A reader of the channel, which joins the others when it connects. */
  reader(options: SharedOptions): SharedReader {
    const { channel, cursor, seen, trace, token, reader = token, ...source } = options;
    // However the options are written: what they say is the same in any order.
    const said = Object.fromEntries(
      Object.entries(source).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
    const key = JSON.stringify([reader, said], (_name, value) => this.#nameOf(value));
    const find = (): SharedStream => {
      const shared = this.#open.get(key) ?? this.#make(key, source);
      this.#open.set(key, shared);
      return shared;
    };
    const own = { channel, cursor, seen, trace, token };
    return new SharedReader(own, find, source.environment?.report);
  }

  #make(key: string, source: Omit<LiveOptions, 'channels' | 'token'>): SharedStream {
    return new SharedStream({
      make: (channels, needs) => new ChannelStream<ChannelName>({ ...source, ...needs, channels }),
      history: source.history ?? defaultHistory,
      canPoll: source.pollUrl !== undefined,
      onEmpty: () => this.#open.delete(key),
    });
  }

  /** JSON's own rule leaves functions out. */
  #nameOf(value: unknown): unknown {
    if (typeof value !== 'function') return value;
    const number = this.#numbers.get(value) ?? this.#last + 1;
    this.#numbers.set(value, number);
    this.#last = Math.max(this.#last, number);
    return `#${number}`;
  }
}
