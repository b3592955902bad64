import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { changeKey } from './stream-writer.ts';

/** What one reader of `payment-streams` was sent. */
export interface Followed {
  /** Of each stream whose event came, how many did. */
  readonly streams: ReadonlyMap<string, number>;
  /** When each change's event had been parsed, and how often it came. */
  readonly changes: ReadonlyMap<string, { readonly parsedMs: number; readonly times: number }>;
  close(): void;
}

const pauseMs = 1_000;

/**
 * Reads with nothing but fetch: a client would drop what comes twice. A stream that ends, or
 * that cannot be served just now, is opened again at its cursor. Resolves once it is connected.
 */
export async function followChannel(
  url: string,
  token: string,
  parameters: readonly (readonly [string, string])[],
): Promise<Followed> {
  const address = new URL(url);
  address.searchParams.set('history', '0');
  for (const [name, value] of parameters) address.searchParams.append(name, value);
  const streams = new Map<string, number>();
  const changes = new Map<string, { parsedMs: number; times: number }>();
  const connected = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const { signal } = leaving;
  let cursor: string | undefined;

  const readOnce = async (): Promise<void> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(cursor === undefined ? {} : { 'last-event-id': cursor }),
    };
    const response = await fetch(address, { headers, signal });
    if (!response.ok)
      throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    const parser = createParser({
      onEvent: ({ id, event = '', data }) => {
        cursor = id ?? cursor;
        if (event === 'connected') connected.resolve();
        if (!event.startsWith('stream.')) return;
        const { streamId, depositedAmount, withdrawnAmount } = JSON.parse(data).data;
        streams.set(streamId, (streams.get(streamId) ?? 0) + 1);
        const key = changeKey(streamId, event, depositedAmount ?? withdrawnAmount);
        const { parsedMs, times } = changes.get(key) ?? { parsedMs: performance.now(), times: 0 };
        changes.set(key, { parsedMs, times: times + 1 });
      },
    });
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      parser.feed(decoder.decode(bytes, { stream: true }));
    }
  };
  const readOn = async (): Promise<void> => {
    while (!signal.aborted) {
      await readOnce().catch(() => undefined);
      await sleep(pauseMs);
    }
  };
  void readOn();
  await connected.promise;
  return { streams, changes, close: () => leaving.abort() };
}
