import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that speaks HTTP by hand, so that a test sees each byte and decides how it leaves. */
export class HttpSocket {
  readonly socket: Socket;
  #received = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8').on('data', text => {
      this.#received += text;
    });
    // A reset is for the test to see as a close.
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<HttpSocket> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return new HttpSocket(socket);
  }

  /** Sends a request, with `host` and whatever else is given. */
  request(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): this {
    return this.write(requestText(target, headers, method));
  }

  write(text: string): this {
    this.socket.write(text);
    return this;
  }

  get received(): string {
    return this.#received;
  }

  /** Resolves with all that was received, once it has this. @throws Error when it was closed before. */
  async until(text: string | RegExp): Promise<string> {
    const isThere = (): boolean =>
      typeof text === 'string' ? this.#received.includes(text) : text.test(this.#received);
    while (!isThere()) {
      if (this.socket.readableEnded || this.socket.closed) {
        throw new Error(`expected ${text}, received to the end: ${this.#received}`);
      }
      const waiting = new AbortController();
      const { signal } = waiting;
      const events = ['data', 'end', 'close'].map(name => once(this.socket, name, { signal }));
      await Promise.race(events).finally(() => waiting.abort());
      await Promise.allSettled(events);
    }
    return this.#received;
  }

  /** Resolves with all that was received, once the server has closed. */
  async untilEnd(): Promise<string> {
    if (!this.socket.readableEnded && !this.socket.closed) {
      await Promise.race([once(this.socket, 'end'), once(this.socket, 'close')]);
    }
    return this.#received;
  }

  /** Closes its side, and reads on: a FIN. */
  finish(): void {
    this.socket.end();
  }

  /** Breaks the connection off: a RST. */
  reset(): void {
    this.socket.resetAndDestroy();
  }
}

export function requestText(
  target: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): string {
  const lines = Object.entries({ host: 'streams.example.com', ...headers });
  return `${method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** The body of an answer in chunks, as far as it was received; `isWhole` once its last chunk was. */
export function chunkedBody(answer: string): { readonly text: string; readonly isWhole: boolean } {
  let rest = Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4));
  const chunks: Buffer[] = [];
  const received = (isWhole: boolean) => ({ text: Buffer.concat(chunks).toString(), isWhole });
  for (;;) {
    const [line, digits = ''] = /^([\da-f]+)\r\n/.exec(rest.toString('latin1')) ?? [];
    if (line === undefined) return received(false);
    const size = Number.parseInt(digits, 16);
    const chunk = rest.subarray(line.length, line.length + size);
    rest = rest.subarray(line.length + size);
    if (rest.toString('latin1', 0, 2) !== '\r\n') return received(false);
    if (size === 0) return received(rest.length === 2);
    chunks.push(chunk);
    rest = rest.subarray(2);
  }
}

export const statusLine = (answer: string) => answer.slice(0, answer.indexOf('\r\n'));
export const headerOf = (answer: string, name: string) =>
  new RegExp(`^${name}: (.*)\r$`, 'im').exec(answer.slice(0, answer.indexOf('\r\n\r\n') + 2))?.[1];
/** The problems of answers with a length, in their order. */
export const problemsIn = (answers: string): readonly Record<string, unknown>[] =>
  [...answers.matchAll(/\r\n\r\n(\{"type":"about:blank".*?\})(?=HTTP\/1\.1|$)/gs)].map(([, body]) =>
    JSON.parse(body ?? ''),
  );
