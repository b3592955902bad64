import * as z from 'zod';
import { eventTypePattern } from './event.ts';

/** `paused`: by someone. `disabled`: by the system, for a reason. Neither is sent anything. */
export const webhookStatuses = ['enabled', 'paused', 'disabled'] as const;

export type WebhookStatus = (typeof webhookStatuses)[number];

/**
 * Why the system disabled a webhook: its receiver answered 410, failed for five days, or whoever set it
 * up was revoked or banned, or has a lesser role now.
 */
export const disabledReasons = ['gone', 'failing', 'maker_revoked', 'maker_demoted'] as const;

export type DisabledReason = (typeof disabledReasons)[number];

/** What a body holds: the event, or text for a chat tool. */
export const webhookFormats = ['standard', 'slack'] as const;

export type WebhookFormat = (typeof webhookFormats)[number];

/** The signatures of Standard Webhooks 1.0.0: HMAC-SHA256, or Ed25519. */
export const webhookSignatures = ['v1', 'v1a'] as const;

export type WebhookSignature = (typeof webhookSignatures)[number];

/** `pending`: it is to be attempted, again or for the first time. */
export const deliveryStates = ['pending', 'delivered', 'exhausted'] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/** Why an attempt got no answer. */
export const sendFailures = [
  /** Its address is none of the public internet, or its name leads to such a one. */
  'ADDRESS_NOT_ALLOWED',
  'NAME_NOT_FOUND',
  'CONNECTION_FAILED',
  /** The certificate is not of that name, or of nobody trusted. */
  'TLS_FAILED',
  'TIMEOUT',
  /** What was answered is no HTTP. */
  'ANSWER_INVALID',
  /** The queue or bus of AWS did not take it. */
  'DESTINATION_FAILED',
  /** Its settings allow no such destination any more. */
  'DESTINATION_NOT_ALLOWED',
  /** Its key does not open, so nothing was signed or sent. */
  'KEY_UNREADABLE',
] as const;

export type SendFailure = (typeof sendFailures)[number];

/** Chosen by whoever registers, or by us. It stands in paths, keys and logs. */
export const webhookIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'expected 1 to 64 letters, digits, - and _, a letter or digit first',
  );

/** Event types, or beginnings of some, that one webhook names. */
export const maxWebhookTypes = 50;

/** Of an URL, or of an ARN. */
export const maxUrlLength = 2_048;

/** After the first attempt. */
export const maxRetryAttempts = 9;

/** How long one attempt may take. */
export const timeoutMs = { least: 1_000, most: 30_000 } as const;

/** How long a key signs on once it is replaced. */
export const keyOverlapSeconds = { standard: 86_400, most: 604_800 } as const;

/** An event type, or the beginning of some before a `*`. */
export const typePatternSchema = z
  .string()
  .refine(
    text =>
      text === '*' ||
      eventTypePattern.test(text) ||
      (text.endsWith('*') && eventTypePattern.test(text.slice(0, -1))),
    'expected an event type, or the beginning of some before a *, such as stream.*',
  );

/** Whether the type is one of the patterns'. */
export function matchesType(type: string, patterns: readonly string[]): boolean {
  return patterns.some(pattern =>
    pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern,
  );
}

/** What of the log a receiver was not sent and will not be: it was kept no longer. */
export const webhookGapSchema = z.strictObject({
  from: z.string().describe('The cursor after which events are missing'),
  to: z.string().describe('The cursor after which they go on'),
  reason: z.string(),
});

export type WebhookGap = Readonly<z.infer<typeof webhookGapSchema>>;
