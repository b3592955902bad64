import { depletesAtMs, type PaymentStream } from '../../clients/react/index.ts';

/** How a payment stream stands, for people: by its status, and by how long its deposit lasts. */
export type DepositState = 'depleting' | 'depleted' | PaymentStream['status'];

/**
 * How it stands at that time of the server's clock, where the deployment gives notice so long before a
 * deposit is used up.
 */
export function depositState(stream: PaymentStream, nowMs: number, noticeMs: number): DepositState {
  if (stream.status !== 'active') return stream.status;
  const atMs = depletesAtMs(stream);
  if (atMs === undefined) return 'active';
  if (atMs <= nowMs) return 'depleted';
  return atMs - nowMs <= noticeMs ? 'depleting' : 'active';
}
