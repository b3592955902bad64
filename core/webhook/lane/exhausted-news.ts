import type { OutgoingItem } from '../../publish/outbox.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { Lane } from '../lane.ts';
import { exhaustedToldEachMs } from '../limits.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import { exhaustedEvent, withGivenUp } from './lane-events.ts';

/** What was given up since the last report, for the next write of the lane. */
export interface ExhaustedNews {
  /** The lane as it is then, with the event if one is due. */
  told(
    webhook: StoredWebhook,
    lane: Lane,
    when: { readonly nowMs: number; readonly isDue: boolean },
  ): { readonly lane: Lane; readonly events: readonly OutgoingItem[] };
}

/** When those that were given up may be reported: the first at once, others with it a minute later. */
export function tellAtMs({ exhaustedToldAtMs }: Lane): number {
  return exhaustedToldAtMs === undefined ? 0 : exhaustedToldAtMs + exhaustedToldEachMs;
}

/** Those that were to be reported before, and these. */
export async function exhaustedNews(
  before: Lane['untold'],
  givenUp: readonly StoredDelivery[],
): Promise<ExhaustedNews> {
  const untold = await withGivenUp(before, givenUp);
  return {
    told: (webhook, { untold: _, ...lane }, { nowMs, isDue }) => {
      if (untold === undefined) return { lane, events: [] };
      if (!isDue) return { lane: { ...lane, untold }, events: [] };
      const event = exhaustedEvent(webhook, untold, lane.failingSinceMs, nowMs);
      return { lane: { ...lane, exhaustedToldAtMs: nowMs }, events: [event] };
    },
  };
}
