import { useMemo } from 'react';
import type { Environment } from '../browser/index.ts';
import { useStreamPlace } from './realtime-provider.tsx';
import { managementOf } from './use-item-page.ts';
import { type WebhookActions, webhookActions } from './webhook-actions.ts';

export interface UseWebhookActionsOptions {
  readonly environment?: Partial<Environment>;
}

/** What the person may do to webhooks; what the page shows of them is read again once it is done. */
export function useWebhookActions({ environment }: UseWebhookActionsOptions = {}): WebhookActions {
  const place = useStreamPlace();
  // biome-ignore lint/correctness/useExhaustiveDependencies: an environment is taken once
  return useMemo(
    () => webhookActions(managementOf(place, environment).management, () => place.done.report()),
    [place],
  );
}
