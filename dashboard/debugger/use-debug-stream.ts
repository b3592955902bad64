import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  type ChannelName,
  ChannelStream,
  createFeed,
  type Feed,
} from '../../clients/react/index.ts';
import { listed, type StreamWish } from './curl.ts';
import { problemText, stepText } from './step-text.ts';
import { tappedFetch } from './tapped-fetch.ts';
import { createWireLog, type WireLog } from './wire-log.ts';

export type MethodWish = 'auto' | 'sse' | 'poll';

/** A connection for looking at, one at a time. */
export interface DebugStream {
  readonly log: WireLog;
  readonly feed: Feed | undefined;
  /** What the server called the last connection. */
  readonly connectionId: string | undefined;
  connect(channel: string, wish: StreamWish, method: MethodWish, pollUrl: string): void;
  disconnect(): void;
}

const feedLimit = 200;

export function useDebugStream(): DebugStream {
  const log = useMemo(() => createWireLog(), []);
  const [feed, setFeed] = useState<Feed>();
  const [connectionId, setConnectionId] = useState<string>();

  useEffect(() => feed?.retain(), [feed]);

  const connect = useCallback(
    (channel: string, wish: StreamWish, method: MethodWish, pollUrl: string) => {
      const { url, token, tokenInUrl, cursor, history, types, priority, clientId } = wish;
      const workflows = listed(wish.workflows ?? '');
      const stream = new ChannelStream({
        channel: channel as ChannelName,
        url,
        pollUrl,
        token,
        tokenInUrl,
        method,
        ...(cursor !== '' && { cursor }),
        ...(history !== '' && { history: Number(history) }),
        ...(types !== '' && { types: types.split(/\s*,\s*/) }),
        ...(priority !== '' && { priority: priority as 'low' | 'normal' | 'high' | 'critical' }),
        ...(clientId !== '' && { clientId }),
        ...(workflows.length > 0 && { workflows }),
        environment: {
          fetch: tappedFetch(log) as (url: string, init: RequestInit) => Promise<Response>,
        },
        trace: step => {
          const problem = problemText(step);
          if (problem !== undefined) log.add('problem', problem);
          const text = stepText(step);
          if (text !== undefined) log.add('step', text);
        },
      });
      stream.on('connected', ({ connectionId: id }) => setConnectionId(id));
      // Until the server has named it, the name would be that of the connection before.
      setConnectionId(undefined);
      setFeed(createFeed(stream, { limit: feedLimit }));
    },
    [log],
  );
  const disconnect = useCallback(() => feed?.stream.close(), [feed]);
  return { log, feed, connectionId, connect, disconnect };
}
