import type { OutgoingItem } from '../../publish/outbox.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { Lane } from '../lane.ts';
import { exhaustedReportedEachMs } from '../limits.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import { exhaustedEvent, withGivenUp } from './lane-events.ts';

/** When those that were given up may be reported: the first at once, others with it a minute later. */
export function reportAtMs({ exhaustedReportedAtMs }: Lane): number {
  return exhaustedReportedAtMs === undefined ? 0 : exhaustedReportedAtMs + exhaustedReportedEachMs;
}

/** The lane with those that were given up now, as it is to be written; and the event, if one is due. */
export function reportExhausted(
  webhook: StoredWebhook,
  { unreported: before, ...lane }: Lane,
  givenUp: readonly StoredDelivery[],
  when: { readonly nowMs: number; readonly isDue: boolean },
): { readonly lane: Lane; readonly events: readonly OutgoingItem[] } {
  const unreported = withGivenUp(before, givenUp);
  if (unreported === undefined) return { lane, events: [] };
  if (!when.isDue) return { lane: { ...lane, unreported }, events: [] };
  const event = exhaustedEvent(webhook, unreported, lane.failingSinceMs, when.nowMs);
  return { lane: { ...lane, exhaustedReportedAtMs: when.nowMs }, events: [event] };
}
