import { inKeyOrder } from '../../core/key-order.ts';
import type { Parked, StoredDelivery } from '../../core/webhook/delivery.ts';
import type { Lane } from '../../core/webhook/lane.ts';
import { maxWebhooksBySomeone } from '../../core/webhook/limits.ts';
import type { ManagePorts, Manager } from '../../core/webhook/manage/manage-ports.ts';
import type { StoredWebhook } from '../../core/webhook/stored-webhook.ts';
import type {
  DeliveryStore,
  WebhookStore,
  WebhookWithLane,
} from '../../core/webhook/webhook-store.ts';

/** A webhook that kim set up. */
export function webhook(changes: Partial<StoredWebhook> = {}): StoredWebhook {
  return {
    ...{ webhookId: 'desk', laneId: 'lane-1', url: 'https://desk.example.com/hooks?key=1' },
    ...{ types: ['*'], format: 'standard', signature: 'v1', retryAttempts: 9 },
    ...{ timeoutMs: 15_000, status: 'enabled' },
    maker: { userId: 'kim', role: 'operator', permissions: [], tokenId: 'token-1' },
    creatorId: 'kim',
    keys: [{ sealed: 'sealed-0', createdAtMs: 1_000 }],
    ...{ createdAtMs: 1_000, updatedAtMs: 1_000, version: 1 },
    ...changes,
  };
}

/** A lane that is fine and has nothing to do. */
export function lane(changes: Partial<Lane> = {}): Lane {
  return {
    ...{ cursor: { epoch: 'abc', seq: 7 }, parked: 0, failuresInARow: 0, slowness: 0 },
    ...changes,
  };
}

/** What a webhook's failures are gone from. */
function fresh(lane: Lane): Lane {
  const { failingSinceMs: _since, slowUntilMs: _until, ...rest } = lane;
  return { ...rest, failuresInARow: 0, slowness: 0 };
}

/** Webhooks of a test, kept as a table keeps them. */
export class MemoryWebhooks implements WebhookStore {
  readonly kept = new Map<string, WebhookWithLane>();
  /** Called before each write that replaces one: what comes between a read and a write. */
  beforeReplace: () => void = () => undefined;
  readonly #most: number;

  constructor(found: readonly WebhookWithLane[] = [], most = 200) {
    for (const each of found) this.kept.set(each.webhook.webhookId, each);
    this.#most = most;
  }

  async create(webhook: StoredWebhook, lane: Lane) {
    if (this.kept.has(webhook.webhookId)) return 'exists';
    if (this.kept.size >= this.#most) return 'full';
    const most = maxWebhooksBySomeone[webhook.maker.role === 'admin' ? 'admin' : 'operator'];
    const isTheirs = (each: WebhookWithLane) => each.webhook.creatorId === webhook.creatorId;
    if ([...this.kept.values()].filter(isTheirs).length >= most) return 'full-for-creator';
    this.kept.set(webhook.webhookId, { webhook, lane });
    return 'created';
  }

  async find(webhookId: string) {
    return this.kept.get(webhookId);
  }

  async list() {
    return [...this.kept.values()].sort((one, other) =>
      inKeyOrder(one.webhook.webhookId, other.webhook.webhookId),
    );
  }

  async replace(
    webhook: StoredWebhook,
    { isFresh = false, ...set }: NonNullable<Parameters<WebhookStore['replace']>[1]> = {},
  ) {
    this.beforeReplace();
    const found = this.kept.get(webhook.webhookId);
    if (found === undefined) return 'missing';
    if (found.webhook.version !== webhook.version - 1) return 'changed';
    const kept = isFresh ? fresh(found.lane) : found.lane;
    this.kept.set(webhook.webhookId, { webhook, lane: { ...kept, ...set } });
    return 'replaced';
  }

  async remove(webhookId: string) {
    return this.kept.delete(webhookId) ? 'removed' : 'missing';
  }
}

/** Deliveries of a test. */
export class MemoryDeliveries implements DeliveryStore {
  readonly kept = new Map<string, StoredDelivery>();
  readonly parked = new Map<string, Parked>();
  /** As many as are said to wait beside those that do. */
  waiting = 0;

