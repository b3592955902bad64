import type { WireLog } from './wire-log.ts';

/** A fetch that writes down what it sends, and what comes back, as it comes. */
export function tappedFetch(log: WireLog): typeof fetch {
  return async (input, init) => {
    const url = new URL(String(input));
    if (url.searchParams.has('token')) url.searchParams.set('token', '…');
    log.add('out', `GET ${url.href}\n${headerLines(init?.headers)}`);
    const response = await fetch(input, init);
    log.add('in', `${response.status} ${response.statusText}\n${headerLines(response.headers)}`);
    if (response.body === null) return response;
    const [forClient, forLog] = response.body.tee();
    void write(forLog, log);
    const { status, statusText, headers } = response;
    return new Response(forClient, { status, statusText, headers });
  };
}

async function write(body: ReadableStream<Uint8Array>, log: WireLog): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      log.add('in', String(value).trimEnd() || '(an empty line)');
    }
    log.add('step', 'the answer ended');
  } catch {
    // The client let go of it, or the network did: the client itself says which.
  }
}

/** The token is a credential: a log that may be shown to others must not hold it. */
function headerLines(headers: HeadersInit | undefined): string {
  return [...new Headers(headers)]
    .map(([name, value]) => `${name}: ${name === 'authorization' ? 'Bearer …' : value}`)
    .join('\n');
}
