import type { StreamOutput } from '../../core/stream/stream-output.ts';

/**
 * An output whose reader takes each write at once. When `take` returns false the reader takes nothing more,
 * and what is written from then on waits; when it throws the reader is gone.
 */
export function testOutput(take: (bytes: Uint8Array) => unknown): StreamOutput {
  const gone = Promise.withResolvers<void>();
  let isGone = false;
  let isStuck = false;
  let pendingBytes = 0;
  return {
    write: bytes => {
      if (isGone) return;
      if (isStuck) pendingBytes += bytes.byteLength;
      try {
        if (take(bytes) === false) isStuck = true;
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
