import type { StreamOutput } from '../../core/stream/stream-output.ts';

/**
 * An output whose reader takes each write at once. From the first for which `take` returns false it takes
 * nothing more, and all waits; when it throws the reader is gone.
 */
export function testOutput(take: (bytes: Uint8Array) => unknown): StreamOutput {
  const gone = Promise.withResolvers<void>();
  let isGone = false;
  let isStuck = false;
  let pendingBytes = 0;
  return {
    write: bytes => {
      if (isGone) return;
      try {
        if (take(bytes) === false) isStuck = true;
        if (isStuck) pendingBytes += bytes.byteLength;
      } catch {
        isGone = true;
        gone.resolve();
      }
    },
    get pendingBytes() {
      return pendingBytes;
    },
    drained: async () => {
      if (pendingBytes > 0) await gone.promise;
    },
    onGone: call => void gone.promise.then(call),
  };
}
