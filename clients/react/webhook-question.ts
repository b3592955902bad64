import type { ChannelEvent, Environment } from '../browser/index.ts';
import type { ManagementClient, ManagementResult } from './management-client.ts';
import type { FreshQuestion } from './use-fresh-answer.ts';

/** Options of every hook that shows something of webhooks. */
export interface WebhookHookOptions {
  /** How long after each answer it is asked again: no event says what waits and what is retried. @default 5000 */
  readonly everyMs?: number;
  readonly environment?: Partial<Environment>;
}

const standardEveryMs = 5_000;

/** Where one of them is. */
export const webhookPath = (webhookId: string): string =>
  `webhooks/${encodeURIComponent(webhookId)}`;

/** Where one of its deliveries is. */
export const deliveryPath = (webhookId: string, deliveryId: string): string =>
  `${webhookPath(webhookId)}/deliveries/${encodeURIComponent(deliveryId)}`;

/** What makes an answer about one webhook, or without an id about any, another one. */
export function webhookQuestion<Data>(
  question: Pick<FreshQuestion<Data>, 'key' | 'ask'>,
  webhookId: string | undefined,
  { everyMs = standardEveryMs, environment }: WebhookHookOptions,
): FreshQuestion<Data> {
  return {
    ...question,
    ...{ everyMs, environment, channel: 'system' },
    isChange: ({ type, data }: ChannelEvent) =>
      type.startsWith('webhook.') && (webhookId === undefined || data.webhookId === webhookId),
  };
}

/** An answer, or that there is no such thing for this reader. */
export interface Found<Item> {
  readonly at?: number;
  /** `null`: there is none. */
  readonly found: Item | null;
}

/** Asks for one that has a path of its own; that there is none is an answer, too. */
export async function findOne<Answer extends { readonly at: number }>(
  management: ManagementClient,
  path: string,
  signal: AbortSignal,
): Promise<ManagementResult<Found<Answer>>> {
  const result = await management.get<Answer>(path, {}, signal);
  if (result.kind === 'ok') {
    return { kind: 'ok', data: { at: result.data.at, found: result.data } };
  }
  return result.problem.status === 404 ? { kind: 'ok', data: { found: null } } : result;
}
