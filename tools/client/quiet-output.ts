import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';

/** A terminal whose echo can be switched off, for what is typed and not to be shown. */
export class QuietOutput extends Writable {
  readonly isTTY = true;
  isQuiet = false;
  readonly #terminal: WriteStream;

  constructor(terminal: WriteStream) {
    super();
    this.#terminal = terminal;
    terminal.on('resize', () => this.emit('resize'));
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (!this.isQuiet) this.#terminal.write(chunk);
    done();
  }
}
