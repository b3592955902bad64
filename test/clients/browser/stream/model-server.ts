import { localProblem } from '../../../../clients/browser/client-problem.ts';
import {
  type ChannelAction,
  type ChannelSignal,
  type ChannelState,
  type CursorText,
  defaultChannelSettings,
  idleChannel,
} from '../../../../clients/browser/stream/channel-state.ts';
import { channelTransition } from '../../../../clients/browser/stream/channel-transition.ts';
import { channelView } from '../../../../clients/browser/stream/channel-view.ts';
import { event } from './channel-states.ts';

const settings = { ...defaultChannelSettings, canPoll: true };
const pageLimit = 3;

const connected = {
  connectionId: 'c1',
  channel: 'fights',
  role: 'admin',
  heartbeatMs: 15_000,
  endsAt: 2_000_000,
};

interface Request {
  readonly attempt: number;
  readonly method: 'sse' | 'poll';
  /** Up to where the server has sent events to this one; of a new reader it is not known before the first answer. */
  position: number | undefined;
  /** Until then the server holds a page back that is empty. */
  readonly heldUntil: number;
  isOver: boolean;
}

/**
 * A channel's machine with a server that keeps the protocol: numbered events, each sent once after
 * the cursor of the request, or after the place that a new reader has when it is first answered.
 * Everything is done one step at a time, so that a test can put any failure between any two.
 */
export class ModelServer {
  now = 1_000_000;
  state: ChannelState;
  /** The numbers of the events that were delivered, in that order. */
  readonly delivered: number[] = [];
  readonly faults: string[] = [];
  /** How many events the log has. */
  head = 0;
  /** All that were ever made, also those that were closed. */
  readonly requests: Request[] = [];
  /** How many events there were when the view first showed the channel as read. */
  headWhenRead: number | undefined;
  /** A stream was refused, and is not to be asked for sooner. */
  #streamNotBefore = 0;

  constructor(cursor: CursorText | undefined) {
    this.state = idleChannel('auto', cursor, ['fights']);
  }

  /** Whether everything there is was delivered, as far as the reader's cursor says. */
  get isUpToDate(): boolean {
    return placeOf(this.state) === this.head;
  }

  get current(): Request | undefined {
    return this.requests.at(-1);
  }

  send(signal: ChannelSignal, random = 0.5): void {
    // Nothing but the caller's own will may be sooner.
    if (signal.type === 'start' || signal.type === 'choose') this.#streamNotBefore = 0;
    const before = this.state;
    const { state, actions } = channelTransition(before, signal, {
      now: this.now,
      random,
      settings,
    });
    this.state = state;
    for (const action of actions) this.#do(action);
    this.#check(before);
  }

  /** The next thing that the server sends on the request: a frame, a ping, a page. */
  answer(request: Request): void {
    const { attempt, method } = request;
    if (request.isOver) return;
    if (method === 'poll') return this.#page(request);
    if (request.position === undefined) {
      request.position = this.head;
      const id = `ep.${request.position}`;
      return this.send({ type: 'frame', attempt, frame: { kind: 'connected', connected }, id });
    }
    if (request.position >= this.head) {
      const id = `ep.${request.position}`;
      return this.send({ type: 'frame', attempt, frame: { kind: 'ping' }, id });
    }
    request.position += 1;
    const n = request.position;
    this.send({
      type: 'frame',
      attempt,
      frame: { kind: 'event', event: eventOf(n) },
      id: `ep.${n}`,
    });
  }

  #page(request: Request): void {
    const { attempt, position = this.head } = request;
    if (position >= this.head && this.now < request.heldUntil) {
      if (request.position === undefined) this.faults.push('a new reader waits for its place');
      return;
    }
    const last = Math.min(this.head, position + pageLimit);
    for (let n = position + 1; n <= last; n += 1) {
      this.send({ type: 'frame', attempt, frame: { kind: 'event', event: eventOf(n) } });
    }
    request.isOver = true;
    this.send({ type: 'page', attempt, cursor: `ep.${last}`, hasMore: last < this.head });
  }

  /** The request breaks, after which nothing of it can come but what was on its way. */
  cut(request: Request): void {
    request.isOver = true;
    const problem = localProblem('NETWORK_FAILED', 'cut');
    this.send({ type: 'failed', attempt: request.attempt, problem });
  }

  refuse(
    request: Request,
    status: number,
    afterMs: number,
    problem = localProblem('REQUEST_REFUSED', `status ${status}`),
  ): void {
    request.isOver = true;
    // A refused token is replaced at once, whatever else was answered.
    if (request.method === 'sse' && status !== 401) this.#streamNotBefore = this.now + afterMs;
    this.send({ type: 'refused', attempt: request.attempt, status, problem, afterMs });
  }

  /** Lets time pass until the machine's next timer. */
  wait(): void {
    if (!('wakeAt' in this.state)) return;
    this.now = Math.max(this.now, this.state.wakeAt);
    this.send({ type: 'timer' });
  }

  #do(action: ChannelAction): void {
    if (action.type === 'deliver') this.delivered.push(Number(action.event.id));
    if (action.type === 'abort' && this.current) this.current.isOver = true;
    if (action.type !== 'openStream' && action.type !== 'poll') return;
    if (this.current && !this.current.isOver) this.faults.push('two requests at once');
    if (action.type === 'openStream' && this.now < this.#streamNotBefore) {
      this.faults.push('opens a stream before the time that the server set');
    }
    const { attempt } = action;
    const position = placeOf(this.state);
    const method = action.type === 'poll' ? 'poll' : 'sse';
    const heldUntil = this.now + (action.type === 'poll' ? action.waitSec * 1_000 : 0);
    this.requests.push({ attempt, method, position, heldUntil, isOver: false });
  }

  /** What must hold after every step. */
  #check(before: ChannelState): void {
    const { state } = this;
    const isActive = state.kind !== 'idle' && state.kind !== 'stopped';
    if (isActive && !('wakeAt' in state && state.wakeAt < this.now + 4_000_000)) {
      this.faults.push(`${state.kind} waits for nothing`);
    }
    if (state.kind === 'waiting' && state.wakeAt < state.notBefore) {
      this.faults.push('waits less than the server asked');
    }
    if ((placeOf(state) ?? -1) < (placeOf(before) ?? -1)) this.faults.push('the cursor went back');
    const { status } = channelView(state);
    if (status === 'open' || status === 'polling') this.headWhenRead ??= this.head;
  }
}

/** The number in the cursor; a new reader has none. */
function placeOf({ memory }: ChannelState): number | undefined {
  return memory.cursor === undefined ? undefined : Number(memory.cursor.split('.')[1]);
}

function eventOf(n: number) {
  return { ...event, id: String(n) };
}
