/** A message as a browser's EventSource would dispatch it, or a retry as it would obey it. */
export interface SseMessage {
  /** The last event id in force, not only the one of this message. */
  readonly lastEventId: string;
  readonly event: string;
  readonly data: string;
}

/**
 * The parser of WHATWG HTML 9.2.6, written for the tests from the specification, so that it shares
 * no mistake with what writes the stream. A message cut off before its blank line is discarded.
 */
export class SseParser {
  readonly messages: SseMessage[] = [];
  lastEventId = '';
  retryMs: number | undefined;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #event = '';
  #data: string[] = [];
  #id: string;

  constructor(lastEventId = '') {
    this.lastEventId = lastEventId;
    this.#id = lastEventId;
  }

  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line === '') return this.#dispatch();
    if (line.startsWith(':')) return;
    const [, field = line, value = ''] = /^([^:]*): ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  #dispatch(): void {
    this.lastEventId = this.#id;
    if (this.#data.length > 0) {
      this.messages.push({
        lastEventId: this.#id,
        event: this.#event || 'message',
        data: this.#data.join('\n'),
      });
    }
    this.#event = '';
    this.#data = [];
  }
}
