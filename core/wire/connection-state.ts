import { type StreamName, streamNames } from './event.ts';

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

/** What a connection is connected to: a stream of a channel or of several, or the bettors' socket. */
export const connectionChannels = [...streamNames, 'proposals'] as const;

export type ConnectionChannel = StreamName | 'proposals';
