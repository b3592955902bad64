import type { ServerData } from '../../../core/wire/socket/server-message.ts';
import type { ReceivedEvent } from '../stream/channel-events.ts';
import type { Outcome, RequestOptions } from './request-outcome.ts';

type Subscribed = ServerData<'subscribed'>;
type RoomEvent = ServerData<'workflow_event'>;

/** An event of a workflow as handlers get it; without `event` it was too large for a socket. */
export type WorkflowNews = Omit<RoomEvent, 'event'> & { readonly event?: ReceivedEvent };

/** What handlers get of workflows, by name. */
export interface RoomNews {
  readonly workflow_event: WorkflowNews;
  /** On each connection anew: how the workflow stands, or which events are lost. */
  readonly subscribed: Subscribed;
  /** A subscription was not taken up again: it is not shown any more, or there are too many. */
  readonly unsubscribed: { readonly workflowId: string };
}

/** What the rooms work with. */
export interface RoomContext {
  readonly ask: (
    data: { readonly workflowId: string; readonly cursor: string | undefined },
    options: RequestOptions,
  ) => Promise<Outcome<'subscribed'>>;
  readonly leave: (
    workflowId: string,
    options?: RequestOptions,
  ) => Promise<Outcome<'unsubscribed'>>;
  /** Whether an event of this cursor was not delivered before. */
  readonly isNew: (cursor: string) => boolean;
  readonly emit: <N extends keyof RoomNews>(name: N, news: RoomNews[N]) => void;
}

interface Room {
  /** Everything up to here was delivered. */
  cursor?: string;
  /** Pushed before what was missed was there: they follow it. */
  held?: RoomEvent[];
  isAsked?: boolean;
}

/** So many are asked for at once on a new connection: the server takes 100 messages in 10 s. */
const mostAsked = 10;

/**
 * The workflows that a socket is subscribed to, for as long as they are wanted: on each new connection
 * they are asked for again with the cursor. Each event is delivered once, and of a workflow in order.
 */
export class WorkflowRooms {
  readonly #context: RoomContext;
  readonly #rooms = new Map<string, Room>();
  /** Those to be asked for again. */
  readonly #due = new Set<string>();
  /** Pending until what was sent to leave a workflow is answered: the server handles messages at once. */
  readonly #left = new Map<string, Promise<unknown>>();
  #asked = 0;

  constructor(context: RoomContext) {
    this.#context = context;
  }

  subscribe(workflowId: string, options: RequestOptions = {}): Promise<Outcome<'subscribed'>> {
    const room = this.#rooms.get(workflowId) ?? {};
    this.#rooms.set(workflowId, room);
    return this.#ask(workflowId, room, options);
  }

  unsubscribe(workflowId: string, options?: RequestOptions): Promise<Outcome<'unsubscribed'>> {
    this.#forget(workflowId);
    const outcome = this.#context.leave(workflowId, options);
    const left = Promise.all([this.#left.get(workflowId), outcome]).then(() => {
      if (this.#left.get(workflowId) === left) this.#left.delete(workflowId);
    });
    this.#left.set(workflowId, left);
    return outcome;
  }

  /** The connection is new, or was silent for a while: events may be missing. */
  renew(): void {
    for (const [workflowId, room] of this.#rooms) {
      room.held ??= [];
      if (!room.isAsked) this.#due.add(workflowId);
    }
    this.#askDue();
  }

  pushed(news: RoomEvent): void {
    const room = this.#rooms.get(news.workflowId);
    if (room?.held) room.held.push(news);
    else this.#deliver(news, room);
  }

  answered(answer: Subscribed): void {
    const { workflowId, cursor, events, hasMore } = answer;
    const room = this.#rooms.get(workflowId);
    // It was given up meanwhile.
    if (!room) return void this.unsubscribe(workflowId);
    this.#context.emit('subscribed', answer);
    for (const news of events) this.#deliver(news, room);
    room.cursor = cursor;
    if (hasMore) this.#due.add(workflowId);
    else this.#release(room);
  }

  #askDue(): void {
    for (const workflowId of this.#due) {
      if (this.#asked >= mostAsked) return;
      this.#due.delete(workflowId);
      const room = this.#rooms.get(workflowId);
      // Until it is answered, however long that takes.
      if (room) void this.#ask(workflowId, room, { timeoutMs: Infinity });
    }
  }

  async #ask(
    workflowId: string,
    room: Room,
    options: RequestOptions,
  ): Promise<Outcome<'subscribed'>> {
    room.held ??= [];
    room.isAsked = true;
    this.#asked += 1;
    if (this.#left.has(workflowId)) await this.#left.get(workflowId);
    const { cursor } = room;
    const outcome = await this.#context.ask({ workflowId, cursor }, options);
    this.#asked -= 1;
    room.isAsked = false;
    const isWanted = this.#rooms.get(workflowId) === room;
    if (isWanted && outcome.kind === 'unanswered' && outcome.reason === 'timeout') {
      this.#due.add(workflowId);
    } else if (isWanted && isRefused(outcome)) {
      this.#forget(workflowId);
      // Whoever asked has the outcome; of what was asked again nobody would know.
      if (options.timeoutMs === Infinity) this.#context.emit('unsubscribed', { workflowId });
    }
    this.#askDue();
    return outcome;
  }

  #forget(workflowId: string): void {
    const room = this.#rooms.get(workflowId);
    this.#rooms.delete(workflowId);
    if (room) this.#release(room);
  }

  #release(room: Room): void {
    const { held = [] } = room;
    delete room.held;
    for (const news of held) this.#deliver(news, room);
  }

  #deliver(news: RoomEvent, room: Room | undefined): void {
    if (!this.#context.isNew(news.cursor)) return;
    if (room) room.cursor = news.cursor;
    this.#context.emit('workflow_event', news as WorkflowNews);
  }
}

/** It will not be answered better: `busy` was not sent. */
function isRefused(outcome: Outcome<'subscribed'>): boolean {
  return outcome.kind === 'refused' || (outcome.kind === 'unanswered' && outcome.reason === 'busy');
}
