export type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';
export {
  type ChannelOptions,
  type ChannelStatus,
  type ChannelStep,
  ChannelStream,
  type ChannelView,
  type ClientProblem,
  type Gap,
  type Method,
  RecentIds,
  type TokenSource,
} from '../browser/index.ts';
export { createFeed, type Feed, type FeedEntry, type FeedOptions, type FeedView } from './feed.ts';
export { type RealtimeEndpoints, RealtimeProvider, useRealtime } from './realtime-provider.tsx';
export type { UseChannelOptions } from './use-channel.ts';
export { useFeedView } from './use-feed.ts';
export {
  type EventHandler,
  type HybridRealtime,
  useHybridRealtime,
} from './use-hybrid-realtime.ts';
export { type UseMultiSseOptions, type UseMultiSseResult, useMultiSSE } from './use-multi-sse.ts';
export { type UseSseOptions, type UseSseResult, useSSE } from './use-sse.ts';
