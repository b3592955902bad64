import type { Addressee } from '../../../core/wire/addressee.ts';
import { type ClientProblem, localProblem, problemOfStatus } from '../client-problem.ts';
import type { ChannelSignal, Frame } from './channel-state.ts';
import { parseObject, readEvent, readFrame, readGap, readProblem } from './read-frame.ts';
import { SseReader } from './sse-reader.ts';

type Send = (signal: ChannelSignal) => void;

/** Reads an answer to a request for a stream, to its end. Rejects when the connection breaks. */
export async function readStream(
  response: Response,
  attempt: number,
  cursor: string | undefined,
  now: number,
  send: Send,
): Promise<void> {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (response.status !== 200 || !isStream || response.body === null) {
    return send(await refusal(response, attempt, now, 'text/event-stream'));
  }
  send({ type: 'answered', attempt });
  const reader = new SseReader(
    cursor ?? '',
    ({ type, data, lastEventId: id }) =>
      send({ type: 'frame', attempt, frame: readFrame(type, data), id }),
    retryMs => send({ type: 'retry', attempt, retryMs }),
  );
  for (const bytes = response.body.getReader(); ; ) {
    const { done, value } = await bytes.read();
    if (done) break;
    if (!reader.push(value)) {
      const message = 'received a message that is too long';
      return send({ type: 'failed', attempt, problem: localProblem('ANSWER_MALFORMED', message) });
    }
    send({ type: 'bytes', attempt, id: reader.lastEventId });
  }
  const problem = localProblem('CONNECTION_ENDED', 'the stream ended without a farewell');
  send({ type: 'failed', attempt, problem });
}

/** Reads an answer to a poll: what it brings comes as if it were streamed, unless only its place is. */
export async function readPage(
  response: Response,
  attempt: number,
  wants: 'events' | 'place',
  now: number,
  send: Send,
  onReader: (reader: Pick<Addressee, 'userId' | 'role' | 'permissions' | 'addresses'>) => void,
): Promise<void> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (response.status !== 200 || !isJson) {
    return send(await refusal(response, attempt, now, 'application/json'));
  }
  const page = parseObject(await response.text()) ?? {};
  const { events, cursor, gap, hasMore, retryMs, userId, role } = page;
  if (!Array.isArray(events) || typeof cursor !== 'string') {
    const message = 'received a page without events or cursor; expected both';
    return send({ type: 'failed', attempt, problem: localProblem('ANSWER_MALFORMED', message) });
  }
  if (typeof userId === 'string') {
    const { permissions, addresses } = page as Partial<Addressee>;
    onReader({ userId, role: String(role), permissions, addresses });
  }
  const frames: Frame[] = [...(gap ? [readGap(gap)] : []), ...events.map(readEvent)];
  if (wants === 'events') for (const frame of frames) send({ type: 'frame', attempt, frame });
  send({ type: 'page', attempt, cursor, hasMore: hasMore === true, retryMs: Number(retryMs) || 0 });
}

async function refusal(
  response: Response,
  attempt: number,
  now: number,
  expected: string,
): Promise<ChannelSignal> {
  const { status, headers } = response;
  if (status === 200) {
    await response.body?.cancel();
    const received = headers.get('content-type') ?? 'no content type';
    // A header's characters are bytes (Fetch, 2.2): none has two halves that a cut could part.
    const message = `received ${received.slice(0, 64)}; expected ${expected}`;
    return { type: 'failed', attempt, problem: localProblem('ANSWER_MALFORMED', message) };
  }
  return {
    type: 'refused',
    attempt,
    status,
    problem: await reasonOf(response),
    afterMs: retryAfterMs(headers.get('retry-after'), now),
  };
}

/** Why a request was refused, by its body or else by its status. */
export async function reasonOf(response: Response): Promise<ClientProblem> {
  const { status } = response;
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  if (!isProblem) {
    await response.body?.cancel();
    return problemOfStatus(status);
  }
  const fields = parseObject(await response.text());
  return typeof fields?.code === 'string'
    ? { ...readProblem(fields), status }
    : problemOfStatus(status);
}

/** Milliseconds of a Retry-After, which is seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
