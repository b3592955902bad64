import type { ChannelName } from '../../core/wire/event.ts';

/** What a reader reads: one channel, or several by one stream. */
export interface ReaderKind {
  readonly name: string;
  /** The output with the URL. */
  readonly output: string;
  readonly query: string;
  /** The log that its stream follows. */
  readonly log: ChannelName;
  readonly channels: readonly ChannelName[];
  /** Of all readers. */
  readonly share: number;
}

const ofLive = ['bets', 'fights', 'finance', 'users'] as const;

const ofChannel = (channel: ChannelName, output: string, share: number): ReaderKind => ({
  ...{ name: channel, output, query: 'history=0', log: channel, channels: [channel], share },
});

/** All of them; their shares add up to one. */
export const readerKinds: readonly ReaderKind[] = [
  {
    ...{ name: 'live', output: 'LiveUrl', log: 'global', channels: ofLive, share: 0.4 },
    query: `channels=${ofLive.join(',')}&history=0`,
  },
  ofChannel('bets', 'BetsChannelUrl', 0.3),
  ofChannel('finance', 'FinanceChannelUrl', 0.15),
  ofChannel('fights', 'FightsChannelUrl', 0.15),
];

/** The kind of each of so many readers: by their shares, and mixed. */
export function kindOf(reader: number): ReaderKind {
  // Steps of the golden ratio spread evenly over 0 to 1.
  let place = (reader * 0.618_034) % 1;
  for (const kind of readerKinds) {
    if (place < kind.share) return kind;
    place -= kind.share;
  }
  throw new Error(`received the shares ${readerKinds.map(({ share }) => share)}, expected 1`);
}
