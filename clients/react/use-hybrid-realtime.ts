import { useEffect, useMemo, useState } from 'react';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type { ChannelStatus, Method } from '../browser/index.ts';
import { type UseSseOptions, type UseSseResult, useSSE } from './use-sse.ts';

/** A handler of one event type, or of all (`*`). */
export type EventHandler = (event: ChannelEvent) => void;

export interface HybridRealtime
  extends Pick<UseSseResult, 'isConnected' | 'events' | 'entries' | 'error' | 'feed'> {
  readonly status: ChannelStatus;
  /** The method that events come by now; undefined while none does. */
  readonly method: Method | undefined;
  /** How often each method failed since the page was opened. */
  readonly failures: Readonly<Record<Method, number>>;
  readonly forceSSE: () => void;
  readonly forcePolling: () => void;
  /** Streams, and polls while streaming fails. */
  readonly auto: () => void;
  readonly addHandler: (type: string, handler: EventHandler) => void;
  readonly removeHandler: (type: string, handler: EventHandler) => void;
}

/** A channel by whichever method works, with handlers by event type that last as long as it does. */
export function useHybridRealtime(options: UseSseOptions): HybridRealtime {
  const { feed, status, method, failures, isConnected, events, entries, error } = useSSE(options);
  const [handlers] = useState(() => new Map<string, Set<EventHandler>>());
  const { stream } = feed;

  // A feed that is made anew, for another token for example, gets the handlers that were added.
  useEffect(() => {
    const added = [...handlers].flatMap(([type, each]) =>
      [...each].map(handler => ({ type, handler })),
    );
    for (const { type, handler } of added) stream.addHandler(type, handler);
    return () => {
      for (const [type, each] of handlers) {
        for (const handler of each) stream.removeHandler(type, handler);
      }
    };
  }, [stream, handlers]);

  const controls = useMemo(
    () => ({
      forceSSE: () => stream.forceSSE(),
      forcePolling: () => stream.forcePolling(),
      auto: () => stream.auto(),
      addHandler(type: string, handler: EventHandler) {
        handlers.set(type, (handlers.get(type) ?? new Set<EventHandler>()).add(handler));
        stream.addHandler(type, handler);
      },
      removeHandler(type: string, handler: EventHandler) {
        handlers.get(type)?.delete(handler);
        stream.removeHandler(type, handler);
      },
    }),
    [stream, handlers],
  );
  const { sse, poll } = failures;
  return {
    isConnected,
    events,
    entries,
    error,
    feed,
    status,
    method,
    failures: { sse: sse.total, poll: poll.total },
    ...controls,
  };
}
