import type { ChannelEvent } from '../../core/wire/event.ts';

/** A server that passes events on to all who are connected to it. */
export interface PeerServer {
  readonly port: number;
  /** How many readers stand in line for what comes next. */
  readonly readers: () => number;
  /** Writes the events of one tick to every reader; resolves when the last write was made. */
  deliver(events: readonly ChannelEvent[]): Promise<void>;
}

/** In the order of the tables. `raw` is the bound: nobody writes to sockets with less. */
export const peerNames = ['raw', 'ours', 'better-sse', 'ws', 'socket.io'] as const;

export type PeerName = (typeof peerNames)[number];

/** Starts a peer on a free port of this machine. */
export type StartPeer = () => Promise<PeerServer>;
