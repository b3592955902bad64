import type { ChannelName } from '../../core/wire/event.ts';

/** The channel that something is about. */
export interface StreamPlace {
  /** Of several the first. */
  readonly channel: ChannelName;
  /** All of them, where a stream reads several. */
  readonly channels?: readonly ChannelName[];
}

/** What a stream of several channels is called, in commands and in records: `fights,bets`. */
export function placeText({ channel, channels = [channel] }: StreamPlace): string {
  return channels.join();
}
