import type { ManagementClient, ManagementResult } from '../../clients/react/management-client.ts';
import type {
  Webhook,
  WebhookAnswer,
  WebhookCreated,
  WebhookDeliveryAccepted,
  WebhookDeliveryDetail,
  WebhookDeliveryList,
  WebhookList,
  WebhookRecovering,
  WebhookRemoved,
  WebhookRotated,
} from '../../core/wire/management/webhooks.ts';
import { adviceForWebhook } from './advice.ts';
import { askManagement, type ManagementOptions } from './ask-management.ts';
import type { CommandResult } from './client-record.ts';
import { refused } from './command-result.ts';
import type { WebhookCommand } from './webhook-command.ts';

/** Deliveries beside a webhook, and in a list of them. */
const fewDeliveries = 5;
const mostDeliveries = 50;

/** Pages of 100: a stack has no more webhooks than two of them hold. */
const mostPages = 20;

type Deed = Extract<WebhookCommand, { readonly name: 'webhook' }>;

/** Webhooks over HTTP: setting them up, how they are doing, and what was sent. */
export class WebhookSession {
  readonly #options: ManagementOptions;
  readonly #seen = new Set<string>();
  readonly #deliveries = new Set<string>();

  constructor(options: ManagementOptions) {
    this.#options = options;
  }

  get webhookIds(): readonly string[] {
    return [...this.#seen];
  }

  get deliveryIds(): readonly string[] {
    return [...this.#deliveries];
  }

  /** Someone else is there, who may see others. */
  forget(): void {
    this.#seen.clear();
    this.#deliveries.clear();
  }

  async run(command: WebhookCommand, signal: AbortSignal): Promise<CommandResult> {
    const result = await askManagement(this.#options, signal, adviceForWebhook, client =>
      command.name === 'webhooks' ? this.#list(client) : this.#do(client, command),
    );
    return hasNoWebhooks(result) ? withoutWebhooks : result;
  }

  async #list(client: ManagementClient): Promise<ManagementResult<unknown>> {
    const webhooks: Webhook[] = [];
    let next: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const result = await client.get<WebhookList>('webhooks', { limit: 100, next });
      if (result.kind !== 'ok') return result;
      webhooks.push(...result.data.webhooks);
      next = result.data.next;
      if (next === undefined) break;
    }
    this.#seen.clear();
    for (const { webhookId } of webhooks) this.#seen.add(webhookId);
    return { kind: 'ok', data: { webhooks } };
  }

  /** What came of it, with what was done: the lines of each differ. */
  async #do(client: ManagementClient, command: Deed): Promise<ManagementResult<unknown>> {
    const result = await this.#ask(client, command);
    if (result.kind !== 'ok') return result;
    const id = 'webhookId' in command ? { webhookId: command.webhookId } : {};
    return { kind: 'ok', data: { what: command.what, ...id, ...result.data } };
  }

  #ask(client: ManagementClient, command: Deed): Promise<ManagementResult<object>> {
    switch (command.what) {
      case 'add':
        return this.#noted(client.post<WebhookCreated>('webhooks', command.request));
      case 'show':
        return this.#show(client, command.webhookId);
      case 'pause':
      case 'resume': {
        const status = command.what === 'pause' ? 'paused' : 'enabled';
        return this.#noted(client.patch<WebhookAnswer>(pathOf(command), { status }));
      }
      case 'change':
        return this.#noted(client.patch<WebhookAnswer>(pathOf(command), command.change));
      case 'remove':
        return this.#removed(client, command);
      case 'test':
        return this.#accepted(client, command, `${pathOf(command)}/test`);
      case 'rotate': {
        const { overlapSeconds } = command;
        const body = overlapSeconds === undefined ? {} : { overlapSeconds };
        return client.post<WebhookRotated>(`${pathOf(command)}/rotate`, body);
      }
      case 'recover': {
        const { since, until } = command;
        const body = { since, ...(until !== undefined && { until }) };
        return client.post<WebhookRecovering>(`${pathOf(command)}/recover`, body);
      }
      case 'deliveries':
        return this.#listDeliveries(client, command, { state: command.state });
      case 'delivery':
        return client.get<WebhookDeliveryDetail>(deliveryPath(command));
      case 'redeliver':
        return this.#accepted(client, command, `${deliveryPath(command)}/redeliver`);
    }
  }

  async #show(client: ManagementClient, webhookId: string): Promise<ManagementResult<object>> {
    const found = await this.#noted(client.get<WebhookAnswer>(pathOf({ webhookId })));
    if (found.kind !== 'ok') return found;
    const some = await this.#listDeliveries(client, { webhookId }, { limit: fewDeliveries });
    if (some.kind !== 'ok') return some;
    const { webhook } = found.data;
    return { kind: 'ok', data: { webhook, deliveries: some.data.deliveries } };
  }

  async #removed(
    client: ManagementClient,
    command: { readonly webhookId: string },
  ): Promise<ManagementResult<WebhookRemoved>> {
    const result = await client.delete<WebhookRemoved>(pathOf(command), undefined);
    if (result.kind === 'ok') this.#seen.delete(command.webhookId);
    return result;
  }

  async #listDeliveries(
    client: ManagementClient,
    of: { readonly webhookId: string },
    { state, limit = mostDeliveries }: { readonly state?: string | undefined; limit?: number },
  ): Promise<ManagementResult<DeliveriesShown>> {
    const path = `${pathOf(of)}/deliveries`;
    const result = await client.get<WebhookDeliveryList>(path, { state, limit });
    if (result.kind !== 'ok') return result;
    const { deliveries, next } = result.data;
    for (const { deliveryId } of deliveries) this.#deliveries.add(deliveryId);
    return { kind: 'ok', data: { deliveries, hasMore: next !== undefined } };
  }

  async #accepted(
    client: ManagementClient,
    { webhookId }: { readonly webhookId: string },
    path: string,
  ): Promise<ManagementResult<WebhookDeliveryAccepted>> {
    const result = await client.post<WebhookDeliveryAccepted>(path, {});
    if (result.kind === 'ok') {
      this.#seen.add(webhookId);
      this.#deliveries.add(result.data.deliveryId);
    }
    return result;
  }

  async #noted<T extends { readonly webhook: Webhook }>(
    asked: Promise<ManagementResult<T>>,
  ): Promise<ManagementResult<T>> {
    const result = await asked;
    if (result.kind === 'ok') this.#seen.add(result.data.webhook.webhookId);
    return result;
  }
}

interface DeliveriesShown extends Pick<WebhookDeliveryList, 'deliveries'> {
  readonly hasMore: boolean;
}

const withoutWebhooks = refused(
  'NO_WEBHOOKS',
  'this stack has no webhooks',
  'it is older than this client: deploy it again',
);

/** A path that the stack does not know is refused by its name; a webhook that is not there by its id. */
function hasNoWebhooks(result: CommandResult): boolean {
  if (result.ending !== 'refused') return false;
  return result.code === 'NOT_FOUND' && result.message.startsWith('received the path /webhooks');
}

const pathOf = ({ webhookId }: { readonly webhookId: string }): string =>
  `webhooks/${encodeURIComponent(webhookId)}`;

function deliveryPath(of: { readonly webhookId: string; readonly deliveryId: string }): string {
  return `${pathOf(of)}/deliveries/${encodeURIComponent(of.deliveryId)}`;
}
