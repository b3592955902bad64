import { type Cursor, formatCursor } from '../../core/wire/cursor.ts';

/** How to go on where a replay broke off, as the end of a sentence. */
export function goOnText(doneUpTo: Cursor | undefined): string {
  return doneUpTo === undefined
    ? ': run it again'
    : `: go on with --from ${formatCursor(doneUpTo)}, what came up to there is done`;
}
