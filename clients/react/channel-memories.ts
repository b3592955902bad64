import type { ChannelEvent, ChannelName } from '../browser/index.ts';
import { ChannelMemory } from './channel-memory.ts';

/** What a shared stream remembers of each of its channels. */
export class ChannelMemories {
  readonly #most: number;
  readonly #byChannel = new Map<ChannelName, ChannelMemory>();

  /** As many events of each. */
  constructor(most: number) {
    this.#most = most;
  }

  of(channel: ChannelName): ChannelMemory {
    const memory = this.#byChannel.get(channel) ?? new ChannelMemory(this.#most);
    this.#byChannel.set(channel, memory);
    return memory;
  }

  addHistory(event: ChannelEvent, channels: readonly ChannelName[]): void {
    for (const channel of channels) this.of(channel).addHistory(event);
  }

  add(event: ChannelEvent, channels: readonly ChannelName[], after: number, end: number): void {
    for (const channel of channels) this.of(channel).add(event, after, end);
  }

  rereadFrom(seq: number): void {
    for (const memory of this.#byChannel.values()) memory.rereadFrom(seq);
  }

  /** Drops what is of no channel of these. */
  keepOnly(channels: readonly ChannelName[]): void {
    for (const channel of this.#byChannel.keys()) {
      if (!channels.includes(channel)) this.#byChannel.delete(channel);
    }
  }
}
