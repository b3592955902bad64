import { useMemo } from 'react';
import type { Webhook, WebhookList } from '../../core/wire/management/webhooks.ts';
import type { ManagementClient, ManagementResult } from './management-client.ts';
import { type UseFreshAnswerResult, useFreshAnswer } from './use-fresh-answer.ts';
import { type WebhookHookOptions, webhookQuestion } from './webhook-question.ts';

export interface UseWebhooksResult extends Omit<UseFreshAnswerResult<never>, 'data'> {
  /** Those that one may manage, by their ids. */
  readonly webhooks: readonly Webhook[];
  /** Whether there are more than were read. */
  readonly hasMore: boolean;
  /** Whether the first answer is awaited: none is not the same as none known. */
  readonly isLoading: boolean;
}

/** A stack has 200 at most. */
const limit = 100;
const maxPages = 4;

interface Pages {
  readonly at: number;
  readonly webhooks: readonly Webhook[];
  readonly hasMore: boolean;
}

/** The webhooks that one may manage, for as long as the component is there, each as it was read last. */
export function useWebhooks(options: WebhookHookOptions = {}): UseWebhooksResult {
  const answer = useFreshAnswer<Pages>(
    webhookQuestion({ key: 'webhooks', ask: readAll }, undefined, options),
  );
  return useMemo(() => {
    const { data, ...rest } = answer;
    const { webhooks = none, hasMore = false } = data ?? {};
    return {
      ...rest,
      ...{ webhooks, hasMore, isLoading: data === undefined && rest.error === undefined },
    };
  }, [answer]);
}

const none: readonly Webhook[] = [];

async function readAll(
  management: ManagementClient,
  signal: AbortSignal,
): Promise<ManagementResult<Pages>> {
  const webhooks: Webhook[] = [];
  let next: string | undefined;
  let at = 0;
  for (let page = 0; page === 0 || (page < maxPages && next !== undefined); page += 1) {
    const result = await management.get<WebhookList>('webhooks', { limit, next }, signal);
    if (result.kind === 'refused') return result;
    webhooks.push(...result.data.webhooks);
    ({ at, next } = result.data);
  }
  return { kind: 'ok', data: { at, webhooks, hasMore: next !== undefined } };
}
