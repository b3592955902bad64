import { keyOverlapSeconds } from '../../core/webhook/limits.ts';
import { momentSchema } from '../../core/wire/management/moment.ts';
import {
  type WebhookChange,
  type WebhookRequest,
  webhookChangeSchema,
  webhookRequestSchema,
} from '../../core/wire/management/webhooks.ts';
import { type DeliveryState, deliveryStates } from '../../core/wire/webhook.ts';
import { readOptions, shorten } from './read-words.ts';

/** A command about webhooks, understood. */
export type WebhookCommand =
  | { readonly name: 'webhooks' }
  | ({ readonly name: 'webhook' } & WebhookDeed);

type WebhookDeed =
  | {
      readonly what: 'show' | 'test' | 'pause' | 'resume' | 'remove';
      readonly webhookId: string;
    }
  | { readonly what: 'add'; readonly request: WebhookRequest }
  | { readonly what: 'change'; readonly webhookId: string; readonly change: WebhookChange }
  | { readonly what: 'rotate'; readonly webhookId: string; readonly overlapSeconds?: number }
  | {
      readonly what: 'recover';
      readonly webhookId: string;
      /** As the API takes moments. */
      readonly since: string;
      readonly until?: string;
    }
  | { readonly what: 'deliveries'; readonly webhookId: string; readonly state?: DeliveryState }
  | {
      readonly what: 'delivery' | 'redeliver';
      readonly webhookId: string;
      readonly deliveryId: string;
    };

/** What `webhook` takes first; any other word is the id of one. */
export const webhookWords = [
  'show',
  'add',
  'change',
  'test',
  'pause',
  'resume',
  'rotate',
  'recover',
  'remove',
  'deliveries',
  'delivery',
  'redeliver',
] as const;

/** The options of `webhook add`. */
export const webhookOptions = [
  '--id',
  '--channels',
  '--types',
  '--format',
  '--signature',
  '--description',
  '--retries',
  '--timeout',
] as const;

/** Those of `webhook change`. */
export const webhookChangeOptions = [
  '--url',
  ...webhookOptions.filter(option => option !== '--id' && option !== '--signature'),
] as const;

const expectedId = 'expected the id of one webhook';
const expectedDelivery = 'expected the id of a webhook and that of a delivery';

export function readWebhooks([word]: readonly string[]): WebhookCommand | string {
  return word === undefined
    ? { name: 'webhooks' }
    : `received "${shorten(word)}", expected nothing`;
}

export function readWebhook([first = '', ...words]: readonly string[]): WebhookCommand | string {
  const what = webhookWords.find(word => word === first.toLowerCase());
  switch (what) {
    case undefined:
      return first === '' || words.length > 0
        ? `received "${shorten(first)}", expected the id of one webhook, or one of ${webhookWords.join(', ')}`
        : { name: 'webhook', what: 'show', webhookId: first };
    case 'add':
      return readAdd(words);
    case 'change':
      return readChange(words);
    case 'rotate':
      return readRotate(words);
    case 'recover':
      return readRecover(words);
    case 'deliveries':
      return readDeliveries(words);
    case 'delivery':
    case 'redeliver': {
      const [webhookId, deliveryId, ...more] = words;
      return webhookId === undefined || deliveryId === undefined || more.length > 0
        ? expectedDelivery
        : { name: 'webhook', what, webhookId, deliveryId };
    }
    default: {
      const [webhookId, ...more] = words;
      return webhookId === undefined || more.length > 0
        ? expectedId
        : { name: 'webhook', what, webhookId };
    }
  }
}

const text = { type: 'string' } as const;

/** What both `add` and `change` say of a webhook. */
const settingOptions = {
  ...{ channels: text, types: text, format: text, description: text },
  ...{ retries: text, timeout: text },
} as const;

type SettingWords = { readonly [K in keyof typeof settingOptions]?: string | undefined };

/** As the API takes them; what is no number is left to its schema. */
function settingsOf(values: SettingWords) {
  const { channels, types, format, description, retries, timeout } = values;
  return {
    ...(channels !== undefined && { channels: channels.split(',') }),
    ...(types !== undefined && { types: types.split(',') }),
    ...(format !== undefined && { format }),
    ...(description !== undefined && { description }),
    ...(retries !== undefined && { retryAttempts: numberOf(retries) }),
    ...(timeout !== undefined && { timeoutMs: numberOf(timeout) }),
  };
}

