import type { TokenSource } from '../browser/index.ts';

/** A refusal of the management API, or what kept it from answering. */
export interface ManagementProblem {
  /** Absent when no answer came at all. */
  readonly status?: number;
  readonly code: string;
  /** What was received and what was expected. */
  readonly message: string;
  /** The server said not to come before. */
  readonly retryAfterMs?: number;
}

/** What became of a request. */
export type ManagementResult<T> =
  | { readonly kind: 'ok'; readonly data: T }
  | { readonly kind: 'refused'; readonly problem: ManagementProblem };

/** One of several texts is repeated. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Asks the management API over HTTP. What it answers is the document's matter (`/openapi.json`). */
export class ManagementClient {
  readonly #url: string;
  readonly #token: TokenSource | undefined;
  readonly #fetch: (url: string, init: RequestInit) => Promise<Response>;

  constructor(
    url: string,
    token: TokenSource | undefined,
    ask: (url: string, init: RequestInit) => Promise<Response> = (...given) => fetch(...given),
  ) {
    this.#url = url;
    this.#token = token;
    this.#fetch = ask;
  }

  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<ManagementResult<T>> {
    return this.#ask<T>('GET', path, query, undefined, signal);
  }

  post<T>(path: string, body: unknown): Promise<ManagementResult<T>> {
    return this.#ask<T>('POST', path, {}, body);
  }

  patch<T>(path: string, body: unknown): Promise<ManagementResult<T>> {
    return this.#ask<T>('PATCH', path, {}, body);
  }

  delete<T>(path: string, body: unknown): Promise<ManagementResult<T>> {
    return this.#ask<T>('DELETE', path, {}, body);
  }

  async #ask<T>(
    method: string,
    path: string,
    query: Query,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<ManagementResult<T>> {
    const url = new URL(path, this.#url);
    for (const [name, value] of Object.entries(query)) {
      const all = value === undefined || value === '' ? [] : [value].flat();
      for (const one of all) url.searchParams.append(name, String(one));
    }
    const source = this.#token;
    let text: string | undefined;
    try {
      text = body === undefined ? undefined : JSON.stringify(body);
    } catch (error) {
      return { kind: 'refused', problem: { code: 'BODY_INVALID', message: messageOf(error) } };
    }
    const ask = async (fresh: boolean): Promise<Response> => {
      const token = typeof source === 'function' ? await source({ fresh }) : source;
      return await this.#fetch(url.href, {
        method,
        cache: 'no-store',
        ...(signal && { signal }),
        headers: {
          accept: 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(text !== undefined && { 'content-type': 'application/json' }),
        },
        ...(text !== undefined && { body: text }),
      });
    };
    try {
      let response = await ask(false);
      // Refused, it did nothing, and can be asked again: once, with a fresh token.
      if (response.status === 401 && typeof source === 'function') response = await ask(true);
      if (!response.ok) return { kind: 'refused', problem: await problemOf(response) };
      const answer = await response.text();
      return { kind: 'ok', data: (answer === '' ? undefined : JSON.parse(answer)) as T };
    } catch (error) {
      return { kind: 'refused', problem: { code: 'NO_ANSWER', message: messageOf(error) } };
    }
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

async function problemOf(response: Response): Promise<ManagementProblem> {
  const { status, headers } = response;
  const body = await response.json().catch(() => undefined);
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  const afterSec = Number(headers.get('retry-after') ?? Number.NaN);
  return {
    status,
    code: typeof code === 'string' ? code : `HTTP_${status}`,
    message: typeof detail === 'string' ? detail : `the server answered with ${status}`,
    ...(Number.isFinite(afterSec) && { retryAfterMs: afterSec * 1_000 }),
  };
}
