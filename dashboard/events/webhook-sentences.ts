import type { EventData } from '../../clients/react/index.ts';
import { dayAndTime } from '../parts/format.ts';
import type { Sentences } from './reading.ts';

/** Why the system disabled a webhook, in words. */
const reasons: Readonly<Record<EventData<'webhook.disabled'>['reason'], string>> = {
  gone: 'its receiver is gone for good',
  failing: 'it has done nothing but fail',
  maker_revoked: 'who set it up was revoked or banned',
  maker_demoted: 'who set it up has a lesser role now',
};

const counted = (deliveries: number): string =>
  deliveries === 1 ? '1 delivery' : `${deliveries.toLocaleString('en')} deliveries`;

const since = (failingSince: number | undefined): string =>
  failingSince === undefined ? '' : `, failing since ${dayAndTime(failingSince)}`;

/** Of what webhooks report of themselves. */
export const webhookSentences = {
  'webhook.exhausted': ({ webhookId, deliveries, failingSince }) =>
    `the webhook ${webhookId} gave up ${counted(deliveries)}${since(failingSince)}`,
  'webhook.recovered': ({ webhookId, waiting }) =>
    `the webhook ${webhookId} takes deliveries again, ${waiting} of them waiting`,
  'webhook.disabled': ({ webhookId, reason, failingSince }) =>
    // A newer server may have a reason of its own.
    `the webhook ${webhookId} is disabled: ${reasons[reason] ?? reason}${since(failingSince)}`,
} satisfies Partial<Sentences>;
