import type { Writable } from 'node:stream';
import type { StreamOutput } from '../../../core/stream/stream-output.ts';

/** A stream of Node as the output of a stream of events: what it buffers is what the reader has not taken. */
export class WritableOutput implements StreamOutput {
  readonly #writable: Writable;

  constructor(writable: Writable) {
    this.#writable = writable;
    // Whatever broke it, it is closed next.
    writable.on('error', () => undefined);
  }

  write(bytes: Uint8Array): void {
    if (this.#writable.writable) this.#writable.write(bytes);
  }

  get pendingBytes(): number {
    return this.#writable.writableLength;
  }

  async drained(): Promise<void> {
    const writable = this.#writable;
    if (!writable.writableNeedDrain) return;
    await new Promise<void>(resolve => {
      const settle = (): void => {
        writable.off('drain', settle);
        writable.off('close', settle);
        resolve();
      };
      writable.on('drain', settle);
      writable.on('close', settle);
    });
  }

  onGone(call: () => void): void {
    this.#writable.once('close', () => {
      if (!this.#writable.writableEnded) call();
    });
  }

  end(): void {
    this.#writable.end();
  }
}
