import { randomUUID } from 'node:crypto';
import { LogReader } from '../../core/log/log-reader.ts';
import type { ManagePorts } from '../../core/webhook/manage/manage-ports.ts';
import { newKey } from '../../core/webhook/webhook-key.ts';
import { urlDefect } from '../../core/webhook/webhook-url.ts';
import { addressKind } from '../adapters/webhooks/allowed-address.ts';
import { allowsLoopback, deliveryKeptMs } from '../adapters/webhooks/webhook-environment.ts';
import type { ManagementPorts } from './ports.ts';

/** What the routes of webhooks need of the API's ports. */
export type WebhookPorts = Pick<
  ManagementPorts,
  | 'config'
  | 'webhooks'
  | 'deliveries'
  | 'wakeWebhooks'
  | 'webhookSecrets'
  | 'makers'
  | 'segments'
  | 'now'
>;

/** The log that webhooks are sent from. */
export function webhookLogOf({ segments, now }: Pick<WebhookPorts, 'segments' | 'now'>): LogReader {
  return new LogReader({ store: segments, channel: 'global', clock: now });
}

/** What managing webhooks takes, of what the API works with. */
export function managePortsOf(ports: WebhookPorts): ManagePorts {
  const { webhooks, deliveries, wakeWebhooks, makers, config, segments, now } = ports;
  return {
    ...{ webhooks, deliveries, wakeWebhooks, makers, now },
    newKey: (signature, owner, nowMs) => newKey(signature, ports.webhookSecrets, owner, nowMs),
    urlDefect: url =>
      urlDefect(url, {
        allowsLoopback: allowsLoopback(config),
        destinations: config.webhookDestinations,
        addressKind,
      }),
    log: webhookLogOf({ segments, now }),
    newId: randomUUID,
    retryAttempts: config.webhookRetryAttempts,
    timeoutMs: config.webhookTimeoutMs,
    deliveryKeptMs: deliveryKeptMs(config),
  };
}
