import type { Timers } from '../clock.ts';
import type { EndReason } from '../wire/end-reason.ts';
import type { StreamOutput } from './stream-output.ts';

/** More that waits for the reader than this ends the stream as `slow-reader`. */
const maxPendingBytes = 1_000_000;
/** A replay waits for the reader above this, well below what makes a reader slow. */
const replayPendingBytes = 250_000;

/** One reader's output, and what may be written to it: so much in all, and so much that waits. */
export class BoundedOutput {
  readonly #output: StreamOutput;
  readonly #maxBytes: number;
  #writtenBytes = 0;
  /** What waited after the last write: less by now, or as much. */
  #pendingAtMost = 0;

  constructor(output: StreamOutput, maxBytes: number) {
    this.#output = output;
    this.#maxBytes = maxBytes;
  }

  /** Whether the stream goes on after so many bytes more. */
  hasRoom(byteLength: number): boolean {
    if (this.#writtenBytes + byteLength > this.#maxBytes) return false;
    if (this.#pendingAtMost + byteLength <= maxPendingBytes) return true;
    return this.#output.pendingBytes + byteLength <= maxPendingBytes;
  }

  /**
   * Writes, unless it would pass the limit. Why the stream must end, if it must: `byte-limit` when nothing
   * was written, `slow-reader` when it was and too much waits.
   */
  write(bytes: Uint8Array): Extract<EndReason, 'byte-limit' | 'slow-reader'> | undefined {
    if (this.#writtenBytes + bytes.byteLength > this.#maxBytes) return 'byte-limit';
    this.writeFitting(bytes);
    return this.#pendingAtMost > maxPendingBytes ? 'slow-reader' : undefined;
  }

  /** Writes what `hasRoom` had room for just now. */
  writeFitting(bytes: Uint8Array): void {
    this.#output.write(bytes);
    this.#writtenBytes += bytes.byteLength;
    this.#pendingAtMost = this.#output.pendingBytes;
  }

  /** Resolves when all was taken, or the reader is gone. */
  async drained(): Promise<void> {
    await this.#output.drained();
  }

  /** Resolves when a replay may go on: it waits for the reader, so that it never makes one slow. */
  async untilTaken(): Promise<void> {
    if (this.#output.pendingBytes > replayPendingBytes) await this.#output.drained();
  }

  /** Writes the final frames, limits or not: they say why the stream ends. Waits so long at most. */
  async finish(frames: Uint8Array, clock: Pick<Timers, 'after'>, withinMs: number): Promise<void> {
    this.#output.write(frames);
    const timeout = Promise.withResolvers<void>();
    const cancel = clock.after(withinMs, timeout.resolve);
    await Promise.race([this.#output.drained(), timeout.promise]).finally(cancel);
  }
}
