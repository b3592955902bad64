import { setTimeout as sleep } from 'node:timers/promises';
import type { Inbox } from './inbox.ts';
import { type Gap, type PollPage, readPage } from './received-event.ts';

/** Where to ask for what was missed, and as whom. */
export interface CatchUpOptions {
  /** The stack's `ManagementUrl`. */
  readonly managementUrl: string;
  /** Those of the webhook, separated by commas. */
  readonly channels: string;
  /** The bearer token; asked for with each page, for tokens are renewed. */
  readonly token: () => Promise<string>;
  readonly inbox: Inbox;
  readonly onGap: (gap: Gap) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Of 100 events; what is behind them is for the next start. */
const maxPages = 1_000;

/** Of one page. */
const maxTries = 5;
const requestTimeoutMs = 30_000;
const maxPauseMs = 40_000;

/**
 * Takes what came after the cursor, page by page, and lets it be worked on like deliveries: what a
 * delivery brought already is dropped by the event's id. Gives how many events the pages had.
 *
 * @throws Error when a page cannot be had; the saved cursor is that of the page before
 */
export async function catchUp(from: string, options: CatchUpOptions): Promise<number> {
  const { inbox, onGap } = options;
  let cursor = from;
  let count = 0;
  for (let pages = 1; pages <= maxPages; pages += 1) {
    const page = await readPageAfter(cursor, options);
    if (page.gap !== undefined) onGap(page.gap);
    for (const event of page.events) {
      while (inbox.take(event, [event.id]) === 'full') await inbox.idle();
    }
    count += page.events.length;
    cursor = page.cursor;
    await inbox.caughtUpTo(cursor, !page.hasMore);
    if (!page.hasMore) return count;
  }
  throw new Error(`not caught up after ${maxPages} pages; the next start goes on from ${cursor}`);
}

async function readPageAfter(cursor: string, options: CatchUpOptions): Promise<PollPage> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(cursor, options).catch((error: unknown) => String(error));
    if (typeof answer !== 'string' && answer.ok) return readPage(await answer.json());
    const problem = typeof answer === 'string' ? answer : `${answer.status}`;
    // Whom 4xx refuses it refuses again, but for those that come too often.
    const isFinal = /^4(?!29)/.test(problem) || tries === maxTries || options.signal.aborted;
    if (isFinal) throw new Error(`GET /poll: ${problem}`);
    await sleep(pauseMs(answer, tries), undefined, { signal: options.signal });
  }
}

async function ask(
  cursor: string,
  { managementUrl, channels, token, signal }: CatchUpOptions,
): Promise<Response> {
  const url = new URL('poll', managementUrl);
  url.search = new URLSearchParams({ channels, cursor }).toString();
  return await fetch(url, {
    headers: { authorization: `Bearer ${await token()}` },
    signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
  });
}

/** As the answer asks, else 1, 2, 4 and 8 s. */
function pauseMs(answer: Response | string, tries: number): number {
  const asked = typeof answer === 'string' ? null : answer.headers.get('retry-after');
  const ms = asked === null ? 500 * 2 ** tries : Number(asked) * 1_000;
  return Number.isFinite(ms) ? Math.min(ms, maxPauseMs) : maxPauseMs;
}
