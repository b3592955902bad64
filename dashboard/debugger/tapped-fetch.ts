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
  const frames = frameWriter(log);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      frames.add(String(value));
    }
    frames.end();
    log.add('step', 'the answer ended');
  } catch {
    // The client let go of it, or the network did: the client itself says which.
    frames.end();
  }
}

/** As much of a frame as is waited for; what is longer is written in pieces. */
const longestFrame = 100_000;

/** Writes text frame by frame, however it was cut on its way. */
export function frameWriter(log: Pick<WireLog, 'add'>) {
  let rest = '';
  const write = (text: string): void => {
    if (text.trim() !== '') log.add('in', text.trimEnd());
  };
  return {
    add(text: string): void {
      const frames = `${rest}${text}`.split(/\r?\n\r?\n/);
      rest = frames.pop() ?? '';
      frames.forEach(write);
      if (rest.length > longestFrame) this.end();
    },
    end(): void {
      write(rest);
      rest = '';
    },
  };
}

/** The token is a credential: a log that may be shown to others must not hold it. */
function headerLines(headers: HeadersInit | undefined): string {
  return [...new Headers(headers)]
    .map(([name, value]) => `${name}: ${name === 'authorization' ? 'Bearer …' : value}`)
    .join('\n');
}
