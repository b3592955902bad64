import type { LanePorts, LaneRun } from './lane-ports.ts';

/**
 * Goes on with one webhook: sends what is due of what waits, then what came behind its cursor, for a bounded
 * time. Whatever kills it, the next run goes on from what was written.
 *
 * @throws what the ports throw; the lease then ends by itself
 */
export async function runLane(webhookId: string, ports: LanePorts): Promise<LaneRun> {
  throw new TypeError(`not there yet: ${webhookId} ${ports.deliveryKeptMs}`);
}
