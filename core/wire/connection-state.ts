import type { ChannelName } from './event.ts';

/** A stream of server-sent events, or a WebSocket. */
export const connectionKinds = ['sse', 'ws'] as const;

export type ConnectionKind = (typeof connectionKinds)[number];

/** The states of a connection; the transitions are in core/connection/transition.ts. */
export const connectionStates = [
  'connecting',
  'connected',
  'idle',
  'stale',
  'disconnecting',
] as const;

export type ConnectionState = (typeof connectionStates)[number];

/** What a connection is connected to: a channel's stream, or the bettors' socket. */
export type ConnectionChannel = ChannelName | 'proposals';
