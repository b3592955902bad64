import type { Reader } from '../channel/is-visible.ts';
import { isSelected, type Selection } from '../channel/selection.ts';
import type { Clock } from '../clock.ts';
import type { ForwardResult, LogReader, Newest } from '../log/log-reader.ts';
import { resumed } from '../log/resumed.ts';
import { type Cursor, formatCursor, parseCursor } from '../wire/cursor.ts';
import { cutText } from '../wire/cut-text.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import type { GapReason } from '../wire/gap-reason.ts';
import { channelHistories, type LogOf } from './channel-histories.ts';

/** Pages of the log that one look goes through at most, for a reader who sees little of them. */
const maxPages = 20;
/**
 * Pauses between two looks of a poll that waits: those of a stream whose deployment leaves
 * `tailPollMs` as it is. That setting is not asked here: a poll waits for seconds, not for minutes.
 */
const pauseMs = { first: 100, growth: 1.5, last: 250 };

/** Where a poll begins: after a cursor, at a moment, or with the last events there are. */
export type PollStart =
  | { readonly kind: 'cursor'; readonly text: string }
  /** `text` is the moment as it was received. */
  | { readonly kind: 'since'; readonly sinceMs: number; readonly text: string }
  | { readonly kind: 'latest' };

/** What a poll works with, and what it asks for. */
export interface PollOptions {
  readonly reader: Reader;
  readonly selection: Selection;
  /** The log that `selection` is read from. */
  readonly log: LogReader;
  /** Of several channels: their own logs, and those whose history alone is wanted, with a cursor. */
  readonly logOf: LogOf;
  readonly historyOf?: readonly ChannelName[];
  readonly start: PollStart;
  /** How many events an answer holds at most; of the history of several channels, of each. */
  readonly limit: number;
  /** How long to wait for an event when there is none yet. */
  readonly waitMs: number;
  readonly clock: Clock;
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** Asked before each further look: `false` ends the wait with what there is. */
  readonly mayWaitOn: () => Promise<boolean>;
}

/** What a poll found. Everything up to `cursor` was given, or is not for this reader. */
export interface PollResult {
  readonly events: readonly ChannelEvent[];
  readonly cursor: Cursor;
  /** What is missing before the events, as a stream reports it. */
  readonly gap?: { readonly from: string; readonly to: Cursor; readonly reason: GapReason };
  /** Whether the log lost what the gap lacks. @default false */
  readonly isLoss?: true;
  /** Whether there is more to look through by now. */
  readonly hasMore: boolean;
}

/**
 * The events after a cursor as a stream would send them: the same log, the same cursors, the same
 * rule of who sees what. With `waitMs` it answers as soon as there is an event.
 */
export async function poll(options: PollOptions): Promise<PollResult> {
  const { log, clock, pause, waitMs, mayWaitOn } = options;
  const untilMs = clock() + waitMs;
  let result = await firstLook(options);
  for (let ms = pauseMs.first; isEmpty(result); ms = Math.min(ms * pauseMs.growth, pauseMs.last)) {
    const leftMs = untilMs - clock();
    if (leftMs <= 0) break;
    await pause(Math.min(ms, leftMs));
    if (!(await mayWaitOn())) break;
    const { cursor } = result;
    result = await collect(cursor, await log.forward(cursor), options);
  }
  return result;
}

function isEmpty({ events, gap, hasMore }: PollResult): boolean {
  return events.length === 0 && gap === undefined && !hasMore;
}

async function firstLook(options: PollOptions): Promise<PollResult> {
  const { start, log, historyOf = [] } = options;
  switch (start.kind) {
    case 'latest': {
      const { events, head } = await latest(options);
      return { events, cursor: head, hasMore: false };
    }
    case 'cursor': {
      const cursor = parseCursor(start.text);
      if (cursor === undefined) return await lost(start.text, 'unknown-cursor', options);
      if (historyOf.length > 0) {
        const events = await historiesOf(historyOf, await log.newest(), options);
        return { events, cursor, hasMore: true };
      }
      return await collect(cursor, await resumed(cursor, log), options);
    }
    case 'since': {
      const { cursor, isCut } = await log.since(start.sinceMs);
      const result = await collect(cursor, await resumed(cursor, log), options);
      const gap = { from: start.text, to: cursor, reason: 'expired' } as const;
      return isCut ? { gap, ...result } : result;
    }
  }
}

/** Goes on from the first page until the answer is full, the log at its end, or the bound reached. */
async function collect(
  from: Cursor,
  firstPage: ForwardResult,
  options: PollOptions,
): Promise<PollResult> {
  const { limit, log, reader, selection } = options;
  const events: ChannelEvent[] = [];
  let cursor = from;
  let page = firstPage;
  for (let pages = 1; page.kind === 'entries'; pages += 1) {
    const { entries, position } = page;
    const isAtEnd = position.seq === cursor.seq;
    for (const { epoch, seq, event } of entries) {
      if (isSelected(event, reader, selection)) {
        if (events.length === limit) return { events, cursor, hasMore: true };
        events.push(event);
      }
      cursor = { epoch, seq };
    }
    cursor = position;
    if (isAtEnd || pages === maxPages) return { events, cursor, hasMore: !isAtEnd };
    page = await log.forward(cursor, 'consistent');
  }
  // What was found before the gap is given first; the next poll meets the gap itself.
  if (cursor !== from) return { events, cursor, hasMore: true };
  const result = await lost(formatCursor(from), page.reason, options);
  return page.isLoss === true ? { ...result, isLoss: true } : result;
}

/** As a stream does: what is missing and why, then the last events there are. */
async function lost(text: string, reason: GapReason, options: PollOptions): Promise<PollResult> {
  const { events, from, head } = await latest(options);
  return {
    events,
    cursor: head,
    gap: { from: cutText(text, 64), to: from, reason },
    hasMore: false,
  };
}

async function latest(options: PollOptions) {
  const { log, limit, reader, selection } = options;
  if (selection.name === 'live') {
    // First the head: what lies before it, every channel's own log has by then.
    const newest = await log.newest();
    const events = await historiesOf(selection.channels, newest, options);
    return { events, from: newest.head, head: newest.head };
  }
  const history = await log.history(limit, event => isSelected(event, reader, selection));
  const { from, head } = history;
  return { events: history.entries.map(({ event }) => event), from, head };
}

async function historiesOf(
  channels: readonly ChannelName[],
  newest: Newest,
  { limit: count, reader, logOf }: PollOptions,
): Promise<readonly ChannelEvent[]> {
  return await channelHistories({ channels, count, newest }, reader, logOf);
}
