/** Of an answer that is a stream, on every host. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream',
  // A proxy that compresses holds events back until it has a block of them (RFC 9111, 5.2.2.6).
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;
