import type { ChannelName } from '../../../core/wire/event.ts';
import { type Environment, globalEnvironment } from '../environment.ts';
import {
  askToken,
  type TokenGiver,
  TokenRefusal,
  type TokenSource,
  tokenExpiryMs,
  tokenLifeMs,
  wordsOf,
} from '../token-source.ts';
import { reasonOf, retryAfterMs } from './read-answer.ts';
import { parseObject } from './read-frame.ts';

export interface SseTokensOptions {
  /** Where tokens are given: `${outputs.ManagementUrl}token`; the output ends with a slash. */
  readonly url: string;
  /**
   * The token of whoever is signed in.
   * @default - none: a session's cookie says who asks, see `credentials`
   */
  readonly token?: TokenSource;
  /**
   * The only channels that the tokens open.
   * @default - all that the role may read
   */
  readonly channels?: readonly ChannelName[];
  /**
   * Whether cookies go with the request. The server takes a session's cookie from pages of its front
   * door alone, and there the default sends it.
   * @default "same-origin"
   */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /**
   * How long a stream may last: a token with less left is not given to one. It is 1.1 times the
   * stack's `streamLifetimeSeconds`.
   * @default 330,000
   */
  readonly longestStreamMs?: number;
  readonly environment?: Partial<Environment>;
}

/** How long the endpoint may take, the provider of the bearer included. */
const answerMs = 15_000;

/**
 * Streams that all lose one token ask for a fresh one within this. The endpoint gives ten a minute
 * to a user, so they share it.
 */
const freshMs = 10_000;

/**
 * Short-lived tokens for streams and polls, of the endpoint `POST /token`: for an hour, good for
 * nothing else, and each in time for a whole stream. One source serves any number of streams.
 *
 *     const token = sseTokens({ url: `${outputs.ManagementUrl}token`, token: ({ fresh }) => myToken(fresh) });
 *     const fights = new ChannelStream({ channel: 'fights', url, pollUrl, token });
 *
 * When the endpoint refuses who asks, with 401 or 403, also with a fresh bearer, the stream is
 * stopped as `unauthorized`.
 */
export function sseTokens(options: SseTokensOptions): TokenGiver {
  const tokens = new SseTokens(options);
  return ({ fresh }) => tokens.give(fresh);
}

interface Held {
  readonly token: string;
  /** Until then it is given away, in local time. */
  readonly until: number;
  /** Until then it is fresh enough for who wants another than the last. */
  readonly freshUntil: number;
}

interface UnderWay {
  readonly fresh: boolean;
  readonly held: Promise<Held>;
}

class SseTokens {
  readonly #options: SseTokensOptions;
  readonly #environment: Environment;
  #held: Held | undefined;
  #underWay: UnderWay | undefined;
  /** The endpoint said not to come before. */
  #putOff: { readonly until: number; readonly error: Error } | undefined;

  constructor(options: SseTokensOptions) {
    this.#options = options;
    this.#environment = { ...globalEnvironment(), ...options.environment };
  }

  async give(fresh: boolean): Promise<string> {
    const now = this.#environment.now();
    const held = this.#held;
    if (held !== undefined && now < (fresh ? held.freshUntil : held.until)) return held.token;
    if (this.#putOff !== undefined && now < this.#putOff.until) throw this.#putOff.error;
    // A bearer that was not asked to be fresh may be why the last token does not hold.
    const before = this.#underWay;
    const underWay = before && (before.fresh || !fresh) ? before : this.#begin(fresh);
    return (await underWay.held).token;
  }

  #begin(fresh: boolean): UnderWay {
    const underWay = { fresh, held: this.#inTime(signal => this.#ask(fresh, signal)) };
    this.#underWay = underWay;
    const end = (held?: Held): void => {
      if (this.#underWay !== underWay) return;
      this.#underWay = undefined;
      this.#held = held ?? this.#held;
    };
    underWay.held.then(end, () => end());
    return underWay;
  }

  /** Whoever never answers must not be waited for by everyone who asks from now on. */
  async #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const request = new AbortController();
    let clear = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      clear = this.#environment.setTimer(() => {
        reject(new Error('received no token in time; expected one'));
        request.abort();
      }, answerMs);
    });
    return await Promise.race([work(request.signal), late]).finally(clear);
  }

  async #ask(fresh: boolean, signal: AbortSignal): Promise<Held> {
    const { fetch, now } = this.#environment;
    const { url, longestStreamMs = 330_000 } = this.#options;
    const bearer = await this.#bearer(fresh, longestStreamMs);
    const askedAt = now();
    const response = await fetch(url, { ...this.#init(bearer), signal }).catch(error => {
      // Some quote the header that they did not like.
      throw new Error(wordsOf(error, bearer));
    });
    if (response.status !== 200) throw await this.#refusal(response);
    const { token } = parseObject(await response.text()) ?? {};
    if (typeof token !== 'string') {
      throw new Error('received an answer without token; expected one');
    }
    const lifeMs = tokenLifeMs(token) ?? 0;
    return {
      token,
      // One that ends with its session, soon, is not asked for again at once: it would be the same.
      until: askedAt + lifeMs - Math.min(longestStreamMs, lifeMs / 2),
      freshUntil: fresh ? askedAt + freshMs : 0,
    };
  }

  /** No token that is given lasts longer than this one. */
  async #bearer(fresh: boolean, longestStreamMs: number): Promise<string | undefined> {
    const { token } = this.#options;
    const bearer = await askToken(token, fresh);
    const endsAt = tokenExpiryMs(bearer) ?? Infinity;
    const isEnding = endsAt - this.#environment.now() < longestStreamMs;
    return isEnding && !fresh ? await askToken(token, true) : bearer;
  }

  #init(bearer: string | undefined): RequestInit {
    const { channels, credentials } = this.#options;
    return {
      method: 'POST',
      cache: 'no-store',
      ...(credentials === undefined ? {} : { credentials }),
      headers: {
        // Of what writes by a cookie the server expects no less (docs/management.md, POST /session).
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify({ channels }),
    };
  }

  async #refusal(response: Response): Promise<Error> {
    const { status, headers } = response;
    const problem = await reasonOf(response);
    if (status === 401 || status === 403) return new TokenRefusal(problem);
    const error = new Error(`${problem.code}: ${problem.message}`);
    const now = this.#environment.now();
    const afterMs = retryAfterMs(headers.get('retry-after'), now);
    if (afterMs !== undefined) this.#putOff = { until: now + afterMs, error };
    return error;
  }
}
