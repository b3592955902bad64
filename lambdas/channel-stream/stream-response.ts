import type { Writable } from 'node:stream';
import type { StreamOutput } from '../../core/stream/stream-output.ts';
import { type Problem, problemContentType } from '../../core/wire/problem.ts';
import type { ProblemCode } from '../../core/wire/problem-code.ts';
import { sseComment } from '../../core/wire/sse-frame.ts';
import { WritableOutput } from '../adapters/streams/writable-output.ts';

/** How long a client waits before it asks for a stream again, by what refused it. */
const retryAfterSec: Readonly<Partial<Record<ProblemCode, number>>> = {
  TOO_MANY_CONNECTIONS: 10,
  // Meanwhile it polls, and most who have a stream keep it for minutes.
  PUBLIC_STREAMS_FULL: 30,
  LIVE_STREAMS_FULL: 30,
  UNAVAILABLE: 2,
};

/**
 * The function URL's answer: an event stream from the first write on, or a problem instead. Status
 * and headers leave with the first byte, so nothing is decided before there is one
 * (aws-lambda-nodejs-runtime-interface-client#95).
 */
export class StreamResponse implements StreamOutput {
  readonly #response: Writable;
  #output: WritableOutput | undefined;

  constructor(response: Writable) {
    this.#response = response;
  }

  /**
   * Each write is followed by a comment: Lambda may hold a small chunk back until the next one
   * (same repository, #102).
   */
  write(bytes: Uint8Array): void {
    const output = this.#begun();
    output.write(bytes);
    output.write(comment);
  }

  get pendingBytes(): number {
    return this.#output?.pendingBytes ?? 0;
  }

  async drained(): Promise<void> {
    await this.#output?.drained();
  }

  onGone(call: () => void): void {
    this.#response.once('close', () => {
      if (!this.#response.writableEnded) call();
    });
  }

  end(): void {
    this.#output?.end();
  }

  #begun(): WritableOutput {
    this.#output ??= new WritableOutput(
      awslambda.HttpResponseStream.from(this.#response, {
        statusCode: 200,
        headers: {
          'content-type': 'text/event-stream',
          // A proxy that compresses holds events back until it has a block of them (RFC 9111, 5.2.2.6).
          'cache-control': 'no-cache, no-store, no-transform',
          'x-accel-buffering': 'no',
        },
      }),
    );
    return this.#output;
  }

  /**
   * Answers with the problem, and when to come back; a stream that has begun can only end.
   * `afterSec` @default - by the code
   */
  refuse(problem: Problem, afterSec?: number): void {
    if (this.#output !== undefined) return this.end();
    const { status, code } = problem;
    const retryAfter = afterSec ?? retryAfterSec[code];
    const answer = awslambda.HttpResponseStream.from(this.#response, {
      statusCode: status,
      headers: {
        'content-type': problemContentType,
        'cache-control': 'no-store',
        ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
        ...(status === 405 ? { allow: 'GET' } : {}),
        ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      },
    });
    // Status and headers go in front of a write; a body given to end() alone becomes a 502
    // (same repository, #97).
    answer.write(JSON.stringify(problem));
    answer.end();
  }
}

const comment = new TextEncoder().encode(sseComment);
