import type { Segment } from '../log/segment.ts';
import type { EnabledWebhooks } from './enabled-webhooks.ts';
import { mayWant } from './is-for-webhook.ts';
import type { WakeLanes } from './lane.ts';

/** What waking works with. */
export interface WakeWebhooksPorts {
  readonly webhooks: EnabledWebhooks;
  readonly wake: WakeLanes;
}

/**
 * Wakes the webhooks that may want something of the new segments of `global`, each once; how many that
 * were. Those of other logs hold nothing more. It may wake one too many; whoever is woken reads the log.
 *
 * @throws what the ports throw, so that the stream gives the segments again
 */
export async function wakeWebhooks(
  segments: readonly Segment[],
  { webhooks, wake }: WakeWebhooksPorts,
): Promise<number> {
  const events = segments
    .filter(({ channel }) => channel === 'global')
    .flatMap(segment => segment.events);
  if (events.length === 0) return 0;
  const wanted = (await webhooks()).filter(webhook =>
    events.some(event => mayWant(event, webhook)),
  );
  if (wanted.length > 0) await wake(wanted.map(({ webhookId }) => webhookId));
  return wanted.length;
}
