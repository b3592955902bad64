import type { ChannelName, ChannelStream, ChannelView } from '../browser/index.ts';

/** One channel, read: by a stream of its own, or as one of those that share a stream. */
export type ChannelReader<C extends ChannelName = ChannelName> = Pick<
  ChannelStream<C>,
  | 'channel'
  | 'cursor'
  | 'view'
  | 'subscribe'
  | 'connect'
  | 'close'
  | 'forceSSE'
  | 'forcePolling'
  | 'auto'
  | 'on'
  | 'addHandler'
  | 'removeHandler'
>;

/** Nothing is read yet. */
export const idleView: ChannelView = {
  status: 'idle',
  method: undefined,
  choice: 'auto',
  failures: { sse: { inARow: 0, total: 0 }, poll: { inARow: 0, total: 0 } },
  nextAttemptAt: undefined,
  stopReason: undefined,
  problem: undefined,
};
