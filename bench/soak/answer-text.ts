/** The head of an HTTP answer, as far as a reader needs it. */
export interface AnswerHead {
  readonly status: number;
  /** Seconds, of `Retry-After`. */
  readonly retryAfterSec?: number;
}

const headEnd = '\r\n\r\n';
const lineEnd = '\r\n';

/**
 * One HTTP answer in chunks (RFC 9112, 7.1), as its bytes come: its head, then its text. A character is a
 * byte here: what is looked at of a stream is ASCII, and lengths of chunks are in bytes.
 */
export class AnswerText {
  #rest = '';
  #head: AnswerHead | undefined;
  /** Bytes of the chunk that are to come, its line end among them. */
  #left = 0;
  #isWhole = false;

  /** Undefined until it has come. */
  get head(): AnswerHead | undefined {
    return this.#head;
  }

  /** Whether the last chunk has come. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Takes what came, and returns the text in it. */
  take(bytes: Buffer): string {
    this.#rest += bytes.toString('latin1');
    if (this.#head === undefined && !this.#takeHead()) return '';
    let text = '';
    while (!this.#isWhole && this.#beginChunk()) {
      const piece = this.#rest.slice(0, this.#left);
      this.#rest = this.#rest.slice(piece.length);
      this.#left -= piece.length;
      // The line end behind the chunk is no part of its text.
      text += piece.slice(0, Math.max(0, piece.length - Math.max(0, lineEnd.length - this.#left)));
      if (this.#left > 0) break;
    }
    return text;
  }

  #takeHead(): boolean {
    const end = this.#rest.indexOf(headEnd);
    if (end < 0) return false;
    const head = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + headEnd.length);
    const retryAfter = /^retry-after: *(\d+)/im.exec(head)?.[1];
    this.#head = {
      status: Number(head.split(' ', 2)[1]),
      ...(retryAfter === undefined ? {} : { retryAfterSec: Number(retryAfter) }),
    };
    return true;
  }

  /** Whether there is a chunk whose bytes are to come. */
  #beginChunk(): boolean {
    if (this.#left > 0) return true;
    const end = this.#rest.indexOf(lineEnd);
    if (end < 0) return false;
    const length = Number.parseInt(this.#rest.slice(0, end), 16);
    if (Number.isNaN(length)) throw new Error(`received no chunk: ${this.#rest.slice(0, 40)}`);
    this.#rest = this.#rest.slice(end + lineEnd.length);
    this.#isWhole = length === 0;
    this.#left = length + lineEnd.length;
    return !this.#isWhole;
  }
}
