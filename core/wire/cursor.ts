/**
 * A position in one channel's log: everything up to and including `seq` has been seen. Its text,
 * `epoch.seq`, is the SSE `id`. `seq` 0 lies before the first event.
 */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

/** The epoch of a log that has no event yet; a log's own epoch is never this. */
export const emptyEpoch = '0';

const cursorPattern = /^([a-z0-9]{1,16})\.(0|[1-9][0-9]{0,15})$/;

/**
 * The cursor's text, `k3f9.1841`: plain and short, so that `Last-Event-ID` needs no CORS preflight. A
 * header of over 128 bytes, or with unusual characters, would.
 * https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}.${cursor.seq}`;
}

/** The cursor a text stands for, or `undefined` when it is not one. */
export function parseCursor(text: string): Cursor | undefined {
  const match = cursorPattern.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const seq = Number(match[2]);
  return Number.isSafeInteger(seq) ? { epoch: match[1], seq } : undefined;
}
