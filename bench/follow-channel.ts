import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';

/** An event of a channel, as far as benches look at it. */
export interface FollowedEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const pauseMs = 1_000;

/**
 * Reads with nothing but fetch: a client would drop what comes twice. A stream that ends, or
 * that cannot be served just now, is opened again at its cursor. Resolves once it is connected; what it
 * resolves with ends it.
 */
export async function followChannel(
  url: string,
  token: string,
  parameters: readonly (readonly [string, string])[],
  onEvent: (event: FollowedEvent) => void,
): Promise<() => void> {
  const address = new URL(url);
  address.searchParams.set('history', '0');
  for (const [name, value] of parameters) address.searchParams.append(name, value);
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
        // Frames of the stream itself have no dot in their names.
        if (event.includes('.')) onEvent({ type: event, data: JSON.parse(data).data });
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
  return () => leaving.abort();
}
