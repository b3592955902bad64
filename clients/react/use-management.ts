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
  /** When the last answer came, in milliseconds since 1970: what it says was so then. */
  readonly answeredAtMs: number | undefined;
  readonly isLoading: boolean;
  readonly refresh: () => void;
}

interface Asked<T> {
  readonly key: string;
  readonly data: T | undefined;
  readonly problem: ManagementProblem | undefined;
  readonly answeredAtMs: number | undefined;
}

/** As long as the server's own function may take; whoever answers later answers nobody. */
const answerWithinMs = 30_000;
const late = new Error('received no answer within 30 s, expected one');

/** Asks for something, and again every `everyMs` if that is given. */
export function useManagementQuery<T>(
  path: string,
  query: Query = {},
  { everyMs, isWanted = true }: UseManagementQueryOptions = {},
): ManagementQuery<T> {
  const client = useManagement();
  const [asked, setAsked] = useState<Asked<T>>();
  const [isLoading, setIsLoading] = useState(isWanted);
  const [turn, setTurn] = useState(0);
  const queryText = JSON.stringify(query);
  const key = `${path}?${queryText}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is a wish to ask again
  useEffect(() => {
    if (!isWanted) return undefined;
    let isOver = false;
    let request = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isDue = false;
    const ask = async (): Promise<void> => {
      isDue = false;
      setIsLoading(true);
      request = new AbortController();
      const { signal } = request;
      const limit = setTimeout(() => request.abort(late), answerWithinMs);
      const result = await client.get<T>(path, JSON.parse(queryText) as Query, signal);
      clearTimeout(limit);
      if (isOver) return;
      setIsLoading(false);
      const answeredAtMs = Date.now();
      setAsked(before => answered(before, { key, result, answeredAtMs }));
      if (everyMs !== undefined) timer = setTimeout(askWhenSeen, everyMs);
    };
    const askWhenSeen = (): void => {
      isDue = document.visibilityState === 'hidden';
      if (!isDue) void ask();
    };
    const seen = (): void => {
      if (isDue) askWhenSeen();
    };
    void ask();
    document.addEventListener('visibilitychange', seen);
    return () => {
      isOver = true;
      request.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [client, path, queryText, everyMs, isWanted, turn]);

  const refresh = useCallback(() => setTurn(before => before + 1), []);
  // The answer to another question is none to this one.
  const own = asked?.key === key ? asked : undefined;
  const { data, problem, answeredAtMs } = own ?? unanswered;
  return { data, problem, answeredAtMs, isLoading, refresh };
}

const unanswered = { data: undefined, problem: undefined, answeredAtMs: undefined };

interface Answer<T> {
  readonly key: string;
  readonly result: ManagementResult<T>;
  readonly answeredAtMs: number;
}

/** A refusal leaves the answer before it to the same question as it was. */
function answered<T>(
  before: Asked<T> | undefined,
  { key, result, answeredAtMs }: Answer<T>,
): Asked<T> {
  if (result.kind === 'ok') return { key, data: result.data, problem: undefined, answeredAtMs };
  const known = before?.key === key ? before : unanswered;
  return { ...known, key, problem: result.problem };
}
