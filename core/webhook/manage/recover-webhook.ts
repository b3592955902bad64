import { Refused } from '../../wire/refused.ts';
import { findWebhook } from './find-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';
import { replaceWebhook } from './replace-webhook.ts';

/** A part of the log, by when its events were appended. Milliseconds since the Unix epoch. */
export interface RecoveredPart {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * Has a part of the log gone through again, for what of it was not delivered. What is past comes by it
 * alone: nothing is after now.
 *
 * @throws Refused NOT_FOUND, BODY_INVALID, WEBHOOK_RECOVERING, WEBHOOK_CHANGED
 */
export async function recoverWebhook(
  webhookId: string,
  asked: { readonly sinceMs: number; readonly untilMs?: number | undefined },
  manager: Manager,
  ports: ManagePorts,
): Promise<RecoveredPart> {
  await findWebhook(webhookId, manager, ports.webhooks);
  const nowMs = ports.now();
  const { sinceMs } = asked;
  const untilMs = Math.min(asked.untilMs ?? nowMs, nowMs);
  if (sinceMs >= untilMs) {
    const detail = `received since ${sinceMs} and until ${untilMs}, by the server’s clock; expected since to be before until and now`;
    throw new Refused('BODY_INVALID', detail);
  }
  const { cursor } = await ports.log.since(sinceMs);
  await replaceWebhook(webhookId, manager, ports.webhooks, ({ webhook, lane }) => {
    if (lane.recovery !== undefined) {
      const { sinceMs: since, untilMs: until } = lane.recovery;
      const detail = `received a recovery of ${webhookId} while one is under way, since ${since} until ${until}; expected it to be over`;
      throw new Refused('WEBHOOK_RECOVERING', detail);
    }
    return { webhook, lane: { recovery: { cursor, sinceMs, untilMs }, dueAtMs: nowMs } };
  });
  await ports.wakeWebhooks([webhookId]);
  return { sinceMs, untilMs };
}