  async list(
    laneId: string,
    { state, limit }: { readonly state?: string | undefined; readonly limit: number },
  ) {
    const deliveries = [...this.kept]
      .filter(([key, delivery]) => key.startsWith(`${laneId} `) && isOf(delivery, state))
      .map(([, delivery]) => delivery)
      .reverse();
    return { deliveries: deliveries.slice(0, limit) };
  }

  async find(laneId: string, deliveryId: string) {
    return this.kept.get(`${laneId} ${deliveryId}`);
  }

  async countParked() {
    return this.waiting + this.parked.size;
  }

  async park(
    { laneId }: Pick<StoredWebhook, 'webhookId' | 'laneId'>,
    delivery: StoredDelivery,
    parked: Parked,
  ) {
    this.kept.set(`${laneId} ${delivery.deliveryId}`, delivery);
    this.parked.set(`${laneId} ${delivery.deliveryId}`, parked);
    return 'parked' as const;
  }
}

const isOf = (delivery: StoredDelivery, state: string | undefined): boolean =>
  state === undefined || delivery.state === state;

/** A delivery that was given up. */
export function delivery(changes: Partial<StoredDelivery> = {}): StoredDelivery {
  return {
    deliveryId: '1795262400000-000000000042',
    event: {
      ...{ id: 'e1.created', type: 'NEW_BET', timestamp: 1_795_262_400_000, priority: 'normal' },
      ...{ source: 'Bets', version: '1.0', channel: 'bets', data: { betId: 'b1' } },
    },
    ...{ cursor: 'abc.42', state: 'exhausted', createdAtMs: 1_795_262_400_000 },
    attempts: [{ atMs: 1_795_262_400_100, tookMs: 42, status: 500, answer: 'no' }],
    ...{ attemptCount: 10, expiresAtMs: 1_795_867_200_000 },
    ...changes,
  };
}

export const admin: Manager = { userId: 'root', role: 'admin', permissions: [] };
export const kim: Manager = { userId: 'kim', role: 'operator', permissions: [] };
export const olga: Manager = { userId: 'olga', role: 'operator', permissions: [] };

/** What managing takes, over memory, and what lanes it woke. */
export function managing(
  found: readonly WebhookWithLane[] = [],
  changes: Partial<ManagePorts> = {},
) {
  const webhooks = new MemoryWebhooks(found);
  const deliveries = new MemoryDeliveries();
  const woken: (readonly [readonly string[], number])[] = [];
  let ids = 0;
  let keys = 0;
  const ports: ManagePorts = {
    ...{ webhooks, deliveries },
    wakeWebhooks: async (webhookIds, delaySeconds = 0) => {
      woken.push([webhookIds, delaySeconds]);
    },
    makers: { listedRoleOf: async () => undefined },
    newKey: async (signature, _owner, nowMs) => {
      keys += 1;
      const stored = { sealed: `sealed-${keys}`, createdAtMs: nowMs };
      return signature === 'v1'
        ? { stored, secret: `whsec_${keys}` }
        : { stored: { ...stored, publicKey: `whpk_${keys}` }, publicKey: `whpk_${keys}` };
    },
    urlDefect: url => (url.startsWith('https:') ? undefined : 'expected an https URL'),
    log: {
      head: async () => ({ epoch: 'abc', seq: 41 }),
      since: async () => ({ cursor: { epoch: 'abc', seq: 12 }, isCut: false }),
    },
    newId: () => {
      ids += 1;
      return `${ids}`.padStart(8, '0');
    },
    now: () => 1_795_262_400_000,
    ...{ retryAttempts: 5, timeoutMs: 7_000, deliveryKeptMs: 604_800_000 },
    ...changes,
  };
  return { ports, webhooks, deliveries, woken };
}
