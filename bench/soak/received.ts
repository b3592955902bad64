/** What a reader is to have: the numbers of its events in their log, in order, and the log's life. */
export interface Expected {
  readonly epoch: string;
  readonly seqs: readonly number[];
}

/** What is wrong with what a reader received. */
export interface Faults {
  /** Events after its first place and up to the end of the log that never came. */
  readonly lost: number;
  /** Events that came again. */
  readonly repeated: number;
  /** Events whose id was not above that of the one before. */
  readonly notRising: number;
  /** Events that came and are not in the log, or not for this reader. */
  readonly unexpected: number;
}

/**
 * What one reader received, over all of its streams: which numbers of the log. A bit each, so that
 * thousands of readers may keep an hour's night.
 */
export class Received {
  #from: number | undefined;
  #last = 0;
  #bits = new Uint8Array(128);
  #count = 0;
  #repeated = 0;
  #notRising = 0;
  #epoch = '';
  /** Events of another life of the log, or without a number. */
  #strange = 0;

  get count(): number {
    return this.#count;
  }

  /** Where the reader stands at first: what comes after it is expected. Later calls change nothing. */
  begin(id: string): void {
    if (this.#from !== undefined) return;
    const { epoch, seq } = placeOf(id);
    this.#epoch = epoch;
    this.#from = seq;
    this.#last = seq;
  }

  add(id: string | undefined): void {
    this.#count += 1;
    const { epoch, seq } = placeOf(id ?? '');
    if (this.#from === undefined || epoch !== this.#epoch || !(seq > 0)) {
      this.#strange += 1;
      return;
    }
    if (this.#has(seq)) this.#repeated += 1;
    if (seq <= this.#last) this.#notRising += 1;
    this.#last = Math.max(this.#last, seq);
    this.#set(seq);
  }

  /** Whether the last of what is expected has come, or nothing is. */
  hasReached({ seqs }: Expected): boolean {
    const end = seqs.at(-1) ?? 0;
    return this.#from !== undefined && (this.#from >= end || this.#has(end));
  }

  faults({ epoch, seqs }: Expected): Faults {
    const from = this.#from ?? 0;
    const expected = seqs.filter(seq => seq > from);
    const came = expected.filter(seq => this.#has(seq)).length;
    const different = this.#count - this.#repeated - this.#strange;
    const isOtherLog = this.#from === undefined || this.#epoch !== epoch;
    return {
      lost: isOtherLog ? expected.length : expected.length - came,
      repeated: this.#repeated,
      notRising: this.#notRising,
      unexpected: this.#strange + different - came,
    };
  }

  #has(seq: number): boolean {
    return ((this.#bits[seq >> 3] ?? 0) & (1 << (seq & 7))) !== 0;
  }

  #set(seq: number): void {
    const at = seq >> 3;
    if (at >= this.#bits.length) {
      const bits = new Uint8Array(2 * at);
      bits.set(this.#bits);
      this.#bits = bits;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (seq & 7));
  }
}

/** `epoch.seq`, the form of a cursor. */
function placeOf(id: string): { readonly epoch: string; readonly seq: number } {
  const dot = id.lastIndexOf('.');
  return { epoch: id.slice(0, Math.max(0, dot)), seq: Number(id.slice(dot + 1) || Number.NaN) };
}
