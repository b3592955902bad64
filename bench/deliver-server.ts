import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FromServer, ToServer } from './deliver/messages.ts';
import type { StartPeer } from './deliver/peer.ts';
import { startBetterSse } from './deliver/peers/better-sse.ts';
import { startOurs } from './deliver/peers/ours.ts';
import { startRaw } from './deliver/peers/raw.ts';
import { startSocketIo } from './deliver/peers/socket-io.ts';
import { startWs } from './deliver/peers/ws.ts';
import { deliverTicks } from './deliver/tick.ts';

/** The server of one peer, in a process of its own whose time and memory are measured. Argument: which. */
const starts: Readonly<Record<string, StartPeer>> = {
  raw: startRaw,
  ours: startOurs,
  'better-sse': startBetterSse,
  ws: startWs,
  'socket.io': startSocketIo,
};
const name = process.argv[2] ?? '';
const start = starts[name];
if (start === undefined) {
  throw new Error(`received the peer "${name}", expected one of ${Object.keys(starts).join(', ')}`);
}
const server = await start();

const answer = async (asked: ToServer): Promise<FromServer> => {
  switch (asked.kind) {
    case 'deliver':
      await deliverTicks(server, asked);
      return { kind: 'delivered' };
    case 'usage': {
      const { user, system } = process.cpuUsage();
      return { kind: 'usage', cpuMs: (user + system) / 1_000, readers: server.readers() };
    }
    case 'memory': {
      // What was freed by the first may hold what the second frees: buffers outside of the heap.
      for (let times = 0; times < 3; times += 1) {
        globalThis.gc?.();
        await nextTurn();
      }
      const { rss, heapUsed, external } = process.memoryUsage();
      return { kind: 'memory', rssBytes: rss, heldBytes: heapUsed + external };
    }
  }
};
process.on('message', (asked: ToServer) => {
  void answer(asked).then(message => process.send?.(message));
});
process.once('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready', port: server.port } satisfies FromServer);
