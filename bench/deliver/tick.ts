import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type { PeerServer } from './peer.ts';

/** From the beginning of one tick to that of the next, at least: a tail reads its log as often. */
export const tickMs = 20;

/** What the ids of all events begin with, and nothing else that is written. */
export const eventMark = '"id":"bench-';

/** Delivers so many ticks of so many events each, `tickMs` apart. */
export async function deliverTicks(
  server: PeerServer,
  { ticks, events }: { readonly ticks: number; readonly events: number },
): Promise<void> {
  for (let tick = 0; tick < ticks; tick += 1) {
    const startedMs = performance.now();
    await server.deliver(Array.from({ length: events }, nextEvent));
    // Its writes may end, and others begin, as between two ticks of a real day.
    await sleep(Math.max(0, tickMs - (performance.now() - startedMs)));
  }
}

let made = 0;

/** About 200 bytes of JSON. */
function nextEvent(): ChannelEvent {
  made += 1;
  return {
    id: `bench-${String(made).padStart(9, '0')}`,
    type: 'FIGHT_STATUS_UPDATE',
    timestamp: Date.now(),
    priority: 'normal',
    source: 'Fights',
    version: '1.0',
    channel: 'fights',
    data: { fightId: 'fight-000042', status: 'live', round: 3 },
  };
}
