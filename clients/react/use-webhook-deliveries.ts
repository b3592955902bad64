import { useMemo } from 'react';
import type { WebhookDelivery, WebhookDeliveryList } from '../../core/wire/management/webhooks.ts';
import { type UseFreshAnswerResult, useFreshAnswer } from './use-fresh-answer.ts';
import { type WebhookHookOptions, webhookPath, webhookQuestion } from './webhook-question.ts';

export interface UseWebhookDeliveriesOptions extends WebhookHookOptions {
  /** @default - in any state */
  readonly state?: WebhookDelivery['state'];
  /** How many are read at once, 1 to 100. @default 50 */
  readonly limit?: number;
  /** `next` of the page before. @default - the newest ones */
  readonly next?: string;
}

export interface UseWebhookDeliveriesResult extends Omit<UseFreshAnswerResult<never>, 'data'> {
  /** Of one page, the newest first. */
  readonly deliveries: readonly WebhookDelivery[];
  /** The place of the page behind this one; `undefined`: this is the last one. */
  readonly next: string | undefined;
  /** Whether the first answer is awaited: none is not the same as none known. */
  readonly isLoading: boolean;
}

/** A page of the deliveries of a webhook, for as long as the component is there; `undefined`: none yet. */
export function useWebhookDeliveries(
  webhookId: string | undefined,
  { state, limit = 50, next, ...options }: UseWebhookDeliveriesOptions = {},
): UseWebhookDeliveriesResult {
  const query = { state, limit, next };
  const path = `${webhookPath(webhookId ?? '')}/deliveries`;
  const answer = useFreshAnswer<WebhookDeliveryList>(
    webhookQuestion(
      {
        key: webhookId === undefined ? undefined : `${path} ${JSON.stringify(query)}`,
        ask: (management, signal) => management.get<WebhookDeliveryList>(path, query, signal),
      },
      webhookId,
      options,
    ),
  );
  return useMemo(() => {
    const { data, ...rest } = answer;
    const isLoading = data === undefined && rest.error === undefined;
    return { ...rest, isLoading, deliveries: data?.deliveries ?? none, next: data?.next };
  }, [answer]);
}

const none: readonly WebhookDelivery[] = [];
