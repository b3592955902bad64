import type { Writable } from 'node:stream';
import type { Problem } from '../../core/wire/problem.ts';
import { sseComment } from '../../core/wire/sse-frame.ts';
import { eventStreamHeaders } from '../adapters/streams/event-stream-headers.ts';
import { refusalAnswer } from '../adapters/streams/refusal-answer.ts';
import type { StreamAnswer } from '../adapters/streams/stream-answer.ts';
import { WritableOutput } from '../adapters/streams/writable-output.ts';

/**
 * The function URL's answer: an event stream from the first write on, or a problem instead. Status
 * and headers leave with the first byte, so nothing is decided before there is one
 * (aws-lambda-nodejs-runtime-interface-client#95).
 */
export class StreamResponse implements StreamAnswer {
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
        headers: eventStreamHeaders,
      }),
    );
    return this.#output;
  }

  refuse(problem: Problem, afterSec?: number): void {
    if (this.#output !== undefined) return this.end();
    const { status, headers, body } = refusalAnswer(problem, afterSec);
    const head = { statusCode: status, headers };
    const answer = awslambda.HttpResponseStream.from(this.#response, head);
    // Status and headers go in front of a write; a body given to end() alone becomes a 502
    // (same repository, #97).
    answer.write(body);
    answer.end();
  }
}

const comment = new TextEncoder().encode(sseComment);
