const newline = Buffer.from('\r\n');

/** What ends a body in chunks. */
export const lastChunk = Buffer.from('0\r\n\r\n');

/**
 * Bytes as chunks of an HTTP body (RFC 9112, 7.1), for all streams of a process. Readers who see the same
 * are written one buffer, one after the other: it becomes a chunk once.
 */
export class ChunkEncoder {
  #bytes: Uint8Array | undefined;
  #chunk: Buffer = lastChunk;

  /** The bytes, which are not empty, as one chunk; they must not change while anyone may still write them. */
  encode(bytes: Uint8Array): Buffer {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#chunk = chunkOf(bytes);
    }
    return this.#chunk;
  }
}

function chunkOf(bytes: Uint8Array): Buffer {
  const size = bytes.byteLength.toString(16);
  const length = size.length + newline.length + bytes.byteLength + newline.length;
  // Not from Node's pool: a reader who takes its time would hold the whole slab.
  const chunk = Buffer.allocUnsafeSlow(length);
  const start = chunk.write(`${size}\r\n`, 'latin1');
  chunk.set(bytes, start);
  chunk.set(newline, start + bytes.byteLength);
  return chunk;
}
