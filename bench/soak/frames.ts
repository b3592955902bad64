/** One message of an event stream. */
export interface Frame {
  readonly event: string;
  readonly id?: string;
  readonly data: string;
  readonly retryMs?: number;
}

/** The messages of an event stream, from its text as it comes (WHATWG HTML, 9.2.6). */
export class Frames {
  #rest = '';

  /** Takes what came, and returns what is whole by now; comments are no messages. */
  take(text: string): readonly Frame[] {
    const parts = (this.#rest + text).split('\n\n');
    this.#rest = parts.pop() ?? '';
    return parts.map(frameOf);
  }
}

function frameOf(text: string): Frame {
  const fields = new Map(
    text.split('\n').flatMap(line => {
      const colon = line.indexOf(': ');
      return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 2)] as const];
    }),
  );
  const id = fields.get('id');
  const retry = fields.get('retry');
  return {
    event: fields.get('event') ?? '',
    data: fields.get('data') ?? '',
    ...(id === undefined ? {} : { id }),
    ...(retry === undefined ? {} : { retryMs: Number(retry) }),
  };
}
