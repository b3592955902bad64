import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { TokenSource } from '../browser/index.ts';
import { DoneHere } from './done-here.ts';
import { ItemBooks } from './item-books.ts';
import { SharedStreams } from './shared-streams.ts';

/** Where a deployment is. Every hook's own options take precedence. */
export interface RealtimeEndpoints {
  /** The channels' URLs by name: the stack's outputs `<Title>ChannelUrl`. */
  readonly channels: Readonly<Record<string, string>>;
  /**
   * With it the hooks of a page share one stream: the stack's output `LiveUrl`.
   * @default - a stream for each hook and channel
   */
  readonly liveUrl?: string;
  /** With it channels fall back to polling. @default - they never poll */
  readonly managementUrl?: string;
  readonly proposalsWebSocketUrl?: string;
  /**
   * A name of this page: its new shared stream takes the place of its older one.
   * @default - none
   */
  readonly clientId?: string;
  /** Who reads, unless a hook says otherwise. */
  readonly token?: TokenSource;
}

/** Where streams come from. */
export interface StreamPlace {
  readonly endpoints: RealtimeEndpoints;
  /** Those of all hooks below. */
  readonly streams: SharedStreams;
  /** What all of them know of payment streams, workflows and bulk operations. */
  readonly items: ItemBooks;
  /** What the page itself has done: whoever shows it reads it again. */
  readonly done: DoneHere;
}

const RealtimeContext = createContext<StreamPlace>({
  endpoints: { channels: {} },
  streams: new SharedStreams(),
  items: new ItemBooks(),
  done: new DoneHere(),
});

interface RealtimeProviderProps {
  /** Keep the same object between renderings: another one makes new connections. */
  readonly endpoints: RealtimeEndpoints;
  /**
   * Where streams are shared with what is read beside the hooks. Keep the same object.
   * @default - among the hooks below
   */
  readonly streams?: SharedStreams;
  readonly children: ReactNode;
}

/** Gives the hooks below the addresses of a deployment. */
export function RealtimeProvider({ endpoints, streams, children }: RealtimeProviderProps) {
  const place = useMemo(
    () => ({
      endpoints,
      streams: streams ?? new SharedStreams(),
      items: new ItemBooks(),
      done: new DoneHere(),
    }),
    [endpoints, streams],
  );
  // Its short form, without `.Provider`, is of React 19.
  return <RealtimeContext.Provider value={place}>{children}</RealtimeContext.Provider>;
}

/** Where the deployment is. */
export const useRealtime = (): RealtimeEndpoints => useContext(RealtimeContext).endpoints;

/** The same object for as long as the endpoints are. */
export const useStreamPlace = (): StreamPlace => useContext(RealtimeContext);

/** Where pages of events are fetched. */
export const pollUrlOf = (managementUrl: string | undefined): string | undefined =>
  managementUrl === undefined ? undefined : new URL('poll', managementUrl).href;
