import type { ChannelName } from './event.ts';

export const connectionKinds = ['sse', 'ws'] as const;

export type ConnectionKind = (typeof connectionKinds)[number];

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
