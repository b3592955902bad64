/**
 * Where the bytes of one stream go. It takes all at once, and holds what the reader has not taken: who
 * writes looks at `pendingBytes`, and stops.
 */
export interface StreamOutput {
  /** Takes the bytes, in order. Once the reader is gone they are dropped. */
  write(bytes: Uint8Array): void;
  /** What the reader has not taken yet. */
  readonly pendingBytes: number;
  /** Resolves when nothing is pending, or the reader is gone. */
  drained(): Promise<void>;
  /** Calls once, when the reader is gone before the stream's end. */
  onGone(call: () => void): void;
}
