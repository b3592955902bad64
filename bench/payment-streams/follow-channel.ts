import { createParser } from 'eventsource-parser';
import { changeKey } from './stream-writer.ts';

/** What one reader of `payment-streams` was sent. */
export interface Followed {
  /** Of each stream whose event came, how many did. */
  readonly streams: ReadonlyMap<string, number>;
  /** When each change's event had been parsed, and how often it came. */
  readonly changes: ReadonlyMap<string, { readonly parsedMs: number; readonly times: number }>;
  /** Whether the connection is gone: then nothing more comes. */
  readonly isOver: boolean;
  close(): void;
}

/** Reads with nothing but fetch: a client would drop what comes twice. Resolves once it is connected. */
export async function followChannel(
  url: string,
  token: string,
  parameters: readonly (readonly [string, string])[],
): Promise<Followed> {
  const address = new URL(url);
  address.searchParams.set('history', '0');
  for (const [name, value] of parameters) address.searchParams.append(name, value);
  const leaving = new AbortController();
  const response = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  const streams = new Map<string, number>();
  const changes = new Map<string, { parsedMs: number; times: number }>();
  const connected = Promise.withResolvers<void>();
  let isOver = false;
  const parser = createParser({
    onEvent: ({ event = '', data }) => {
      if (event === 'connected') connected.resolve();
      if (!event.startsWith('stream.')) return;
      const { streamId, depositedAmount, withdrawnAmount } = JSON.parse(data).data;
      streams.set(streamId, (streams.get(streamId) ?? 0) + 1);
      const key = changeKey(streamId, event, depositedAmount ?? withdrawnAmount);
      const before = changes.get(key);
      changes.set(key, {
        parsedMs: before?.parsedMs ?? performance.now(),
        times: (before?.times ?? 0) + 1,
      });
    },
  });
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      parser.feed(decoder.decode(bytes, { stream: true }));
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
      connected.reject(new Error(`${url} ended before it was connected`));
    });
  await connected.promise;
  return {
    streams,
    changes,
    get isOver() {
      return isOver;
    },
    close: () => leaving.abort(),
  };
}
