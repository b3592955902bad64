import type { Socket } from 'node:net';
import { WritableOutput } from '../adapters/streams/writable-output.ts';
import { type ChunkEncoder, lastChunk } from './chunk-encoder.ts';

/** How long the rest may take to leave after a stream's end, before the connection is cut. */
const lingerMs = 2_000;

/** An answer in chunks, written straight to its socket; its connection ends with it. */
export class ChunkedStream extends WritableOutput {
  readonly #socket: Socket;
  readonly #encoder: ChunkEncoder;
  #hasEnded = false;

  /** Writes the head, which leaves together with what is written in the same tick. */
  constructor(socket: Socket, encoder: ChunkEncoder, headers: Readonly<Record<string, string>>) {
    super(socket);
    this.#socket = socket;
    this.#encoder = encoder;
    socket.cork();
    socket.write(headOf(headers), 'latin1');
    process.nextTick(() => socket.uncork());
  }

  override write(bytes: Uint8Array): void {
    super.write(this.#encoder.encode(bytes));
  }

  override onGone(call: () => void): void {
    const socket = this.#socket;
    if (socket.closed) return call();
    socket.once('close', () => {
      if (!this.#hasEnded) call();
    });
  }

  /** Ends the body and the connection, at the latest when a reader that takes nothing has had its time. */
  override end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const socket = this.#socket;
    if (socket.writable) socket.write(lastChunk);
    socket.destroySoon();
    if (socket.destroyed) return;
    const cut = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(cut));
  }
}

function headOf(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({
    ...headers,
    date: new Date().toUTCString(),
    'transfer-encoding': 'chunked',
    // Whatever comes after the request that a stream answers is not read (RFC 9112, 9.6).
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`;
}
