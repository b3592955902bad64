import type { healthStatuses } from '../../../core/wire/payload/system.ts';
import type { ItemWriter } from '../item-writer.ts';
import { messageOf } from './messages.ts';

/** What every report may say. */
export interface Report {
  readonly component?: string;
  readonly message?: string;
  /** The same key makes one report. */
  readonly idempotencyKey?: string;
}

/** How the platform is, on the channel `system`. */
export function systemActions(writer: ItemWriter) {
  const maintenance =
    (status: 'on' | 'off') =>
    async ({ idempotencyKey, ...report }: Report) =>
      await writer.report({ kind: 'maintenance', status, ...report }, idempotencyKey);
  return {
    /** SYSTEM_STATUS. */
    status: async ({
      idempotencyKey,
      ...report
    }: Report & { readonly status: (typeof healthStatuses)[number] }) =>
      await writer.report({ kind: 'status', ...report }, idempotencyKey),

    /** SYSTEM_MAINTENANCE on. */
    maintenanceStarted: maintenance('on'),
    /** SYSTEM_MAINTENANCE off. */
    maintenanceEnded: maintenance('off'),
    /** A systemAlert to users or roles. */
    alert: messageOf(writer, 'systemAlert', 'high'),
  };
}
