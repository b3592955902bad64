import { useMemo } from 'react';
import type { Webhook, WebhookAnswer } from '../../core/wire/management/webhooks.ts';
import { type UseFreshAnswerResult, useFreshAnswer } from './use-fresh-answer.ts';
import {
  type Found,
  findOne,
  type WebhookHookOptions,
  webhookPath,
  webhookQuestion,
} from './webhook-question.ts';

export interface UseWebhookResult extends Omit<UseFreshAnswerResult<never>, 'data'> {
  /** `reading` until it is known; `missing`: there is none of that id for this reader. */
  readonly status: 'reading' | 'missing' | Webhook['status'];
  readonly webhook: Webhook | undefined;
}

/**
 * One webhook with its health, for as long as the component is there; `undefined`: none yet. It is read
 * again when the page's one stream says so, and every five seconds.
 */
export function useWebhook(
  webhookId: string | undefined,
  options: WebhookHookOptions = {},
): UseWebhookResult {
  const path = webhookId === undefined ? undefined : webhookPath(webhookId);
  const answer = useFreshAnswer<Found<WebhookAnswer>>(
    webhookQuestion(
      { key: path, ask: (management, signal) => findOne(management, path ?? '', signal) },
      webhookId,
      options,
    ),
  );
  return useMemo(() => {
    const { data, ...rest } = answer;
    const webhook = data?.found?.webhook;
    const status = webhook?.status ?? (data === undefined ? 'reading' : 'missing');
    return { ...rest, webhook, status };
  }, [answer]);
}
