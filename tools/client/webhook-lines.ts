import type { KnownEvent } from '../../clients/browser/index.ts';
import { cutText } from '../../core/wire/cut-text.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type {
  Webhook,
  WebhookAttempt,
  WebhookCreated,
  WebhookDelivery,
  WebhookDeliveryDetail,
  WebhookRecovering,
  WebhookRotated,
} from '../../core/wire/management/webhooks.ts';
import type { EventType } from '../../core/wire/payloads.ts';
import type { WebhookCommand } from './webhook-command.ts';

type Data<T extends EventType> = Extract<KnownEvent, { readonly type: T }>['data'];

/** What a command about one webhook found or did, by its `what`. */
type Shown = { readonly webhookId: string } & (
  | {
      readonly what: 'show';
      readonly webhook: Webhook;
      readonly deliveries: readonly WebhookDelivery[];
    }
  | ({ readonly what: 'add' } & WebhookCreated)
  | { readonly what: 'pause' | 'resume' | 'change'; readonly webhook: Webhook }
  | { readonly what: 'remove' }
  | { readonly what: 'test' | 'redeliver'; readonly deliveryId: string }
  | ({ readonly what: 'rotate' } & WebhookRotated)
  | ({ readonly what: 'recover' } & WebhookRecovering)
  | {
      readonly what: 'deliveries';
      readonly deliveries: readonly WebhookDelivery[];
      readonly hasMore: boolean;
    }
  | { readonly what: 'delivery'; readonly delivery: WebhookDeliveryDetail['delivery'] }
);

/** What a webhook's event says, in a sentence; `undefined` for an event of anything else. */
export function webhookSentence({ type, data }: ChannelEvent): string | undefined {
  switch (type) {
    case 'webhook.exhausted': {
      const { webhookId, deliveries } = data as Data<typeof type>;
      return `webhook ${webhookId} was sent ${deliveries} ${deliveries === 1 ? 'delivery' : 'deliveries'} in vain: \`webhook deliveries ${webhookId} exhausted\``;
    }
    case 'webhook.recovered': {
      const { webhookId, failingSince, waiting } = data as Data<typeof type>;
      return `webhook ${webhookId} takes deliveries again, after it failed since ${moment(failingSince)}; ${waiting} wait`;
    }
    case 'webhook.disabled': {
      const { webhookId, reason } = data as Data<typeof type>;
      return `webhook ${webhookId} is disabled because ${reasons[reason]}`;
    }
    default:
      return undefined;
  }
}

/** What a command about webhooks found or did. */
export function webhookLines(command: WebhookCommand['name'], data: unknown): readonly string[] {
  if (command === 'webhook') return linesOf(data as Shown);
  const { webhooks } = data as { readonly webhooks: readonly Webhook[] };
  if (webhooks.length === 0) return ['there are none: `webhook add URL` sets one up'];
  return webhooks.map(
    webhook =>
      `webhook ${webhook.webhookId} ${standing(webhook)}${heldText(webhook.health)}, ${placeOf(webhook.url)}`,
  );
}

function linesOf(shown: Shown): readonly string[] {
  const { webhookId } = shown;
  switch (shown.what) {
    case 'show':
      return detailLines(shown.webhook, shown.deliveries);
    case 'add': {
      const { webhookId: id, url } = shown.webhook;
      return [
        `webhook ${id} is there: what is published from now on is posted to ${placeOf(url)}`,
        ...keyLines(id, shown),
      ];
    }
    case 'pause':
      return [
        `webhook ${webhookId} is paused: nothing is sent until \`webhook resume ${webhookId}\``,
      ];
    case 'resume':
      return [`webhook ${webhookId} is ${shown.webhook.status}: it goes on where it was`];
    case 'change':
      return [
        `webhook ${webhookId} is changed, and you answer for it from now on`,
        ...detailLines(shown.webhook, []).slice(1),
      ];
    case 'remove':
      return [`webhook ${webhookId} is removed`];
    case 'test':
    case 'redeliver':
      return [
        `delivery ${shown.deliveryId} is attempted next: \`webhook delivery ${webhookId} ${shown.deliveryId}\` shows what came of it`,
      ];
    case 'rotate':
      return [
        `webhook ${webhookId} has a new key, which signs from now on; the one before until ${moment(shown.previousUntil)}`,
        ...keyLines(webhookId, shown),
      ];
    case 'recover':
      return [
        `webhook ${webhookId} goes through the log again from ${moment(shown.since)} to ${moment(shown.until)}, for what was not delivered`,
        ...(shown.isCut ? ['  its beginning is kept no longer: it begins with the oldest'] : []),
      ];
    case 'deliveries':
      return shown.deliveries.length === 0
        ? ['there are none']
        : [...shown.deliveries.map(deliveryLine), ...(shown.hasMore ? ['there are more'] : [])];
    case 'delivery':
      return deliveryLines(shown.delivery);
  }
}

/** All that is shown of a key, once: who has missed it makes another. */
function keyLines(
  webhookId: string,
  { secret, publicKey }: Pick<WebhookRotated, 'secret' | 'publicKey'>,
): readonly string[] {
  return [
    ...(secret === undefined
      ? []
      : [`secret ${secret}`, '  it is shown this once: keep it where the receiver finds it']),
    ...(publicKey === undefined
      ? []
      : [`public key ${publicKey}`, `  anyone finds it at webhooks/${webhookId}/keys, too`]),
  ];
}

