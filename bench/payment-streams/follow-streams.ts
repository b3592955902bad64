import { followChannel } from '../follow-channel.ts';
import { changeKey } from './stream-writer.ts';

/** What one reader of `payment-streams` was sent. */
export interface Followed {
  /** Of each stream whose event came, how many did. */
  readonly streams: ReadonlyMap<string, number>;
  /** When each change's event had been parsed, and how often it came. */
  readonly changes: ReadonlyMap<string, { readonly parsedMs: number; readonly times: number }>;
  close(): void;
}

/** Follows the channel; resolves once it is connected. */
export async function followStreams(
  url: string,
  token: string,
  parameters: readonly (readonly [string, string])[],
): Promise<Followed> {
  const streams = new Map<string, number>();
  const changes = new Map<string, { parsedMs: number; times: number }>();
  const close = await followChannel(url, token, parameters, ({ type, data }) => {
    const streamId = String(data.streamId);
    streams.set(streamId, (streams.get(streamId) ?? 0) + 1);
    const key = changeKey(streamId, type, data.depositedAmount ?? data.withdrawnAmount);
    const { parsedMs, times } = changes.get(key) ?? { parsedMs: performance.now(), times: 0 };
    changes.set(key, { parsedMs, times: times + 1 });
  });
  return { streams, changes, close };
}
