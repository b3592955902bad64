import type {
  WebhookAnswer,
  WebhookChange,
  WebhookCreated,
  WebhookDeliveryAccepted,
  WebhookRecovering,
  WebhookRemoved,
  WebhookRequest,
  WebhookRotated,
} from '../../core/wire/management/webhooks.ts';
import type { ManagementClient, ManagementResult } from './management-client.ts';
import { deliveryPath, webhookPath } from './webhook-question.ts';

/** Which part of the log is gone through again, in milliseconds since 1970. */
export interface RecoverOptions {
  readonly since: number;
  /** @default - now */
  readonly until?: number;
}

/** What a person does to webhooks. A refusal is a result; nothing rejects. */
export interface WebhookActions {
  /** The answer has the secret, this once. */
  readonly create: (webhook: WebhookRequest) => Promise<ManagementResult<WebhookCreated>>;
  /** Whoever changes it answers for it from then on: it is sent what they may read. */
  readonly change: (
    webhookId: string,
    change: WebhookChange,
  ) => Promise<ManagementResult<WebhookAnswer>>;
  readonly pause: (webhookId: string) => Promise<ManagementResult<WebhookAnswer>>;
  /** It goes on where it stopped. */
  readonly enable: (webhookId: string) => Promise<ManagementResult<WebhookAnswer>>;
  readonly remove: (webhookId: string) => Promise<ManagementResult<WebhookRemoved>>;
  /** Another key; the one before signs on for a while. The answer has the secret, this once. */
  readonly rotate: (
    webhookId: string,
    options?: {
      /** Up to a week. @default 86400 */
      readonly overlapSeconds?: number;
    },
  ) => Promise<ManagementResult<WebhookRotated>>;
  /** Sends it a delivery that is of no event. */
  readonly test: (webhookId: string) => Promise<ManagementResult<WebhookDeliveryAccepted>>;
  readonly redeliver: (
    webhookId: string,
    deliveryId: string,
  ) => Promise<ManagementResult<WebhookDeliveryAccepted>>;
  /** Goes through a part of the log again, for what of it was not delivered. */
  readonly recover: (
    webhookId: string,
    options: RecoverOptions,
  ) => Promise<ManagementResult<WebhookRecovering>>;
}

/** `done` is called after each of them: what the page shows is read again. */
export function webhookActions(management: ManagementClient, done: () => void): WebhookActions {
  async function reported<T>(asked: Promise<ManagementResult<T>>): Promise<ManagementResult<T>> {
    const result = await asked;
    // A refusal says that it stands otherwise than was shown, or that nothing has changed.
    done();
    return result;
  }
  const post = <T>(path: string, body: object) => reported(management.post<T>(path, body));
  const change = (webhookId: string, changes: WebhookChange) =>
    reported(management.patch<WebhookAnswer>(webhookPath(webhookId), changes));
  const iso = (timeMs: number): string => new Date(timeMs).toISOString();
  return {
    create: webhook => post('webhooks', webhook),
    change,
    pause: webhookId => change(webhookId, { status: 'paused' }),
    enable: webhookId => change(webhookId, { status: 'enabled' }),
    remove: webhookId => reported(management.delete(webhookPath(webhookId), undefined)),
    rotate: (webhookId, options = {}) => post(`${webhookPath(webhookId)}/rotate`, options),
    test: webhookId => post(`${webhookPath(webhookId)}/test`, {}),
    redeliver: (webhookId, deliveryId) =>
      post(`${deliveryPath(webhookId, deliveryId)}/redeliver`, {}),
    recover: (webhookId, { since, until }) =>
      post(`${webhookPath(webhookId)}/recover`, {
        since: iso(since),
        ...(until !== undefined && { until: iso(until) }),
      }),
  };
}
