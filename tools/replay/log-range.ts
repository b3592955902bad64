import type { LogReader } from '../../core/log/log-reader.ts';
import type { LogEntry } from '../../core/log/segment.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { type Cursor, formatCursor } from '../../core/wire/cursor.ts';

/** An end of a range: a place in the log, or when something was appended, in Unix milliseconds. */
export type RangeEnd = { readonly cursor: Cursor } | { readonly atMs: number };

/** What of a log is read. */
export interface LogRange {
  /** What came after a cursor, or from a moment on. @default - all that the log has of its epoch */
  readonly from?: RangeEnd | undefined;
  /** Up to a cursor and with it, or before a moment. @default - all that is there as it begins */
  readonly to?: RangeEnd | undefined;
}

/**
 * The entries of a range, oldest first, as many of a time as one read of the log gives.
 *
 * @param onCut called once where the log has not all that was appended from the moment `from` on
 * @throws AppError CONFIG_INVALID for a cursor that leads nowhere, or where the log is cut meanwhile
 */
export async function* rangeOf(
  log: LogReader,
  { from, to }: LogRange,
  onCut: () => void,
): AsyncGenerator<readonly LogEntry[]> {
  const head = await log.head();
  const end = to === undefined ? { cursor: head } : to;
  let position = await beginOf(log, from, onCut);
  const isBeyondHead = (place: Cursor) => place.epoch === head.epoch && place.seq >= head.seq;
  for (let read = log.resume(position); ; read = log.forward(position, 'consistent')) {
    const result = await read;
    if (result.kind === 'gap') {
      throw new AppError(
        'CONFIG_INVALID',
        `nothing leads on from ${formatCursor(position)} (${result.reason}); expected a cursor of this log, of an event that it has`,
      );
    }
    const within = result.entries.filter(entry => isBefore(entry, end));
    if (within.length > 0) yield within;
    const isOver = within.length < result.entries.length || isBeyondHead(result.position);
    // A marker moves the position and has no event.
    if (isOver || result.position.seq === position.seq) return;
    position = result.position;
  }
}

async function beginOf(
  log: LogReader,
  from: RangeEnd | undefined,
  onCut: () => void,
): Promise<Cursor> {
  if (from !== undefined && 'cursor' in from) return from.cursor;
  const { cursor, isCut } = await log.since(from?.atMs ?? 0);
  // Of a log that is read from its beginning nothing was asked for that is gone.
  if (isCut && from !== undefined) onCut();
  return cursor;
}

function isBefore(entry: LogEntry, end: RangeEnd): boolean {
  if ('atMs' in end) return entry.appendedAtMs < end.atMs;
  return entry.epoch === end.cursor.epoch && entry.seq <= end.cursor.seq;
}
