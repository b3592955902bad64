import { createContext, type ReactNode, useContext } from 'react';
import type { TokenSource } from '../browser/index.ts';

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
  /** Who reads, unless a hook says otherwise. */
  readonly token?: TokenSource;
}

const RealtimeContext = createContext<RealtimeEndpoints>({ channels: {} });

interface RealtimeProviderProps {
  /** Keep the same object between renderings: another one makes new connections. */
  readonly endpoints: RealtimeEndpoints;
  readonly children: ReactNode;
}

/** Gives the hooks below the addresses of a deployment. */
export function RealtimeProvider({ endpoints, children }: RealtimeProviderProps) {
  // Its short form, without `.Provider`, is of React 19.
  return <RealtimeContext.Provider value={endpoints}>{children}</RealtimeContext.Provider>;
}

/** Where the deployment is. */
export const useRealtime = (): RealtimeEndpoints => useContext(RealtimeContext);

/** Where pages of events are fetched. */
export const pollUrlOf = (managementUrl: string | undefined): string | undefined =>
  managementUrl === undefined ? undefined : new URL('poll', managementUrl).href;
