import { canonical } from '../../canonical.ts';
import { storedAttributes } from '../../change/attribute-value.ts';
import type { OutgoingItem } from '../../publish/outbox.ts';
import { webhookSource } from '../../wire/payload/webhooks.ts';
import type { Priority } from '../../wire/priority.ts';
import type { DisabledReason } from '../../wire/webhook.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { UnreportedDeliveries } from '../lane.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import { setDigest } from './set-digest.ts';

type Reporter = Pick<StoredWebhook, 'webhookId' | 'laneId'>;

/**
 * With these, too. A run that was killed before it recorded what it gave up gives it up again; as the
 * digest is of all of them, what it gives up besides is reported all the same.
 */
export function withGivenUp(
  unreported: UnreportedDeliveries | undefined,
  deliveries: readonly Pick<StoredDelivery, 'deliveryId' | 'attemptCount'>[],
): UnreportedDeliveries | undefined {
  const ids = deliveries.map(({ deliveryId }) => deliveryId).toSorted();
  const [first] = ids;
  const last = ids.at(-1);
  if (first === undefined || last === undefined) return unreported;
  const attempts = deliveries.map(one => `${one.deliveryId}.${one.attemptCount}`).toSorted();
  return {
    deliveries: (unreported?.deliveries ?? 0) + ids.length,
    firstDeliveryId:
      unreported && unreported.firstDeliveryId < first ? unreported.firstDeliveryId : first,
    lastDeliveryId:
      unreported && unreported.lastDeliveryId > last ? unreported.lastDeliveryId : last,
    digest: setDigest([unreported?.digest ?? '', ...attempts]),
  };
}

/** Deliveries that were given up; reported once, whoever gives the same ones up again. */
export function exhaustedEvent(
  webhook: Reporter,
  { digest, ...unreported }: UnreportedDeliveries,
  failingSinceMs: number | undefined,
  nowMs: number,
): OutgoingItem {
  const data = {
    ...unreported,
    ...(failingSinceMs === undefined ? {} : { failingSince: failingSinceMs }),
  };
  const moment = `${unreported.firstDeliveryId}.${digest}`;
  return eventItem(webhook, { kind: 'exhausted', moment, priority: 'high', data }, nowMs);
}

/** The receiver takes deliveries again. */
export function recoveredEvent(
  webhook: Reporter,
  { failingSinceMs, waiting }: { readonly failingSinceMs: number; readonly waiting: number },
  nowMs: number,
): OutgoingItem {
  const data = { failingSince: failingSinceMs, waiting };
  const moment = String(failingSinceMs);
  return eventItem(webhook, { kind: 'recovered', moment, priority: 'normal', data }, nowMs);
}

/** It is sent nothing any more. */
export function disabledEvent(
  webhook: Reporter & Pick<StoredWebhook, 'version'>,
  reason: DisabledReason,
  failingSinceMs: number | undefined,
  nowMs: number,
): OutgoingItem {
  const data = {
    reason,
    ...(failingSinceMs === undefined ? {} : { failingSince: failingSinceMs }),
  };
  const moment = String(webhook.version);
  return eventItem(webhook, { kind: 'disabled', moment, priority: 'high', data }, nowMs);
}

function eventItem(
  { webhookId, laneId }: Reporter,
  event: {
    readonly kind: 'exhausted' | 'recovered' | 'disabled';
    /** With the kind it makes the id: the same for the same news, whichever run reports it. */
    readonly moment: string;
    readonly priority: Priority;
    readonly data: Readonly<Record<string, unknown>>;
  },
  nowMs: number,
): OutgoingItem {
  const type = `webhook.${event.kind}`;
  const data = { webhookId, ...event.data };
  const eventId = `${type}.${laneId}.${event.moment}`;
  const storing = storedAttributes({
    eventId,
    type,
    channel: 'system',
    priority: event.priority,
    source: webhookSource,
    data,
    createdAt: new Date(nowMs).toISOString(),
  });
  if (storing.kind === 'problems') throw new TypeError(`${type} holds what nobody can store`);
  return { eventId, stored: storing.stored, fingerprint: canonical({ type, data }) };
}
