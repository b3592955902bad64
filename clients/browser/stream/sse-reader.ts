import { createParser } from 'eventsource-parser';

/** Longer than any event may be; what is longer still is no stream of ours. */
const maxBufferedLength = 4_000_000;

/** A message as an EventSource dispatches it. */
export interface SseMessage {
  /** `message` unless the stream says otherwise. */
  readonly type: string;
  readonly data: string;
  /** The last event id in force, whether this message brought it or an earlier one. */
  readonly lastEventId: string;
}

/** Turns the bytes of one connection into messages (WHATWG HTML, 9.2.6), wherever they are cut. */
export class SseReader {
  // The parser takes the byte order mark off: were it done twice, a second one would be lost too.
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #parser: { feed(text: string): void };
  #lastEventId: string;
  #isTooLong = false;

  constructor(
    lastEventId: string,
    onMessage: (message: SseMessage) => void,
    onRetry: (retryMs: number) => void,
  ) {
    this.#lastEventId = lastEventId;
    this.#parser = createParser({
      maxBufferSize: maxBufferedLength,
      onRetry,
      onId: id => {
        this.#lastEventId = id;
      },
      onEvent: ({ event: type = 'message', data }) =>
        onMessage({ type, data, lastEventId: this.#lastEventId }),
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded') this.#isTooLong = true;
      },
    });
  }

  /** Also moved by a block that has an id and nothing else. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** False: a message became longer than can be kept, and nothing more is read. */
  push(bytes: Uint8Array): boolean {
    if (!this.#isTooLong) this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    return !this.#isTooLong;
  }
}