const numberOf = (word: string): number => (/^\d{1,6}$/.test(word) ? Number(word) : Number.NaN);

/** How the options are called here, where the API calls them otherwise. */
const optionNames: Readonly<Record<string, string>> = {
  ...{ webhookId: 'id', retryAttempts: 'retries', timeoutMs: 'timeout' },
};

/** What is wrong, by the option's name. */
function defectOf(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  const [issue] = issues;
  const name = String(issue?.path[0] ?? 'webhook');
  return `${optionNames[name] ?? name}: ${issue?.message}`;
}

function readAdd(words: readonly string[]): WebhookCommand | string {
  const parsed = readOptions(words, { ...settingOptions, id: text, signature: text } as const);
  if (typeof parsed === 'string') return parsed;
  const [url, ...more] = parsed.positionals;
  if (url === undefined || more.length > 0) return 'expected one URL, or the ARN of a queue or bus';
  const { id, signature, ...settings } = parsed.values;
  const request = {
    ...{ url, ...(id !== undefined && { webhookId: id }) },
    ...settingsOf(settings),
    ...(signature !== undefined && { signature }),
  };
  const checked = webhookRequestSchema.safeParse(request);
  if (checked.success) return { name: 'webhook', what: 'add', request: request as WebhookRequest };
  return defectOf(checked.error.issues);
}

function readChange(words: readonly string[]): WebhookCommand | string {
  const parsed = readOptions(words, { ...settingOptions, url: text } as const);
  if (typeof parsed === 'string') return parsed;
  const [webhookId, ...more] = parsed.positionals;
  if (webhookId === undefined || more.length > 0) return expectedId;
  const { url, ...settings } = parsed.values;
  const change = { ...(url !== undefined && { url }), ...settingsOf(settings) };
  if (Object.keys(change).length === 0) {
    return `expected what is to be otherwise: ${webhookChangeOptions.join(', ')}`;
  }
  const checked = webhookChangeSchema.safeParse(change);
  return checked.success
    ? { name: 'webhook', what: 'change', webhookId, change: checked.data }
    : defectOf(checked.error.issues);
}

function readRotate(words: readonly string[]): WebhookCommand | string {
  const parsed = readOptions(words, { overlap: text } as const);
  if (typeof parsed === 'string') return parsed;
  const [webhookId, ...more] = parsed.positionals;
  if (webhookId === undefined || more.length > 0) return expectedId;
  const { overlap } = parsed.values;
  if (overlap === undefined) return { name: 'webhook', what: 'rotate', webhookId };
  return /^\d{1,6}$/.test(overlap) && Number(overlap) <= keyOverlapSeconds.most
    ? { name: 'webhook', what: 'rotate', webhookId, overlapSeconds: Number(overlap) }
    : `--overlap: received "${shorten(overlap)}", expected 0 to ${keyOverlapSeconds.most} seconds`;
}

function readRecover(words: readonly string[]): WebhookCommand | string {
  const [webhookId, since, until, ...more] = words;
  if (webhookId === undefined || since === undefined || more.length > 0) {
    return 'expected the id of a webhook, since when, and perhaps until when';
  }
  const odd = [since, until].find(
    moment => moment !== undefined && !momentSchema.safeParse(moment).success,
  );
  return odd === undefined
    ? { name: 'webhook', what: 'recover', webhookId, since, ...(until !== undefined && { until }) }
    : `received "${shorten(odd)}", expected a time such as 2026-11-21T10:15:00Z, or milliseconds since 1970`;
}

function readDeliveries([webhookId, word, ...more]: readonly string[]): WebhookCommand | string {
  const state = deliveryStates.find(one => one === word?.toLowerCase());
  if (webhookId === undefined) return expectedId;
  return more.length > 0 || (word !== undefined && state === undefined)
    ? `received "${shorten(word)}", expected nothing, or one of ${deliveryStates.join(', ')}`
    : { name: 'webhook', what: 'deliveries', webhookId, ...(state && { state }) };
}
