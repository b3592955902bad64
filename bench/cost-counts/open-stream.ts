/** A stream that is open. */
export interface OpenStream {
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a stream, and reads it to its end, or until it is closed. */
export async function openStream(url: string, token: string): Promise<OpenStream> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${token}` },
    signal: leaving.signal,
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  const connected = Promise.withResolvers<void>();
  const ended = readAll(response, connected.resolve)
    .catch(() => undefined)
    .finally(() => connected.reject(new Error(`${url} ended before it was connected`)));
  await connected.promise;
  return { ended, close: () => leaving.abort() };
}

async function readAll(response: Response, onConnected: () => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    if (decoder.decode(bytes, { stream: true }).includes('event: connected')) onConnected();
  }
}
