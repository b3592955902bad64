/**
 * Reads the payload length of each frame that a client sends, and skips the payload: `ws` bounds
 * messages, but API Gateway bounds single frames too.
 *
 * https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export class FrameLengths {
  /** What has come of a header that is not whole yet. */
  #header: Buffer = Buffer.alloc(0);
  #toSkip = 0;

  /** Takes the next bytes; gives the longest payload announced in them, 0 when none is. */
  longestIn(chunk: Buffer): number {
    let longest = 0;
    let rest = this.#skip(chunk);
    while (rest.length > 0) {
      const header = Buffer.concat([this.#header, rest]);
      const frame = readHeader(header);
      if (frame === undefined) {
        this.#header = header; // at most 13 bytes
        return longest;
      }
      rest = header.subarray(frame.headerBytes);
      this.#header = Buffer.alloc(0);
      this.#toSkip = frame.payloadBytes;
      longest = Math.max(longest, frame.payloadBytes);
      rest = this.#skip(rest);
    }
    return longest;
  }

  #skip(bytes: Buffer): Buffer {
    const skipped = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= skipped;
    return bytes.subarray(skipped);
  }
}

/** Two bytes, then the longer form of the length if there is one, then the mask's four. */
function readHeader(bytes: Buffer) {
  if (bytes.length < 2) return undefined;
  const isMasked = (bytes.readUInt8(1) & 0x80) !== 0;
  const length = bytes.readUInt8(1) & 0x7f;
  const lengthBytes = length === 127 ? 8 : length === 126 ? 2 : 0;
  const headerBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < headerBytes) return undefined;
  const payloadBytes =
    lengthBytes === 8
      ? Number(bytes.readBigUInt64BE(2))
      : lengthBytes === 2
        ? bytes.readUInt16BE(2)
        : length;
  return { headerBytes, payloadBytes };
}
