import type { Webhook, WebhookChange, WebhookRequest } from '../../clients/react/index.ts';

/** What is typed and chosen in the form of a webhook. */
export interface WebhookFields {
  /** Of a new one; empty: one is given. */
  readonly webhookId: string;
  readonly url: string;
  /** All that the person may read, but for `global`. */
  readonly isAll: boolean;
  readonly channels: readonly string[];
  /** Patterns, one in a line. */
  readonly types: string;
  readonly format: Webhook['format'];
  readonly signature: Webhook['signature'];
  readonly description: string;
  /** Empty: as the deployment says. */
  readonly retryAttempts: number | '';
  /** In seconds; empty: as the deployment says. */
  readonly timeout: number | '';
}

export const emptyFields: WebhookFields = {
  ...{ webhookId: '', url: '', isAll: true, channels: [], types: '*' },
  ...{ format: 'standard', signature: 'v1', description: '', retryAttempts: '', timeout: '' },
};

/** The form as it begins for one that is there. */
export const fieldsOf = (webhook: Webhook): WebhookFields => ({
  webhookId: webhook.webhookId,
  url: webhook.url,
  isAll: webhook.channels.includes('*'),
  channels: webhook.channels.filter(name => name !== '*'),
  types: webhook.types.join('\n'),
  format: webhook.format,
  signature: webhook.signature,
  description: webhook.description ?? '',
  retryAttempts: webhook.retryAttempts,
  timeout: webhook.timeoutMs / 1_000,
});

/** Why the form cannot be sent as it stands; `undefined`: it can. */
export function fieldsDefect({ url, isAll, channels, types }: WebhookFields): string | undefined {
  if (url.trim() === '') return 'Give the URL that is posted to.';
  if (!isAll && channels.length === 0) return 'Choose a channel, or all.';
  return patterns(types).length === 0 ? 'Name an event type, or * for all.' : undefined;
}

const patterns = (types: string): string[] => [...new Set(types.split(/[\s,]+/).filter(Boolean))];

type Asked = Pick<WebhookRequest, 'url' | 'format' | 'retryAttempts' | 'timeoutMs'> &
  Required<Pick<WebhookRequest, 'channels' | 'types'>>;

/** What the form says of what is sent, where to and how, as it is asked for. */
export function askedOf(fields: WebhookFields): Asked {
  const { url, isAll, channels, types, format, retryAttempts, timeout } = fields;
  return {
    ...{ url: url.trim(), types: patterns(types), format },
    channels: (isAll ? ['*'] : channels) as Asked['channels'],
    ...(retryAttempts !== '' && { retryAttempts }),
    ...(timeout !== '' && { timeoutMs: Math.round(timeout * 1_000) }),
  };
}

/** What is asked for a new one. */
export function requestOf(fields: WebhookFields): WebhookRequest {
  const { signature } = fields;
  const [webhookId, description] = [fields.webhookId.trim(), fields.description.trim()];
  return {
    ...askedOf(fields),
    signature,
    ...(webhookId !== '' && { webhookId }),
    ...(description !== '' && { description }),
  };
}

/** What is asked for one that is there: only what differs, for somebody else may change the rest. */
export function changeOf(fields: WebhookFields, before: WebhookFields): WebhookChange {
  const wanted = { ...askedOf(fields), description: fields.description.trim() };
  const known = { ...askedOf(before), description: before.description.trim() };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) =>
        JSON.stringify(value) !== JSON.stringify(known[name as keyof typeof known]),
    ),
  ) as WebhookChange;
}
