import { useMemo } from 'react';
import type { WebhookDeliveryDetail } from '../../core/wire/management/webhooks.ts';
import { type UseFreshAnswerResult, useFreshAnswer } from './use-fresh-answer.ts';
import {
  deliveryPath,
  type Found,
  findOne,
  type WebhookHookOptions,
  webhookQuestion,
} from './webhook-question.ts';

export interface UseWebhookDeliveryResult extends Omit<UseFreshAnswerResult<never>, 'data'> {
  /** `reading` until it is known; `missing`: there is none of that id for this reader. */
  readonly status: 'reading' | 'missing' | WebhookDeliveryDetail['delivery']['state'];
  /** With what is posted, and each attempt. */
  readonly delivery: WebhookDeliveryDetail['delivery'] | undefined;
}

/** One delivery with all that is known of it, for as long as the component is there. */
export function useWebhookDelivery(
  webhookId: string,
  deliveryId: string | undefined,
  options: WebhookHookOptions = {},
): UseWebhookDeliveryResult {
  const path = deliveryId === undefined ? undefined : deliveryPath(webhookId, deliveryId);
  const answer = useFreshAnswer<Found<WebhookDeliveryDetail>>(
    webhookQuestion(
      { key: path, ask: (management, signal) => findOne(management, path ?? '', signal) },
      webhookId,
      options,
    ),
  );
  return useMemo(() => {
    const { data, ...rest } = answer;
    const delivery = data?.found?.delivery;
    const status = delivery?.state ?? (data === undefined ? 'reading' : 'missing');
    return { ...rest, delivery, status };
  }, [answer]);
}
