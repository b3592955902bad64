import type { Component } from '../../core/health/check-health.ts';
import { createWebhookCount } from '../../core/webhook/manage/count-webhooks.ts';
import { createKeyCheck } from '../adapters/identity/token-key.ts';
import type { ManagementPorts } from './ports.ts';

/** No user has this id: it has a space, which no token may have. */
const nobody = 'health check';

const minuteMs = 60_000;

type ComponentPorts = Pick<
  ManagementPorts,
  'segments' | 'directory' | 'revocations' | 'keys' | 'auditLog' | 'webhooks' | 'now'
>;

/** What the system stands on, each asked as cheaply as it can be. */
export function componentsOf(ports: ComponentPorts): readonly Component[] {
  const { segments, directory, revocations, keys, auditLog, now } = ports;
  return [
    {
      name: 'event-log',
      isEssential: true,
      ask: () => segments.newestFirst('system', { limit: 1, consistent: false }),
    },
    { name: 'connections', isEssential: true, ask: () => directory.ofUser(nobody) },
    {
      name: 'revocations',
      isEssential: true,
      ask: () => revocations.isRevoked({ userId: nobody }),
    },
    { name: 'token-key', isEssential: true, ask: createKeyCheck(keys, now) },
    {
      name: 'audit',
      isEssential: false,
      ask: () => auditLog.find({ fromMs: now() - minuteMs, toMs: now(), limit: 1 }),
    },
    webhookComponent(ports),
  ];
}

/** A receiver that fails is none of ours, and makes nothing ill: how many do is shown beside the status. */
function webhookComponent({ webhooks, now }: Pick<ComponentPorts, 'webhooks' | 'now'>): Component {
  const count = createWebhookCount(webhooks, now);
  let text = '';
  return {
    ...{ name: 'webhooks', isEssential: false },
    ask: async () => {
      text = await count();
    },
    found: () => text,
  };
}
