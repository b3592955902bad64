import type { OutgoingItem } from '../../publish/outbox.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { Lane } from '../lane.ts';
import { exhaustedToldEachMs } from '../limits.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import { exhaustedEvent, withGivenUp } from './lane-events.ts';

/** When those that were given up may be reported: the first at once, others with it a minute later. */
export function tellAtMs({ exhaustedToldAtMs }: Lane): number {
  return exhaustedToldAtMs === undefined ? 0 : exhaustedToldAtMs + exhaustedToldEachMs;
}

/** The lane with those that were given up now, as it is to be written; and the event, if one is due. */
export function tellExhausted(
  webhook: StoredWebhook,
  { untold: before, ...lane }: Lane,
  givenUp: readonly StoredDelivery[],
  when: { readonly nowMs: number; readonly isDue: boolean },
): { readonly lane: Lane; readonly events: readonly OutgoingItem[] } {
  const untold = withGivenUp(before, givenUp);
  if (untold === undefined) return { lane, events: [] };
  if (!when.isDue) return { lane: { ...lane, untold }, events: [] };
  const event = exhaustedEvent(webhook, untold, lane.failingSinceMs, when.nowMs);
  return { lane: { ...lane, exhaustedToldAtMs: when.nowMs }, events: [event] };
}
