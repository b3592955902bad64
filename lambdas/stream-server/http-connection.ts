import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** So many bytes a client may send behind its request while a stream runs: they are dropped. */
const maxStrayBytes = 65_536;

/**
 * A connection as node:http sees it: a stream in front of the socket, from which http reads requests and to
 * which it writes whole answers. When an event stream begins, the socket is taken out, and http lets go of
 * all that it holds for a request (parser, message, response): an open stream would keep it for minutes.
 */
export class HttpConnection extends Duplex {
  readonly #socket: Socket;
  #isReleased = false;
  /** Requests of this connection that have no answer yet. */
  unanswered = 0;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    this.#listen('on');
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  /** As a socket's: http ends a connection that waits too long for its next request. */
  setTimeout(ms: number): this {
    this.#socket.setTimeout(ms);
    return this;
  }

  /** As a socket's: http ends a connection so once the last answer is written. */
  destroySoon(): void {
    this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /**
   * The socket, for a stream that begins: the caller's alone from now on, and closed for http. It goes on
   * being read, so that the client's close is noticed, a FIN as well as a reset: either closes it at once.
   * What else the client sends is dropped, and ends the connection if it is much.
   */
  release(): Socket {
    const socket = this.#socket;
    this.#isReleased = true;
    this.#listen('off');
    this.destroy();
    socket.setTimeout(0);
    const taken = socket.bytesRead;
    socket.on('data', () => {
      if (socket.bytesRead - taken > maxStrayBytes) socket.destroy();
    });
    socket.on('end', destroyed);
    // It may have gone just now, and nobody would say so again.
    if (socket.readableEnded) socket.destroy();
    return socket.resume();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.#socket.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#isReleased) this.#socket.destroy();
    done(error);
  }

  #listen(change: 'on' | 'off'): void {
    const socket = this.#socket;
    socket[change]('data', this.#onData)[change]('end', this.#onEnd);
    socket[change]('error', this.#onError)[change]('close', this.#onClose);
    socket[change]('timeout', this.#onTimeout);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#socket.pause();
  };
  readonly #onEnd = (): void => void this.push(null);
  readonly #onError = (error: Error): void => void this.destroy(error);
  readonly #onClose = (): void => void this.destroy();
  readonly #onTimeout = (): void => void this.emit('timeout');
}

function destroyed(this: Socket): void {
  this.destroy();
}