function detailLines(webhook: Webhook, deliveries: readonly WebhookDelivery[]): readonly string[] {
  const { webhookId, url, channels, types, format, signature, description } = webhook;
  const { retryAttempts, timeoutMs, maker, keys, health } = webhook;
  return [
    `webhook ${webhookId} ${standing(webhook)}${description === undefined ? '' : `, "${description}"`}`,
    `  ${url}`,
    `  ${types.join(', ')} of ${channels[0] === '*' ? 'all channels' : channels.join(', ')}, as ${maker} may read them`,
    `  ${format}, ${signature}, up to ${retryAttempts} retries, ${timeoutMs / 1_000} s each`,
    ...keys.map(
      ({ createdAt, until }) =>
        `  key of ${moment(createdAt)}${until === undefined ? '' : `, signs until ${moment(until)}`}`,
    ),
    ...healthLines(health).map(line => `  ${line}`),
    ...deliveries.map(delivery => `  ${deliveryLine(delivery)}`),
  ];
}

function healthLines(health: Webhook['health']): readonly string[] {
  const { failingSince, lastSuccessAt, lastFailureAt, lastFailure } = health;
  const { waiting, readUntil, nextAttemptAt, isBehind, slowUntil, recovering } = health;
  const why = lastFailure?.failure ?? lastFailure?.status;
  return [
    [
      `${waiting} wait`,
      ...(nextAttemptAt === undefined ? [] : [`next ${moment(nextAttemptAt)}`]),
      ...(readUntil === undefined ? [] : [`read until ${moment(readUntil)}`]),
      ...(isBehind ? ['behind: the log has more for it'] : []),
    ].join(', '),
    ...(lastSuccessAt === undefined ? [] : [`last success ${moment(lastSuccessAt)}`]),
    ...(lastFailureAt === undefined
      ? []
      : [`last failure ${moment(lastFailureAt)}${why === undefined ? '' : ` (${why})`}`]),
    ...(failingSince === undefined ? [] : [`failing since ${moment(failingSince)}`]),
    ...(slowUntil === undefined
      ? []
      : [
          `left alone until ${moment(slowUntil)}: its receiver asked for that or could not keep up`,
        ]),
    ...(recovering === undefined
      ? []
      : [`recovering ${moment(recovering.since)} to ${moment(recovering.until)}`]),
  ];
}

const reasons: Readonly<Record<NonNullable<Webhook['reason']>, string>> = {
  gone: 'its receiver is gone (410)',
  failing: 'it failed for five days',
  maker_revoked: 'who set it up is let in no more',
  maker_demoted: 'who set it up has a lesser role now',
};

function standing({ status, reason, health }: Webhook): string {
  const why = reason === undefined ? '' : ` because ${reasons[reason]}`;
  const { state, failuresInARow } = health;
  const count = `${failuresInARow} ${failuresInARow === 1 ? 'failure' : 'failures'} in a row`;
  if (state === 'failing') return `${status}${why}, ${count}`;
  return state === 'healthy' ? `${status}${why}, healthy` : `${status}${why}`;
}

/** What of it is not sent yet, and until when nothing is. */
function heldText({ waiting, slowUntil }: Webhook['health']): string {
  const waits = waiting === 0 ? '' : `, ${waiting} wait`;
  return slowUntil === undefined ? waits : `${waits}, left alone until ${moment(slowUntil)}`;
}

/** Of an URL its host: the rest may be a secret of the receiver's. */
function placeOf(url: string): string {
  return URL.parse(url)?.host || url;
}

function deliveryLine(delivery: WebhookDelivery): string {
  const { deliveryId, type, state, attemptCount, lastAttempt } = delivery;
  const last = lastAttempt === undefined ? '' : `: ${outcomeOf(lastAttempt)}`;
  return `${deliveryId} ${type} ${state}, ${attemptsText(attemptCount)}${nextText(delivery)}${last}`;
}

function deliveryLines(delivery: WebhookDeliveryDetail['delivery']): readonly string[] {
  const { deliveryId, type, channel, state, attemptCount, eventId, messageId } = delivery;
  const { cursor, gap, request, attempts } = delivery;
  return [
    `delivery ${deliveryId} ${state}, ${attemptsText(attemptCount)}${nextText(delivery)}`,
    `  ${type} of ${channel}, event ${eventId}`,
    `  webhook-id ${messageId}${cursor === undefined ? '' : `, cursor ${cursor}`}`,
    ...(gap === undefined ? [] : [`  gap from ${gap.from} to ${gap.to}: ${gap.reason}`]),
    `  ${cutText(request.body, longestBody, '…')}`,
    ...attempts.map(attempt => {
      const { at, tookMs, answer, answerCut, message } = attempt;
      const said =
        answer === undefined || answer === '' ? '' : ` "${answer}${answerCut ? '…' : ''}"`;
      const why = message === undefined ? '' : `, ${message}`;
      return `  ${moment(at)} ${outcomeOf(attempt)} after ${tookMs} ms${why}${said}`;
    }),
  ];
}

function nextText({
  state,
  nextAttemptAt,
}: Pick<WebhookDelivery, 'state' | 'nextAttemptAt'>): string {
  if (state !== 'pending') return '';
  return nextAttemptAt === undefined
    ? ', next once the webhook is enabled'
    : `, next ${moment(nextAttemptAt)}`;
}

const longestBody = 500;

const attemptsText = (count: number): string => `${count} ${count === 1 ? 'attempt' : 'attempts'}`;

const outcomeOf = ({ status, failure }: WebhookAttempt): string =>
  String(failure ?? status ?? 'no answer');

/** With its day, as `webhook recover` takes it. */
function moment(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
