/** Takes the stream's bytes. A write resolves when the output can take more, and rejects when it is gone. */
export interface StreamOutput {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * What waits to be written to one reader: written in order, all that waits in one write. It never
 * holds more than `maxPendingBytes` and one more chunk, the one being written included.
 */
export class OutboundQueue {
  readonly #output: StreamOutput;
  readonly #maxPendingBytes: number;
  readonly #onFailure: (error: unknown) => void;
  #waiting: Uint8Array[] = [];
  #pendingBytes = 0;
  #acceptedBytes = 0;
  #pump: Promise<void> | undefined;

  /** `onFailure` is called once, when the output is gone. */
  constructor(output: StreamOutput, maxPendingBytes: number, onFailure: (error: unknown) => void) {
    this.#output = output;
    this.#maxPendingBytes = maxPendingBytes;
    this.#onFailure = onFailure;
  }

  /** Bytes ever accepted. */
  get acceptedBytes(): number {
    return this.#acceptedBytes;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Whether more waits than allowed: the reader is too slow, and its stream must end. */
  get isOverfull(): boolean {
    return this.#pendingBytes > this.#maxPendingBytes;
  }

  /** Adds a chunk, unless the queue is overfull. */
  push(chunk: Uint8Array): void {
    if (!this.isOverfull) this.pushFinal(chunk);
  }

  /** Adds the stream's final frames, overfull or not: they say why the stream ends. */
  pushFinal(chunk: Uint8Array): void {
    this.#waiting.push(chunk);
    this.#pendingBytes += chunk.byteLength;
    this.#acceptedBytes += chunk.byteLength;
    this.#pump ??= this.#writeAll();
  }

  /** Resolves when everything was written, or the output is gone. */
  async drained(): Promise<void> {
    await this.#pump;
  }

  /**
   * Gives the output all that waits, without waiting for it to take more: for when nothing follows,
   * and the output is about to be ended. What is written after its end would be dropped.
   */
  handOver(): void {
    if (this.#waiting.length === 0) return;
    const bytes = joined(this.#waiting);
    this.#waiting = [];
    // Nobody can know whether the reader gets it. It reconnects in either case.
    void this.#output.write(bytes).catch(() => undefined);
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const bytes = joined(this.#waiting);
        this.#waiting = [];
        await this.#output.write(bytes);
        this.#pendingBytes -= bytes.byteLength;
      }
    } catch (error) {
      this.#onFailure(error);
    } finally {
      // In the tick of the last look at what waits: what is pushed one later would wait for the next push.
      this.#pump = undefined;
    }
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
