import * as z from 'zod';
import {
  commaSeparated,
  type EnvironmentOf,
  flag,
  positiveInteger,
  text,
} from '../runtime/read-environment.ts';

/** The variables of a function that posts to webhooks, or sets them up. */
export const webhookVariables = {
  WEBHOOKS_TABLE_NAME: text,
  WEBHOOK_DELIVERIES_TABLE_NAME: text,
  /** Of wake-ups. */
  WEBHOOK_QUEUE_URL: text,
  WEBHOOK_KEY_ARN: text,
  /** ARNs, comma-separated. */
  WEBHOOK_DESTINATIONS: commaSeparated,
  WEBHOOK_LOOPBACK: flag,
  HISTORY_DAYS: positiveInteger,
  /** Set by a local host: where it stands in for AWS. */
  AWS_ENDPOINT_URL: z.string().optional(),
};

export type WebhookEnvironment = EnvironmentOf<typeof webhookVariables>;

/**
 * Whether webhooks may go to this machine. The setting alone is not enough: a function on AWS has no
 * endpoint of AWS on its own machine, so that a laptop's setting that is deployed opens nothing there.
 */
export function allowsLoopback(config: {
  readonly webhookLoopback: boolean;
  readonly awsEndpointUrl?: string | undefined;
}): boolean {
  const { hostname } = URL.parse(config.awsEndpointUrl ?? '') ?? {};
  return config.webhookLoopback && loopbackNames.includes(hostname ?? '');
}

const loopbackNames: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

const dayMs = 86_400_000;

/** A delivery can be looked at for a week, however short history is. */
const leastDeliveryDays = 7;

/** How long what was delivered or given up is kept. */
export function deliveryKeptMs({ historyDays }: { readonly historyDays: number }): number {
  return Math.max(historyDays, leastDeliveryDays) * dayMs;
}
