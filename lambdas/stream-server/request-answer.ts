import type { ServerResponse } from 'node:http';
import type { Problem } from '../../core/wire/problem.ts';
import { eventStreamHeaders } from '../adapters/streams/event-stream-headers.ts';
import { refusalAnswer } from '../adapters/streams/refusal-answer.ts';
import type { StreamAnswer } from '../adapters/streams/stream-answer.ts';
import type { ChunkEncoder } from './chunk-encoder.ts';
import { ChunkedStream } from './chunked-stream.ts';
import type { HttpConnection } from './http-connection.ts';

/** With what a request is answered that came over node:http. */
export interface AnswerParts {
  readonly response: ServerResponse;
  readonly connection: HttpConnection;
  /** Of the answer, whatever it is. */
  readonly headers: Readonly<Record<string, string>>;
  readonly encoder: ChunkEncoder;
}

/**
 * The server's answer: an event stream from the first write on, or a problem instead. A problem is
 * http's to write. A stream leaves http behind: head and chunks go straight to the socket, and of the
 * request nothing is kept.
 */
export class RequestAnswer implements StreamAnswer {
  /** Until it is decided what the answer is. */
  #parts: AnswerParts | undefined;
  #stream: ChunkedStream | undefined;
  #isGone = false;
  #onGone: (() => void) | undefined;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
    parts.response.once('close', () => {
      if (this.#parts === undefined) return;
      this.#parts = undefined;
      this.#isGone = true;
      this.#onGone?.();
    });
  }

  write(bytes: Uint8Array): void {
    this.#stream ??= this.#begun();
    this.#stream?.write(bytes);
  }

  get pendingBytes(): number {
    return this.#stream?.pendingBytes ?? 0;
  }

  async drained(): Promise<void> {
    await this.#stream?.drained();
  }

  onGone(call: () => void): void {
    if (this.#isGone) call();
    else if (this.#stream !== undefined) this.#stream.onGone(call);
    else this.#onGone = call;
  }

  end(): void {
    this.#stream?.end();
  }

  refuse(problem: Problem, afterSec?: number): void {
    if (this.#parts === undefined) return this.end();
    const { response, headers } = this.#parts;
    this.#parts = undefined;
    const answer = refusalAnswer(problem, afterSec);
    response.writeHead(answer.status, { ...headers, ...answer.headers });
    response.end(answer.body);
  }

  /** The stream, unless its reader is gone. */
  #begun(): ChunkedStream | undefined {
    if (this.#parts === undefined) return undefined;
    const { connection, encoder, headers } = this.#parts;
    this.#parts = undefined;
    const head = { ...headers, ...eventStreamHeaders };
    const stream = new ChunkedStream(connection.release(), encoder, head);
    if (this.#onGone !== undefined) stream.onGone(this.#onGone);
    this.#onGone = undefined;
    return stream;
  }
}
