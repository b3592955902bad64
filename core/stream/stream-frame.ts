import type { LogEntry } from '../log/segment.ts';
import { type Cursor, formatCursor } from '../wire/cursor.ts';
import type { EndReason } from '../wire/end-reason.ts';
import { errorKind } from '../wire/error-category.ts';
import type { ChannelEvent, ChannelName, StreamName } from '../wire/event.ts';
import type { GapReason } from '../wire/gap-reason.ts';
import { formatSseFrame, sseComment } from '../wire/sse-frame.ts';
import type { FrameData } from '../wire/stream-frames.ts';

/** The wait before reconnecting is spread over this much, so that readers do not return in step. */
const usualRetryMs = { min: 1_000, spread: 2_000 };
/** Whoever was replaced comes back late, if at all: else two tabs would push each other out. */
const replacedRetryMs = 60_000;

function jitteredRetryMs(random: () => number): number {
  return Math.round(usualRetryMs.min + random() * usualRetryMs.spread);
}

/**
 * The first bytes of a stream, before anything is known of what follows: how long to wait before
 * coming back, and a comment.
 */
export function openingFrame(random: () => number): string {
  return `retry: ${jitteredRetryMs(random)}\n${sseComment}`;
}

/**
 * The first message of a stream. `movesCursor` is false for a reader whose cursor led nowhere: it
 * keeps that cursor until the `gap` has reached it. Cut off between the two frames it would resume
 * from the new place otherwise, and never know that something is missing; so it gets the `gap` again.
 *
 * The cursor from which the stream goes on is in the data either way. `gap` first would take from
 * clients that `connected` is the first frame, and both in one frame would hide the gap from those
 * that know `connected` alone.
 */
export function connectedFrame(options: {
  readonly connected: {
    readonly connectionId: string;
    readonly channel: StreamName;
    /** Of a stream of several channels: which, and as whom, so that a page knows what belongs where. */
    readonly channels?: readonly ChannelName[];
    readonly userId?: string;
    readonly permissions?: readonly string[] | undefined;
    readonly addresses?: readonly string[] | undefined;
    readonly role: string;
    readonly cursor: Cursor;
    readonly replayUntil: Cursor;
    readonly heartbeatMs: number;
    readonly endsAt: number;
  };
  readonly movesCursor: boolean;
}): string {
  const { connected, movesCursor } = options;
  const cursor = formatCursor(connected.cursor);
  const replayUntil = formatCursor(connected.replayUntil);
  return formatSseFrame({
    ...(movesCursor ? { id: cursor } : {}),
    event: 'connected',
    data: { ...connected, cursor, replayUntil } satisfies FrameData<'connected'>,
  });
}

/** An event under its cursor: the `id` that comes back as `Last-Event-ID`. */
export function eventFrame(entry: LogEntry): string {
  const { event } = entry;
  return formatSseFrame({ id: formatCursor(entry), event: event.type, data: event });
}

/** An event of the history of several channels: it has no place in the log whose cursor is spoken. */
export function historyFrame(event: ChannelEvent): string {
  return formatSseFrame({ event: event.type, data: event });
}

/** Keeps proxies from closing a quiet stream, and moves the cursor past events of other readers. */
export function pingFrame(position: Cursor, nowMs: number): string {
  return formatSseFrame({
    id: formatCursor(position),
    event: 'ping',
    data: { timestamp: nowMs } satisfies FrameData<'ping'>,
  });
}

/**
 * Reports that events after `from` are missing. Its own `id` is where the stream goes on, unless
 * `movesCursor` is false: then what follows has no places, and the `ping` after it moves the cursor.
 */
export function gapFrame(
  gap: { from: string; to: Cursor; reason: GapReason },
  movesCursor: boolean,
): string {
  const to = formatCursor(gap.to);
  return formatSseFrame({
    ...(movesCursor ? { id: to } : {}),
    event: 'gap',
    data: { from: gap.from, to, reason: gap.reason } satisfies FrameData<'gap'>,
  });
}

/** `retryMs` is how long a reader is to wait. @default - as after any end of this reason */
export function reconnectFrame(reason: EndReason, random: () => number, retryMs?: number): string {
  const usualMs = reason === 'replaced' ? replacedRetryMs : jitteredRetryMs(random);
  const waitMs = retryMs ?? usualMs;
  return formatSseFrame({
    retryMs: waitMs,
    event: 'reconnect',
    data: { reason, retryMs: waitMs } satisfies FrameData<'reconnect'>,
  });
}

/** What a stream says whose log could not be read before it had begun. */
export const unavailableFrame = formatSseFrame({
  event: 'error',
  data: {
    ...errorKind('UNAVAILABLE'),
    code: 'UNAVAILABLE',
    message: 'the log cannot be read right now; try again',
  } satisfies FrameData<'error'>,
});

/** What a stream says before it ends, when the reader has to do more than come back. */
const lastErrors = {
  'token-expired': {
    code: 'TOKEN_EXPIRED',
    message: 'the token of this stream has expired; a fresh one is expected',
  },
  revoked: {
    code: 'TOKEN_REVOKED',
    message: 'the token of this stream was revoked; one of a new sign-in is expected',
  },
} as const satisfies Partial<Record<EndReason, object>>;

/** The `error` frame of an end, or nothing when the reader need only come back. */
export function lastErrorFrame(reason: EndReason): string {
  if (!isLastError(reason)) return '';
  const { code, message } = lastErrors[reason];
  const { category, recovery } = errorKind(code);
  return formatSseFrame({
    event: 'error',
    data: { category, code, message, recovery } satisfies FrameData<'error'>,
  });
}

function isLastError(reason: EndReason): reason is keyof typeof lastErrors {
  return Object.hasOwn(lastErrors, reason);
}
