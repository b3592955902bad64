import type { Webhook, WebhookAttempt, WebhookDelivery } from '../../clients/react/index.ts';

type Look = Readonly<{ label: string; color: string }>;

/** How a status looks and reads. */
export const statusWords = {
  enabled: { label: 'enabled', color: 'teal' },
  paused: { label: 'paused', color: 'gray' },
  disabled: { label: 'disabled', color: 'red' },
} as const satisfies Readonly<Record<Webhook['status'], Look>>;

/** How its last attempts went. */
export const healthWords = {
  unknown: { label: 'never attempted', color: 'gray' },
  healthy: { label: 'healthy', color: 'teal' },
  failing: { label: 'failing', color: 'orange' },
} as const satisfies Readonly<Record<Webhook['health']['state'], Look>>;

/** How a delivery stands. */
export const deliveryWords = {
  pending: { label: 'pending', color: 'blue' },
  delivered: { label: 'delivered', color: 'teal' },
  exhausted: { label: 'exhausted', color: 'red' },
} as const satisfies Readonly<Record<WebhookDelivery['state'], Look>>;

type Reason = NonNullable<Webhook['reason']>;

/** Why the system disabled one, and what to do about it. */
export const reasonWords: Readonly<
  Record<Reason, { readonly why: string; readonly todo: string }>
> = {
  gone: {
    why: 'Its receiver answered 410 Gone: nothing is to be sent there any more.',
    todo: 'If the receiver is meant to go on, repair it or change the URL, then enable it.',
  },
  failing: {
    why: 'Nothing but failures came of five days of attempts.',
    todo: 'Look at the last attempts below, repair the receiver or change the URL, then enable it.',
  },
  maker_revoked: {
    why: 'Whoever answers for it was revoked or banned.',
    todo: 'Whoever enables it or takes it over answers for it: it is sent what they may read.',
  },
  maker_demoted: {
    why: 'Whoever answers for it has a lesser role now.',
    todo: 'Whoever enables it or takes it over answers for it: it is sent what they may read.',
  },
};

type Failure = NonNullable<WebhookAttempt['failure']>;

/** Why an attempt got no answer. */
export const failureWords: Readonly<Record<Failure, string>> = {
  ADDRESS_NOT_ALLOWED: 'its address is not one of the public internet',
  NAME_NOT_FOUND: 'its name is not known',
  CONNECTION_FAILED: 'it could not be connected to, or the connection broke',
  TLS_FAILED: 'its certificate is not valid for that name',
  TIMEOUT: 'it took too long',
  ANSWER_INVALID: 'its answer is not HTTP',
  DESTINATION_FAILED: 'the queue or the bus did not take it',
  DESTINATION_NOT_ALLOWED: 'the deployment does not name this queue or bus any more',
  KEY_UNREADABLE: 'its key cannot be read, so nothing was sent: rotate its key',
};

/** What came of an attempt, in a few words; `undefined`: that is not known. */
export function outcomeText({
  status,
  failure,
}: Pick<WebhookAttempt, 'status' | 'failure'>): string | undefined {
  if (failure !== undefined) return failureWords[failure] ?? failure;
  return status === undefined ? undefined : statusText(status);
}

/** An answer's status, with what it means here where that is not plain. */
function statusText(status: number): string {
  if (status >= 300 && status < 400) return `answered ${status}, a redirect, which is not followed`;
  if (status === 410) return 'answered 410, gone';
  if (status === 429) return 'answered 429, too many requests';
  return `answered ${status}`;
}

/** Only 2xx is a success. */
export const isSuccess = ({ status, failure }: WebhookAttempt): boolean =>
  failure === undefined && status !== undefined && status >= 200 && status < 300;
