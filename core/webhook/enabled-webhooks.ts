import type { StoredWebhook } from './stored-webhook.ts';

/** What of a webhook says whether it may want an event. */
export type EnabledWebhook = Pick<StoredWebhook, 'webhookId' | 'channels' | 'types'>;

/** Those that are sent something, as it was a moment ago. */
export type EnabledWebhooks = () => Promise<readonly EnabledWebhook[]>;
