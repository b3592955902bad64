import type { ServerMessage } from '../wire/socket/server-message.ts';
import { type Drain, drainRetryMs } from './drain.ts';

/** What a socket gets before it is closed because the deployment drains. */
export function drainNotice(id: string, { reason, untilMs }: Drain, nowMs: number): ServerMessage {
  const retryMs = drainRetryMs(untilMs, nowMs, Math.random);
  const data = { reason: 'draining', message: reason, retryMs } as const;
  return { event: 'reconnect', id, data, timestamp: nowMs };
}
