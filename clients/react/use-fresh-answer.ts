import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { ChannelName } from '../../core/wire/event.ts';
import type { ChannelEvent, Environment } from '../browser/index.ts';
import { FreshAnswer, type FreshView } from './fresh-answer.ts';
import type { ManagementClient, ManagementResult } from './management-client.ts';
import { useStreamPlace } from './realtime-provider.tsx';
import { readerOf } from './use-channel.ts';
import { managementOf } from './use-item-page.ts';

/** What is asked for, and when it is asked again. */
export interface FreshQuestion<Data> {
  /** Another question is another answer; `undefined`: nothing is asked. */
  readonly key: string | undefined;
  readonly ask: (
    management: ManagementClient,
    signal: AbortSignal,
  ) => Promise<ManagementResult<Data>>;
  readonly channel: ChannelName;
  readonly isChange: (event: ChannelEvent) => boolean;
  readonly everyMs: number;
  /** Taken as it was in the first rendering. */
  readonly environment: Partial<Environment> | undefined;
}

export interface UseFreshAnswerResult<Data> extends FreshView<Data> {
  /** The server's time, in milliseconds since 1970. */
  readonly serverNow: () => number;
  /** Asks at once. */
  readonly refresh: () => void;
}

/** An answer of the management API, kept up to date for as long as the component is there. */
export function useFreshAnswer<Data extends { readonly at?: number }>(
  question: FreshQuestion<Data>,
): UseFreshAnswerResult<Data> {
  const place = useStreamPlace();
  const { key, everyMs } = question;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what is asked
  const answer = useMemo(() => {
    const { ask, channel, isChange, environment: given } = question;
    const { management, environment } = managementOf(place, given);
    const { token } = place.endpoints;
    const source = {
      channel,
      ...(token !== undefined && { token }),
      ...(given !== undefined && { environment: given }),
    } as const;
    return new FreshAnswer<Data>({
      ...{ isChange, everyMs, environment, done: place.done },
      ask: signal => ask(management, signal),
      reader: readerOf(source, { ...place, reader: token }, undefined),
    });
  }, [key, everyMs, place]);
  const isWanted = key !== undefined;
  const subscribe = useCallback(
    (watcher: () => void) => {
      const leave = answer.subscribe(watcher);
      const release = isWanted ? answer.retain() : undefined;
      return () => {
        release?.();
        leave();
      };
    },
    [answer, isWanted],
  );
  const look = (): FreshView<Data> => answer.view;
  const view = useSyncExternalStore(subscribe, look, look);
  return useMemo(
    () => ({ ...view, serverNow: () => answer.serverNow(), refresh: () => answer.refresh() }),
    [view, answer],
  );
}
