import {
  authenticateRequest,
  type CredentialKeys,
} from '../../../core/auth/authenticate-request.ts';
import { channelRefusal } from '../../../core/auth/channel-refusal.ts';
import { headerValue } from '../../../core/auth/credential.ts';
import { filterRefusal } from '../../../core/auth/filter-refusal.ts';
import type { Identity } from '../../../core/auth/identity.ts';
import { liveChannels, strangerTo } from '../../../core/auth/live-channels.ts';
import {
  channelSelection,
  liveSelection,
  type Selection,
} from '../../../core/channel/selection.ts';
import type { StreamQuery } from '../../../core/stream/stream-request.ts';
import { cutText } from '../../../core/wire/cut-text.ts';
import { type Problem, problem } from '../../../core/wire/problem.ts';
import { isSocketIo, socketIoRefusal } from '../../../core/wire/socket-io.ts';
import { type TokenRuleConfig, tokenRules } from '../identity/token-environment.ts';
import type { StreamConfig } from './stream-environment.ts';
import type { StreamHttpRequest } from './stream-http-request.ts';
import { parseStreamQuery } from './stream-query.ts';
import type { StreamRoute } from './stream-route.ts';

/** Who is let in, and what they asked for. */
export interface Admission {
  readonly kind: 'admitted';
  readonly identity: Identity;
  readonly query: StreamQuery;
  readonly selection: Selection;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly problem: Problem;
  /** Whom it refused, when that much is known. */
  readonly identity?: Identity;
}

/** By what a reader is judged. */
export type AdmissionRules = Pick<StreamConfig, 'allowedOrigins' | 'frontDoorOrigin'> &
  TokenRuleConfig;

/**
 * Lets the reader in who asks for the stream of that route, or says why not. A stranger learns nothing
 * of what an admitted one may ask.
 */
export async function admit(
  request: StreamHttpRequest,
  { channel, path }: StreamRoute,
  rules: AdmissionRules,
  keys: CredentialKeys,
  nowMs: number,
): Promise<Admission | Refusal> {
  const { allowedOrigins, frontDoorOrigin } = rules;
  const { method, headers, cookies } = request;
  const rawQuery = new URLSearchParams(request.rawQueryString);
  if (isSocketIo(rawQuery) || request.path !== path) return noStreamAt(request, path);
  if (method !== 'GET') return refused('METHOD_NOT_ALLOWED', `received ${method}; expected GET`);
  const origin = headerValue(headers, 'origin');
  if (origin !== undefined && !allowedOrigins.includes(origin)) {
    return refused(
      'ORIGIN_NOT_ALLOWED',
      `received a request from the origin ${shown(origin)}; expected none or one of the allowed ones`,
    );
  }
  const queryTokens = rawQuery.getAll('token');
  const verdict = await authenticateRequest(
    { method, headers, cookies, queryTokens },
    { ...keys, ...tokenRules(rules), frontDoorOrigin, takesSseTokens: true, now: nowMs },
  );
  if (verdict.kind === 'refused') return refused(verdict.code, verdict.message);
  const { identity } = verdict;
  // Who may not read a channel learns nothing of its query; of several, the query names which.
  const refusal = channel === 'live' ? undefined : channelRefusal(identity, channel);
  if (refusal !== undefined) return { ...refused(refusal.code, refusal.detail), identity };
  const query = parseStreamQuery(request, channel);
  if (query.kind === 'invalid') return { ...refused('QUERY_INVALID', query.detail), identity };
  if (channel !== 'live') return admitted(identity, query, channelSelection(channel));
  const live = liveChannels(identity, query.channels);
  if (live.kind === 'refused') {
    return { ...refused(live.refusal.code, live.refusal.detail), identity };
  }
  const stranger = strangerTo(live.channels, query.historyOf);
  if (stranger !== undefined) return { ...refused('QUERY_INVALID', stranger), identity };
  return admitted(identity, query, liveSelection(live.channels));
}

/** The refusal of a request for what is no stream here; `expected` is where there is one. */
export function noStreamAt(
  { path, rawQueryString }: Pick<StreamHttpRequest, 'path' | 'rawQueryString'>,
  expected: string,
): Refusal {
  return isSocketIo(new URLSearchParams(rawQueryString))
    ? refused('QUERY_INVALID', socketIoRefusal)
    : refused('NOT_FOUND', `received the path ${shown(path)}; expected ${expected}`);
}

function admitted(
  identity: Identity,
  query: StreamQuery,
  selection: Selection,
): Admission | Refusal {
  const refusal = filterRefusal(identity, query.filters, selection.channels);
  if (refusal !== undefined) return { ...refused(refusal.code, refusal.detail), identity };
  return { kind: 'admitted', identity, query, selection };
}

function refused(...[code, detail]: Parameters<typeof problem>): Refusal {
  return { kind: 'refused', problem: problem(code, detail) };
}

/** What a caller sent, as it may stand in an answer. */
function shown(text: string): string {
  return cutText(text, 128);
}
