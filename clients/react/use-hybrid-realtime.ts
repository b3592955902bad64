import { useEffect, useMemo, useRef, useState } from 'react';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type { ChannelStatus, ChannelStep, Method } from '../browser/index.ts';
import type { Feed } from './feed.ts';
import { type UseSseOptions, type UseSseResult, useEventHandler, useSSE } from './use-sse.ts';

/** A handler of one event type, or of all (`*`). */
export type EventHandler = (event: ChannelEvent) => void;

/** Gets a line for people, and the step that it describes. */
export type DebugLog = (line: string, step: ChannelStep) => void;

export interface UseHybridRealtimeOptions extends UseSseOptions {
  /**
   * Whether it is read by the page's one stream, whose method is everybody's.
   * @default false
   */
  readonly share?: boolean;
  /** By event type, `*` for all; those of the latest rendering are called. */
  readonly eventHandlers?: Readonly<Record<string, EventHandler>>;
  /**
   * Logs each step: `console.debug`, or the function. No token is in it.
   * @default false
   */
  readonly debug?: boolean | DebugLog;
}

export interface HybridRealtime
  extends Pick<
    UseSseResult,
    'isConnected' | 'events' | 'lastEvent' | 'entries' | 'error' | 'stopReason' | 'feed'
  > {
  readonly status: ChannelStatus;
  /** The method that events come by now; undefined while none does. */
  readonly method: Method | undefined;
  /** How often each method failed since the page was opened. */
  readonly failures: Readonly<Record<Method, number>>;
  /** Connects at once, where it was: also when it was stopped, given up, or waits. */
  readonly reconnect: () => void;
  /** Stops reading until `reconnect`; what came stays. */
  readonly disconnect: () => void;
  readonly forceSSE: () => void;
  readonly forcePolling: () => void;
  /** Streams, and polls while streaming fails. */
  readonly auto: () => void;
  readonly addHandler: (type: string, handler: EventHandler) => void;
  readonly removeHandler: (type: string, handler: EventHandler) => void;
}

/** A channel by whichever method works, with handlers by event type that last as long as it does. */
export function useHybridRealtime(options: UseHybridRealtimeOptions): HybridRealtime {
  const { eventHandlers, debug = false, ...given } = options;
  const rest = { share: false, ...given };
  const log = debug === true ? console.debug : debug;
  const traced = log === false ? rest : { ...rest, trace: traceTo(log, rest) };
  const shown = useSSE(traced);
  const { feed, status, method, failures, stopReason } = shown;
  const { isConnected, events, lastEvent, entries, error } = shown;
  useEventHandlers(feed, eventHandlers);
  const controls = useControls(feed);
  const { sse, poll } = failures;
  return {
    ...{ isConnected, events, lastEvent, entries, error, feed, status, method, stopReason },
    failures: { sse: sse.total, poll: poll.total },
    ...controls,
  };
}

const traceTo =
  (log: DebugLog, { channel, trace }: UseSseOptions) =>
  (step: ChannelStep): void => {
    trace?.(step);
    log(`${channel}: ${step.signal.type}, ${step.state.kind}`, step);
  };

/** Each by a subscription of its own, so that what one throws keeps the other from nothing. */
function useEventHandlers(feed: Feed, handlers: UseHybridRealtimeOptions['eventHandlers']): void {
  const feeds = useMemo(() => [feed], [feed]);
  const call = (name: string, event: ChannelEvent): void => {
    // A type comes from the network: `constructor` is nobody's handler.
    if (handlers !== undefined && Object.hasOwn(handlers, name)) handlers[name]?.(event);
  };
  useEventHandler(feeds, event => call(event.type, event));
  useEventHandler(feeds, event => call('*', event));
}

type Controls = Pick<
  HybridRealtime,
  'reconnect' | 'disconnect' | 'forceSSE' | 'forcePolling' | 'auto' | 'addHandler' | 'removeHandler'
>;

function useControls({ stream }: Feed): Controls {
  const [handlers] = useState(() => new Map<string, Set<EventHandler>>());
  const isHere = useRef(false);

  // What is connected once the component is gone, nobody would close.
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);

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

  return useMemo(
    () => ({
      reconnect() {
        if (!isHere.current) return;
        stream.close();
        stream.connect();
      },
      disconnect: () => stream.close(),
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
}
