import type { ResponseSink } from '../contract/invocation.ts';

/** How fast, in what pieces and how long a function URL passes a streamed answer on. */
export interface StreamPace {
  /** A write smaller than this is held back until the next one. 0: none is. */
  readonly heldBelowBytes: number;
  /** So much of an answer goes as fast as it comes. */
  readonly burstBytes: number;
  /** The rest goes at this rate. */
  readonly bytesPerSecond: number;
  /** An answer that grows beyond is cut. */
  readonly maxBytes: number;
}

const megabyte = 1024 * 1024;

/**
 * As on Lambda: 6 MB at once, 2 MB/s from there on, 200 MB at most
 * (docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html). A write of less than
 * about 100 KB may wait for the next one there; here each does, so that no code can count on the
 * opposite (aws-lambda-nodejs-runtime-interface-client#102).
 */
export const lambdaPace: StreamPace = {
  heldBelowBytes: 100_000,
  burstBytes: 6 * megabyte,
  bytesPerSecond: 2 * megabyte,
  maxBytes: 200 * megabyte,
};

/** No pace at all: what a benchmark of the code itself wants, and no answer on Lambda has. */
export const unpaced: StreamPace = {
  heldBelowBytes: 0,
  burstBytes: Number.POSITIVE_INFINITY,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
};

/** Where a paced answer goes. */
export interface AnswerSink extends ResponseSink {
  /** False once the reader has left: nothing is worth a delay any more. */
  readonly open: boolean;
  /** Ends the connection in the middle of the answer. */
  cut(): void;
}

/** A streamed answer on its way out of a function URL. */
export class PacedAnswer implements ResponseSink {
  readonly #out: AnswerSink;
  readonly #pace: StreamPace;
  readonly #onTooLarge: () => void;
  #head: (() => void) | undefined;
  #held: Uint8Array | undefined;
  #taken = 0;
  #sent = 0;
  #freeAtMs = 0;
  #ended = Promise.resolve();

  /** `onTooLarge` is called once, when the answer is cut for its size. */
  constructor(out: AnswerSink, pace: StreamPace, onTooLarge: () => void) {
    this.#out = out;
    this.#pace = pace;
    this.#onTooLarge = onTooLarge;
  }

  /** Status and headers wait for the first write, an empty one will do. */
  head(...parts: Parameters<ResponseSink['head']>): void {
    this.#head = () => this.#out.head(...parts);
  }

  async write(chunk: Uint8Array): Promise<void> {
    const { heldBelowBytes, maxBytes } = this.#pace;
    const before = this.#taken;
    this.#taken += chunk.byteLength;
    if (this.#taken > maxBytes) {
      if (before <= maxBytes) await this.#cut();
      return;
    }
    await this.release();
    if (chunk.byteLength < heldBelowBytes) this.#held = chunk;
    else await this.#send(chunk);
  }

  /** Passes on what was held back: something followed it, or the function is done. */
  async release(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) await this.#send(held);
  }

  end(): void {
    this.#ended = this.release().then(() => {
      if (this.hasBody && this.#taken <= this.#pace.maxBytes) this.#out.end();
    });
  }

  /** An answer without a single byte never ends: aws-lambda-nodejs-runtime-interface-client#95. */
  get hasBody(): boolean {
    return this.#taken > 0;
  }

  /** Resolves once all that was written before `end` has gone out. */
  settled(): Promise<void> {
    return this.#ended;
  }

  async #cut(): Promise<void> {
    await this.release();
    this.#onTooLarge();
    this.#out.cut();
  }

  async #send(chunk: Uint8Array): Promise<void> {
    this.#head?.();
    this.#head = undefined;
    await this.#wait(chunk.byteLength);
    await this.#out.write(chunk);
  }

  /** Keeps to the rate once the burst is used up. */
  async #wait(bytes: number): Promise<void> {
    const { burstBytes, bytesPerSecond } = this.#pace;
    this.#sent += bytes;
    const beyond = Math.min(bytes, this.#sent - burstBytes);
    if (beyond <= 0 || !this.#out.open) return;
    const nowMs = Date.now();
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + (beyond / bytesPerSecond) * 1000;
    await new Promise(resolve => setTimeout(resolve, this.#freeAtMs - nowMs));
  }
}
