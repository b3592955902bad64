import { type ErrorCategory, recoveries } from '../../../core/wire/error-category.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';
import { type ClientProblem, localProblem, problemOf } from '../client-problem.ts';
import type { Connected, Frame, Gap } from './channel-state.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a message of a stream says. It may have more fields than are known here. */
export function readFrame(event: string, data: string): Frame {
  const fields = parseObject(data);
  if (fields === undefined) return garbled(`received ${event} without an object; expected it`);
  switch (event) {
    case 'connected':
      return readConnected(fields);
    case 'ping':
      return { kind: 'ping' };
    case 'gap':
      return readGap(fields);
    case 'error':
      return { kind: 'error', problem: readProblem(fields) };
    case 'reconnect':
      return readReconnect(fields);
    default:
      return readEvent(fields);
  }
}

/** An event as it lies in a page, or in a frame. */
export function readEvent(value: unknown): Frame {
  const { id, type, data } = asObject(value) ?? {};
  return typeof id === 'string' && typeof type === 'string' && asObject(data)
    ? { kind: 'event', event: value as ChannelEvent }
    : garbled('received an event without id, type or data; expected them');
}

export function readGap(value: unknown): Frame {
  const { from, to, reason } = asObject(value) ?? {};
  return typeof to === 'string'
    ? { kind: 'gap', gap: { from: String(from), to, reason: String(reason) } satisfies Gap }
    : garbled('received a gap without to; expected it');
}

function readConnected(fields: Fields): Frame {
  return typeof fields.heartbeatMs === 'number' && fields.heartbeatMs > 0
    ? { kind: 'connected', connected: fields as unknown as Connected }
    : garbled('received connected without heartbeatMs; expected it');
}

function readReconnect({ reason, retryMs }: Fields): Frame {
  const wait = typeof retryMs === 'number' && retryMs >= 0 ? { retryMs } : {};
  return { kind: 'reconnect', reason: String(reason), ...wait };
}

/** A refusal's body, or an `error` frame: both name category, code and recovery. */
export function readProblem(fields: Fields): ClientProblem {
  const category = isCategory(fields.category) ? fields.category : 'SERVER';
  const message = String(fields.detail ?? fields.message ?? '');
  return problemOf(category, String(fields.code), message);
}

function isCategory(value: unknown): value is ErrorCategory {
  return typeof value === 'string' && Object.hasOwn(recoveries, value);
}

export function parseObject(text: string): Fields | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

function garbled(message: string): Frame {
  return { kind: 'garbled', problem: localProblem('ANSWER_MALFORMED', message) };
}
