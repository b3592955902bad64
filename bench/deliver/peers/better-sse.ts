import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';
import { listen } from '../listen.ts';
import type { PeerServer } from '../peer.ts';

/** As its own pages show it: a session for each response, a channel that broadcasts to all of them. */
export async function startBetterSse(): Promise<PeerServer> {
  const channel = createChannel();
  const server = createServer(async (request, response) =>
    channel.register(await createSession(request, response)),
  );
  const port = await listen(server);
  return {
    port,
    readers: () => channel.sessionCount,
    deliver: async events => {
      for (const event of events) channel.broadcast(event, event.type, { eventId: event.id });
    },
  };
}
