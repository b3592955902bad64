import { AppError } from './app-error.ts';

/** One message of an event stream (WHATWG HTML, 9.2.5). */
export interface SseFrame {
  /** Becomes the reader's `Last-Event-ID`. Absent: the reader keeps the one it has. */
  readonly id?: string;
  readonly event: string;
  /** Sent as JSON, which has no line break of its own. */
  readonly data: unknown;
  /** How long the reader waits before it reconnects, from now on. */
  readonly retryMs?: number;
}

/**
 * A comment: readers ignore it. Written after events, it makes a function URL send the chunk before it,
 * which it may hold back until the next write:
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/94
 */
export const sseComment = ':\n\n';

/**
 * The frame's text.
 *
 * @throws AppError INPUT_INVALID when `id` or `event` holds CR, LF or NUL: they would forge a field
 */
export function formatSseFrame(frame: SseFrame): string {
  const retry = frame.retryMs === undefined ? '' : `retry: ${Math.round(frame.retryMs)}\n`;
  const id = frame.id === undefined ? '' : `id: ${plainField('id', frame.id)}\n`;
  const event = plainField('event', frame.event);
  return `${retry}${id}event: ${event}\ndata: ${JSON.stringify(frame.data)}\n\n`;
}

function plainField(field: string, value: string): string {
  if (!/[\r\n\0]/.test(value)) return value;
  throw new AppError(
    'INPUT_INVALID',
    `SSE ${field} ${JSON.stringify(value)} has CR, LF or NUL; expected one plain line`,
  );
}
