import type { Clock } from '../clock.ts';
import type { Meter } from '../metrics/meter.ts';
import { objectives } from '../metrics/objectives.ts';
import type { LogHop } from '../trace/hop.ts';
import type { ChannelName } from '../wire/event.ts';
import type { TailEntry } from './log-tail.ts';

/** What measuring first deliveries works with. */
export interface FirstDeliveriesPorts {
  readonly meter: Pick<Meter, 'count' | 'measure'>;
  readonly now: Clock;
  /** @default - no hop is logged */
  readonly logHop?: LogHop | undefined;
}

/**
 * Measures, and logs of those whose trace is sampled, how long live events take until a reader of one tail
 * has them: the first of them, for the others get the same bytes in the same tick. So an event weighs the same
 * whether one reads it or a thousand do.
 */
export class FirstDeliveries {
  readonly #ports: FirstDeliveriesPorts;
  readonly #delivered = new WeakSet<TailEntry>();

  constructor(ports: FirstDeliveriesPorts) {
    this.#ports = ports;
  }

  /** The entry was written to a reader, and counts on that channel. */
  note(entry: TailEntry, channel: ChannelName): void {
    if (this.#delivered.has(entry)) return;
    this.#delivered.add(entry);
    const { meter, now, logHop } = this.#ports;
    const atMs = now();
    const latencyMs = atMs - entry.event.timestamp;
    logHop?.(entry.event, { hop: 'delivered', channel, atMs });
    meter.measure('DeliveryLatency', { channel }, latencyMs);
    meter.count('FirstDeliveries', {});
    if (latencyMs > objectives.delivery.withinMs) meter.count('LateFirstDeliveries', {});
  }
}
