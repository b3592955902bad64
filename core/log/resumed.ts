import type { Cursor } from '../wire/cursor.ts';
import type { ForwardResult, LogReader } from './log-reader.ts';

/**
 * What came after a cursor. Sees all that is committed: a stream that polls instead must not step back
 * behind itself, and a subscription must not miss what came before it.
 */
export async function resumed(
  cursor: Cursor,
  log: Pick<LogReader, 'resume' | 'forward'>,
): Promise<ForwardResult> {
  const result = await log.resume(cursor);
  const isAtHead = result.kind === 'entries' && result.position.seq === cursor.seq;
  return isAtHead ? await log.forward(cursor, 'consistent') : result;
}
