import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  ManagementClient,
  type ManagementProblem,
  type ManagementResult,
  type Query,
} from './management-client.ts';
import { useRealtime } from './realtime-provider.tsx';

/** The management API of the deployment, as whoever the provider's token is of. */
export function useManagement(): ManagementClient {
  const { managementUrl, token } = useRealtime();
  return useMemo(() => {
    if (managementUrl === undefined) {
      throw new Error('received no managementUrl, expected one from the provider');
    }
    return new ManagementClient(managementUrl, token);
  }, [managementUrl, token]);
}

export interface UseManagementQueryOptions {
  /** Asked again so long after each answer, while the page is looked at. @default - once */
  readonly everyMs?: number;
  /** Whether to ask at all. @default true */
  readonly isWanted?: boolean;
}

export interface ManagementQuery<T> {
  /** The last answer, also while the next is awaited and when that one was refused. */
  readonly data: T | undefined;
  readonly problem: ManagementProblem | undefined;
  readonly isLoading: boolean;
  readonly refresh: () => void;
}

interface Asked<T> {
  readonly key: string;
  readonly data: T | undefined;
  readonly problem: ManagementProblem | undefined;
}

/** Asks for something, and again and again if told to. */
export function useManagementQuery<T>(
  path: string,
  query: Query = {},
  { everyMs, isWanted = true }: UseManagementQueryOptions = {},
): ManagementQuery<T> {
  const client = useManagement();
  const [asked, setAsked] = useState<Asked<T>>();
  const [isLoading, setIsLoading] = useState(isWanted);
  const [turn, setTurn] = useState(0);
  const said = JSON.stringify(query);
  const key = `${path}?${said}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is a wish to ask again
  useEffect(() => {
    if (!isWanted) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      setIsLoading(true);
      const result = await client.get<T>(path, JSON.parse(said) as Query, stop.signal);
      if (stop.signal.aborted) return;
      setIsLoading(false);
      setAsked(before => answered(before, key, result));
      if (everyMs === undefined) return;
      timer = setTimeout(() => void askWhenSeen(), everyMs);
    };
    const askWhenSeen = async (): Promise<void> => {
      if (document.visibilityState !== 'hidden') return ask();
      timer = setTimeout(() => void askWhenSeen(), everyMs);
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, path, said, everyMs, isWanted, turn]);

  const refresh = useCallback(() => setTurn(before => before + 1), []);
  // The answer to another question is none to this one.
  const own = asked?.key === key ? asked : undefined;
  return { data: own?.data, problem: own?.problem, isLoading, refresh };
}

function answered<T>(
  before: Asked<T> | undefined,
  key: string,
  result: ManagementResult<T>,
): Asked<T> {
  if (result.kind === 'ok') return { key, data: result.data, problem: undefined };
  return { key, data: before?.key === key ? before.data : undefined, problem: result.problem };
}
