import type { LogReader } from '../log/log-reader.ts';
import { resumed } from '../log/resumed.ts';
import { type Cursor, formatCursor, parseCursor } from '../wire/cursor.ts';
import type { ChannelEvent } from '../wire/event.ts';
import type { RoomEvent, Subscribed } from '../wire/socket/workflow-room.ts';
import type { WorkflowPerson } from '../wire/workflow.ts';
import { maySeeEvent } from '../workflow/may-see-event.ts';
import { roomOf } from './rooms.ts';

/** Events of one answer at most. */
const maxEvents = 100;

/** Their size together: with the workflow they stay under the 128 KB of a message. */
const maxBytes = 90_000;

/** Pages of the log that one answer goes through at most: others' workflows may be busier. */
const maxPages = 20;

/** What a subscription misses: all that happened to its workflow after a cursor. */
export type Missed = Pick<Subscribed, 'events' | 'cursor' | 'hasMore' | 'gap'>;

/**
 * What happened to a workflow after the cursor, as far as it goes into one answer; without a cursor
 * nothing, and where to go on. Sees every event that was appended before. For someone who may see the
 * workflow as it is now: of its events only those are left out that name others in `visibleTo`, or that
 * the Outbox brought and the person does not read the channel.
 */
export async function missedEvents(
  {
    workflowId,
    cursor: text,
  }: { readonly workflowId: string; readonly cursor?: string | undefined },
  person: WorkflowPerson,
  log: Pick<LogReader, 'head' | 'resume' | 'forward'>,
): Promise<Missed> {
  const none = async (gap?: Missed['gap']): Promise<Missed> => ({
    events: [],
    cursor: formatCursor(await log.head()),
    hasMore: false,
    ...(gap && { gap }),
  });
  if (text === undefined) return await none();
  const from = parseCursor(text);
  if (from === undefined) return await none('unknown-cursor');
  const taken = new Taken(from);
  const isWanted = (event: ChannelEvent) =>
    roomOf(event) === workflowId && maySeeEvent(event, person);
  let page = await resumed(from, log);
  for (let pages = 1; page.kind === 'entries'; pages += 1) {
    const isAtEnd = page.position.seq === taken.at.seq;
    for (const { epoch, seq, event } of page.entries) {
      const at = { epoch, seq };
      if (isWanted(event) && !taken.add(roomEvent(workflowId, at, event)))
        return taken.result(true);
      taken.at = at;
    }
    taken.at = page.position;
    if (isAtEnd || pages === maxPages) return taken.result(!isAtEnd);
    page = await log.forward(taken.at, 'consistent');
  }
  // What was found before the gap is given first; the next look meets the gap itself.
  return taken.at === from ? await none(page.reason) : taken.result(true);
}

/** An event of a workflow and its place; without itself when it is larger than all that is carried. */
function roomEvent(workflowId: string, at: Cursor, event: ChannelEvent): RoomEvent {
  const whole = { workflowId, cursor: formatCursor(at), event };
  return sizeOf(whole) <= maxBytes ? whole : { workflowId, cursor: whole.cursor };
}

/** What goes into one answer, and up to where. */
class Taken {
  at: Cursor;
  readonly #events: RoomEvent[] = [];
  #bytes = 0;

  constructor(from: Cursor) {
    this.at = from;
  }

  /** False when there is no place left for it. */
  add(event: RoomEvent): boolean {
    const size = sizeOf(event);
    if (this.#events.length === maxEvents || this.#bytes + size > maxBytes) return false;
    this.#bytes += size;
    this.#events.push(event);
    return true;
  }

  result(hasMore: boolean): Missed {
    return { events: this.#events, cursor: formatCursor(this.at), hasMore };
  }
}

function sizeOf(event: RoomEvent): number {
  return new TextEncoder().encode(JSON.stringify(event)).length + 1;
}
