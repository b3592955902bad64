import type { OutgoingItem } from '../../core/publish/outbox.ts';
import type { Parked, StoredDelivery } from '../../core/webhook/delivery.ts';
import type {
  DeliveryRecord,
  DueLanes,
  Lane,
  LaneStore,
  SupersededDelivery,
} from '../../core/webhook/lane.ts';
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
  /** Of each delivery, as its row has it beside what is known of it. */
  readonly rounds = new Map<string, string>();
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
    this.rounds.set(keyOf(laneId, parked.deliveryId), parked.round);
    for (const row of this.rows.values()) {
      if (row.webhook.laneId !== laneId) continue;
      if (row.leaseId === undefined) row.dueAtMs = parked.dueAtMs;
      else row.wanted = true;
    }
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

  /** Whether it was written: not what was delivered or given up in this round, nor in another one. */
  #recordDelivery(laneId: string, { delivery, parked, round }: DeliveryRecord): boolean {
    const key = keyOf(laneId, delivery.deliveryId);
    const before = this.deliveries.get(key);
    const known = this.rounds.get(key);
    if (round === undefined) {
      if (delivery.state !== 'delivered' && before?.state === 'delivered') return false;
      if (delivery.state === 'exhausted' && known !== undefined) return false;
      // It and its first place are written at once.
      if (parked && this.parked.has(key)) return false;
      if (parked) this.parked.set(key, parked);
    } else if (before !== undefined && known !== undefined && known !== round) {
      const last = delivery.attempts.at(-1);
      const attempts = [...before.attempts, ...(last ? [last] : [])];
      const attemptCount = before.attemptCount + (last ? 1 : 0);
      this.deliveries.set(key, { ...before, attempts, attemptCount });
      return false;
    } else if (isOver(before?.state, delivery.state)) return false;
    this.deliveries.set(key, delivery);
    const next = round ?? parked?.round;
    if (next === undefined) this.rounds.delete(key);
    else this.rounds.set(key, next);
    return true;
  }

  /** Whether the place that the run took it from is its own still. */
  #recordPlace(laneId: string, { delivery, parked, round }: DeliveryRecord): boolean {
    if (round === undefined) return true;
    const key = keyOf(laneId, delivery.deliveryId);
    const known = this.parked.get(key);
    if (known === undefined) return parked === undefined;
    if (known.round !== round) return false;
    if (parked) this.parked.set(key, parked);
    else this.parked.delete(key);
    return true;
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
        const { webhook } = row;
        const lane = { ...row.lane, dueAtMs: row.dueAtMs };
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
        const superseded = new Map<string, SupersededDelivery>();
        const supersede = ({ delivery: { deliveryId }, round }: DeliveryRecord) => {
          const parked = this.parked.get(keyOf(laneId, deliveryId));
          const isOther = parked !== undefined && parked.round !== round;
          superseded.set(deliveryId, { deliveryId, ...(isOther && { parked }) });
        };
        for (const record of records) {
          if (!this.#recordDelivery(laneId, record)) supersede(record);
        }
        await between('recorded');
        for (const record of records) {
          if (superseded.has(record.delivery.deliveryId)) continue;
          if (!this.#recordPlace(laneId, record)) supersede(record);
        }
        this.mostParked = Math.max(this.mostParked, this.parked.size);
        await between('parked');
        return [...superseded.values()];
      },
    };
  }
}

function isOver(
  state: StoredDelivery['state'] | undefined,
  next: StoredDelivery['state'],
): boolean {
  if (next === 'delivered') return false;
  return state === 'delivered' || (state === 'exhausted' && next === 'pending');
}

function keyOf(laneId: string, deliveryId: string): string {
  return `${laneId} ${deliveryId}`;
}
