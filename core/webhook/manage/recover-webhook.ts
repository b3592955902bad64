import { Refused } from '../../wire/refused.ts';
import { findWebhook } from './find-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';
import { refuseLesser } from './present-rights.ts';
import { replaceWebhook } from './replace-webhook.ts';

/** A part of the log, by when its events were appended. Milliseconds since the Unix epoch. */
export interface RecoveredPart {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** What is gone through again. */
export interface BegunRecovery extends RecoveredPart {
  /** Whether something of it may have been in the log and is kept no more: it begins behind that. */
  readonly isCut: boolean;
}

/**
 * Has a part of the log gone through again, for what of it was not delivered. What is past comes by it
 * alone: nothing is after now. One that is under way ends where it is: the new one is in its place.
 *
 * @throws Refused NOT_FOUND, ROLE_NOT_ALLOWED, BODY_INVALID, WEBHOOK_CHANGED
 */
export async function recoverWebhook(
  webhookId: string,
  asked: { readonly sinceMs: number; readonly untilMs?: number | undefined },
  manager: Manager,
  ports: ManagePorts,
): Promise<BegunRecovery> {
  const { webhook: found } = await findWebhook(webhookId, manager, ports.webhooks);
  refuseLesser(manager, found);
  const nowMs = ports.now();
  const { sinceMs } = asked;
  const untilMs = Math.min(asked.untilMs ?? nowMs, nowMs);
  if (sinceMs >= untilMs) {
    const detail = `received since ${sinceMs} and until ${untilMs}, by the server’s clock; expected since to be before until and now`;
    throw new Refused('BODY_INVALID', detail);
  }
  const { cursor, isCut } = await ports.log.since(sinceMs);
  await replaceWebhook(webhookId, manager, ports.webhooks, ({ webhook }) => {
    refuseLesser(manager, webhook);
    return { webhook, lane: { recovery: { cursor, sinceMs, untilMs }, dueAtMs: nowMs } };
  });
  await ports.wakeWebhooks([webhookId]);
  return { sinceMs, untilMs, isCut };
}
