import { Writable } from 'node:stream';
import type { ResponseHead, StreamMessage } from './messages.ts';

/** What `HttpResponseStream.from` takes: the parts of the answer before its body. */
export interface HttpPrelude {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
}

/** Named as Lambda's runtime client names it. */
class InvalidStreamingOperation extends Error {
  override readonly name = 'Runtime.InvalidStreamingOperation';
}

/** Node's own default for sockets; `write` returns false once so much is unsent. */
const highWaterMarkBytes = 64 * 1024;

type Post = (message: StreamMessage, transfer: readonly ArrayBuffer[]) => void;

/**
 * The `responseStream` of a streaming handler. One chunk is on its way at a time, everything
 * written meanwhile goes as the next: so the host's pace is the function's backpressure.
 */
export class ResponseStream extends Writable {
  readonly #post: Post;
  #contentType = 'application/octet-stream';
  #prelude: HttpPrelude | undefined;
  #headSent = false;
  #written = false;
  #preludeLost = false;
  #acknowledge: (() => void) | undefined;

  constructor(post: Post) {
    super({ highWaterMark: highWaterMarkBytes, decodeStrings: true });
    this.#post = post;
  }

  /** True when the body was given to `end` alone, so that status and headers never left. */
  get preludeLost(): boolean {
    return this.#preludeLost;
  }

  setContentType(contentType: string): void {
    if (this.#written) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
    this.#contentType = contentType;
  }

  setPrelude(prelude: HttpPrelude): void {
    if (this.#written) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
    this.#prelude = prelude;
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    this.#written = true;
    // As Lambda's runtime client does: what is neither text nor bytes goes as JSON.
    const isRaw = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return super.write(isRaw ? chunk : JSON.stringify(chunk), ...(rest as []));
  }

  /**
   * Lambda's runtime client puts the prelude in front of the first `write`, and `end` with a body is
   * none: the function URL then finds a body without the status it was promised, and answers 502
   * (aws-lambda-nodejs-runtime-interface-client#97).
   */
  override end(...rest: unknown[]): this {
    const [chunk] = rest;
    const hasBody = chunk !== undefined && chunk !== null && typeof chunk !== 'function';
    if (hasBody && !this.#written && this.#prelude !== undefined) this.#preludeLost = true;
    return super.end(...(rest as []));
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
    if (this.#preludeLost) return callback();
    this.#post({ kind: 'streamEnded' }, []);
    callback();
  }

  #send(chunks: readonly Buffer[], callback: () => void): void {
    if (this.#preludeLost) return callback();
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
    const lastWriteAt = offset - (chunks.at(-1)?.byteLength ?? 0);
    this.#post({ kind: 'chunk', bytes, lastWriteAt }, [bytes.buffer]);
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
