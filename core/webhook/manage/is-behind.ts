import type { LogReader } from '../../log/log-reader.ts';
import { isForWebhook } from '../is-for-webhook.ts';
import type { WebhookWithLane } from '../webhook-store.ts';

/** Reads that one look makes at most, each of 25 segments or 1 MB. */
const maxReads = 4;

/**
 * Whether events that are for the webhook lie behind its cursor, in the log of `global`, or did and are
 * there no more. That the log is ahead says nothing: what is not for it moves its cursor now and then
 * only. `undefined`: the first of what lies behind is not for it, and the rest was not looked at.
 */
export async function isBehind(
  { webhook, lane }: WebhookWithLane,
  log: Pick<LogReader, 'resume' | 'forward'>,
): Promise<boolean | undefined> {
  let read = await log.resume(lane.cursor);
  for (let reads = 1; ; reads += 1) {
    if (read.kind === 'gap') return true;
    if (read.entries.some(({ event }) => isForWebhook(event, webhook))) return true;
    if (read.entries.length === 0) return false;
    if (reads === maxReads) return undefined;
    read = await log.forward(read.position);
  }
}
