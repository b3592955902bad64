import type { OutgoingItem } from '../../core/publish/outbox.ts';
import type { Parked, StoredDelivery } from '../../core/webhook/delivery.ts';
import type { DueLanes, Lane, LaneStore } from '../../core/webhook/lane.ts';
import type { StoredWebhook } from '../../core/webhook/stored-webhook.ts';

/** A webhook with its lane and lease, as the table has them side by side. */
export interface LaneRow {
  webhook: StoredWebhook;
  lane: Lane;
  leaseId?: string | undefined;
  leaseUntilMs: number;
  wanted: boolean;
  /** What the index has. */
  dueAtMs?: number | undefined;
}

/** Called between any two writes: a promise that never ends is a run that was killed there. */
export type Between = (what: string) => Promise<void>;

/**
 * Lanes in memory, with the promises of the tables, for tests of what stands above them. What the tables
 * themselves promise is tested on the real engine.
 */
export class MemoryLanes {
  readonly rows = new Map<string, LaneRow>();
  readonly deliveries = new Map<string, StoredDelivery>();
  readonly parked = new Map<string, Parked>();
  readonly events = new Map<string, OutgoingItem>();
  mostParked = 0;
  /** Deliveries that were delivered and were something else later. */
  readonly takenBack: string[] = [];

  add(webhook: StoredWebhook, lane: Lane, dueAtMs?: number): void {
    this.rows.set(webhook.webhookId, {
      ...{ webhook, lane, leaseUntilMs: 0, wanted: false },
      ...(dueAtMs !== undefined && { dueAtMs }),
    });
  }

  row(webhookId: string): LaneRow {
    const row = this.rows.get(webhookId);
    if (row === undefined) throw new Error(`there is no webhook ${webhookId}`);
    return row;
  }

  /** Someone changes it: what is set of its lane ends the lease of a run that holds it. */
  change(
    webhookId: string,
    changes: Partial<StoredWebhook>,
    lane: Partial<Lane> | undefined,
    nowMs: number,
  ) {
    const row = this.row(webhookId);
    const version = row.webhook.version + 1;
    row.webhook = { ...row.webhook, ...changes, updatedAtMs: nowMs, version };
    row.dueAtMs = nowMs;
    if (lane === undefined) row.wanted = row.leaseId !== undefined;
    else {
      row.lane = { ...row.lane, ...lane };
      if (row.leaseId !== undefined) {
        Object.assign(row, { leaseId: `ended by version ${version}`, leaseUntilMs: 0 });
      }
    }
  }

  /** Someone lets a delivery wait. */
  park(laneId: string, delivery: StoredDelivery, parked: Parked): void {
    this.deliveries.set(keyOf(laneId, delivery.deliveryId), delivery);
    this.parked.set(keyOf(laneId, parked.deliveryId), parked);
  }

  deliveriesOf(laneId: string): readonly StoredDelivery[] {
    return [...this.deliveries]
      .filter(([key]) => key.startsWith(`${laneId} `))
      .map(([, one]) => one);
  }

  due(): DueLanes {
    return {
      shards: ['0'],
      list: async (_shard, untilMs) => ({
        webhookIds: [...this.rows]
          .filter(([, { dueAtMs }]) => dueAtMs !== undefined && dueAtMs <= untilMs)
          .map(([webhookId]) => webhookId),
      }),
    };
  }

  store(between: Between = async () => undefined): LaneStore {
    const held = (webhookId: string, leaseId: string) => {
      const row = this.rows.get(webhookId);
      return row?.leaseId === leaseId ? row : undefined;
    };
    return {
      claim: async (webhookId, { leaseId, nowMs, untilMs }) => {
        await between('claim');
        const row = this.rows.get(webhookId);
        if (row === undefined) return { kind: 'missing' };
        if (row.leaseId !== undefined && row.leaseUntilMs > nowMs) {
          row.wanted = true;
          return { kind: 'held' };
        }
        const isUnclean = row.leaseId !== undefined;
        const { webhook, lane } = row;
        Object.assign(row, { leaseId, leaseUntilMs: untilMs, wanted: false, dueAtMs: untilMs });
        await between('claimed');
        return { kind: 'claimed', held: { webhook, lane, leaseId, isUnclean } };
      },
      write: async ({ webhook: { webhookId }, leaseId }, lane, { untilMs, events, disable }) => {
        await between('write');
        const row = held(webhookId, leaseId);
        if (row === undefined) return { kind: 'lost' };
        Object.assign(row, { lane, leaseUntilMs: untilMs, dueAtMs: untilMs });
        for (const event of events ?? []) this.events.set(event.eventId, event);
        if (disable?.version === row.webhook.version) {
          const version = row.webhook.version + 1;
          row.webhook = { ...row.webhook, status: 'disabled', reason: disable.reason, version };
          if (disable.event) this.events.set(disable.event.eventId, disable.event);
        }
        await between('written');
        return { kind: 'written', webhook: row.webhook };
      },
      release: async ({ webhook: { webhookId }, leaseId }, lane) => {
        await between('release');
        const row = held(webhookId, leaseId);
        if (row === undefined) return 'lost';
        row.lane = lane;
        if (row.wanted) {
          row.wanted = false;
          return 'wanted';
        }
        Object.assign(row, { leaseId: undefined, dueAtMs: lane.dueAtMs });
        await between('released');
        return 'released';
      },
      parkedOf: async laneId => {
        await between('parkedOf');
        return [...this.parked]
          .filter(([key]) => key.startsWith(`${laneId} `))
          .map(([, one]) => one);
      },
      find: async (laneId, deliveryIds) => {
        await between('find');
        return deliveryIds.flatMap(id => this.deliveries.get(keyOf(laneId, id)) ?? []);
      },
      record: async (laneId, records) => {
        await between('record');
        for (const { delivery } of records) {
          const key = keyOf(laneId, delivery.deliveryId);
          const before = this.deliveries.get(key);
          if (before?.state === 'delivered' && delivery.state !== 'delivered') {
            this.takenBack.push(key);
          }
          this.deliveries.set(key, delivery);
        }
        await between('recorded');
        for (const { delivery, parked, isNew } of records) {
          const key = keyOf(laneId, delivery.deliveryId);
          if (parked) this.parked.set(key, parked);
          else if (!isNew) this.parked.delete(key);
        }
        this.mostParked = Math.max(this.mostParked, this.parked.size);
        await between('parked');
      },
    };
  }
}

function keyOf(laneId: string, deliveryId: string): string {
  return `${laneId} ${deliveryId}`;
}
