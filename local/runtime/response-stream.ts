import { Writable } from 'node:stream';
import type { FromEnvironment, ResponseHead } from './messages.ts';

/** What `HttpResponseStream.from` takes: the parts of the answer before its body. */
export interface HttpPrelude {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
}

/** Node's own default for sockets; `write` returns false once so much is unsent. */
const highWaterMarkBytes = 64 * 1024;

/**
 * The `responseStream` of a streaming handler. One chunk is on its way at a time, everything
 * written meanwhile goes as the next: so the host's pace is the function's backpressure.
 */
export class ResponseStream extends Writable {
  readonly #post: (message: FromEnvironment, transfer: readonly ArrayBuffer[]) => void;
  #contentType = 'application/octet-stream';
  #prelude: HttpPrelude | undefined;
  #headSent = false;
  #acknowledge: (() => void) | undefined;

  constructor(post: (message: FromEnvironment, transfer: readonly ArrayBuffer[]) => void) {
    super({ highWaterMark: highWaterMarkBytes, decodeStrings: true });
    this.#post = post;
  }

  setContentType(contentType: string): void {
    this.#contentType = contentType;
  }

  setPrelude(prelude: HttpPrelude): void {
    this.#prelude = prelude;
  }

  /** Called when the host has passed on the last chunk. */
  acknowledged(): void {
    const acknowledge = this.#acknowledge;
    this.#acknowledge = undefined;
    acknowledge?.();
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.#send([chunk], callback);
  }

  override _writev(chunks: { readonly chunk: Buffer }[], callback: () => void): void {
    this.#send(
      chunks.map(each => each.chunk),
      callback,
    );
  }

  override _final(callback: () => void): void {
    this.#post({ kind: 'streamEnded' }, []);
    callback();
  }

  #send(chunks: readonly Buffer[], callback: () => void): void {
    // Headers wait for the first write, also an empty one: aws-lambda-nodejs-runtime-interface-client#97.
    if (!this.#headSent) {
      this.#headSent = true;
      this.#post({ kind: 'head', head: this.#head() }, []);
    }
    // Copied, then transferred: posting a slice of Node's buffer pool would clone the whole pool.
    const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.byteLength, 0));
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.byteLength;
    }
    this.#acknowledge = callback;
    this.#post({ kind: 'chunk', bytes }, [bytes.buffer]);
  }

  #head(): ResponseHead {
    const headers: Record<string, string> = {};
    if (this.#prelude === undefined) headers['content-type'] = this.#contentType;
    for (const [name, value] of Object.entries(this.#prelude?.headers ?? {})) {
      headers[name.toLowerCase()] = String(value);
    }
    return {
      statusCode: this.#prelude?.statusCode ?? 200,
      headers,
      cookies: this.#prelude?.cookies ?? [],
    };
  }
}
