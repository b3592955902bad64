import { inKeyOrder } from '../../key-order.ts';
import { keyOfPage, pageToken } from '../../page-token.ts';
import { Refused } from '../../wire/refused.ts';
import type { WebhookStore, WebhookWithLane } from '../webhook-store.ts';
import { manages } from './find-webhook.ts';
import type { Manager } from './manage-ports.ts';

/** Some webhooks, and where the page behind them begins. */
export interface WebhookPage {
  readonly found: readonly WebhookWithLane[];
  readonly next?: string | undefined;
}

/**
 * Those that the caller manages, by their ids. A stack has few: they are read together, and cut here.
 *
 * @throws Refused QUERY_INVALID for a `next` that is none of ours
 */
export async function listWebhooks(
  { limit, next }: { readonly limit: number; readonly next?: string | undefined },
  manager: Pick<Manager, 'userId' | 'role'>,
  store: Pick<WebhookStore, 'list'>,
): Promise<WebhookPage> {
  const after = next === undefined ? undefined : idOfPage(next);
  const all = (await store.list()).filter(
    each =>
      manages(manager, each) &&
      (after === undefined || inKeyOrder(each.webhook.webhookId, after) > 0),
  );
  const found = all.slice(0, limit);
  const last = found.at(-1);
  return all.length > limit && last !== undefined
    ? { found, next: pageToken({ webhookId: last.webhook.webhookId }) }
    : { found };
}

function idOfPage(next: string): string {
  const webhookId = keyOfPage(next, ['webhookId'])?.webhookId;
  if (webhookId !== undefined) return webhookId;
  throw new Refused('QUERY_INVALID', 'received a next of another list; expected one of this');
}
