import { ChannelStream } from '../../clients/browser/index.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { type Outputs, requireOutput } from '../../tools/outputs.ts';
import type { TokenSigner } from '../../tools/token-signer.ts';

/** What is read: the channel `bets`, or three channels by one stream. */
export type StreamKind = 'bets' | 'live';

/** Readers with a stream each, all connected. */
export interface Readers {
  readonly count: number;
  /** The log that their streams follow. */
  readonly log: ChannelName;
  /** Calls with the id of each bet that a reader has parsed, until the returned function is called. */
  listen(onBet: (betId: string) => void): () => void;
  close(): void;
}

const liveChannels = ['bets', 'fights', 'finance'] as const;

/** Opens so many streams of admins, each with a user of its own; resolves once all are connected. */
export async function openReaders(
  kind: StreamKind,
  count: number,
  outputs: Outputs,
  sign: TokenSigner,
): Promise<Readers> {
  const listeners = new Set<(betId: string) => void>();
  const streams = Array.from({ length: count }, (_, at) => {
    const token = () => sign({ sub: `reader-${kind}-${at}`, role: 'admin', ttlSeconds: 3_600 });
    const stream =
      kind === 'bets'
        ? new ChannelStream<ChannelName>({
            channel: 'bets',
            url: requireOutput(outputs, 'BetsChannelUrl'),
            token,
            history: 0,
          })
        : new ChannelStream<ChannelName>({
            channels: liveChannels,
            url: requireOutput(outputs, 'LiveUrl'),
            token,
            history: 0,
          });
    stream.on('NEW_BET', ({ data }) => {
      for (const listener of listeners) listener(String(data.betId));
    });
    return stream;
  });
  await Promise.all(streams.map(connected));
  return {
    count,
    log: kind === 'bets' ? 'bets' : 'global',
    listen: onBet => {
      listeners.add(onBet);
      return () => listeners.delete(onBet);
    },
    close: () => {
      for (const stream of streams) stream.close();
    },
  };
}

function connected(stream: ChannelStream): Promise<void> {
  return new Promise(resolve => {
    const leave = stream.on('connected', () => {
      leave();
      resolve();
    });
    stream.connect();
  });
}
