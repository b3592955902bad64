import { localProblem } from '../../../../clients/browser/client-problem.ts';
import {
  type ChannelAction,
  type ChannelSignal,
  type ChannelState,
  defaultChannelSettings,
  idleChannel,
} from '../../../../clients/browser/stream/channel-state.ts';
import { channelTransition } from '../../../../clients/browser/stream/channel-transition.ts';
import { event } from './channel-states.ts';

const settings = { ...defaultChannelSettings, canPoll: true };
const pageLimit = 3;

interface Request {
  readonly attempt: number;
  readonly method: 'sse' | 'poll';
  /** How far the server has told this one. */
  position: number;
  isOver: boolean;
}

/**
 * A channel's machine with a server that keeps its word: numbered events, each told once after the
 * cursor that was sent. Everything is done one step at a time, so that a test can put any failure
 * between any two.
 */
export class ModelServer {
  now = 1_000_000;
  state: ChannelState = idleChannel('auto', 'ep.0');
  /** The numbers of the events that were delivered, in that order. */
  readonly delivered: number[] = [];
  readonly faults: string[] = [];
  /** How many events the log has. */
  head = 0;
  /** All that were ever made, also those that were let go of. */
  readonly requests: Request[] = [];

  get current(): Request | undefined {
    return this.requests.at(-1);
  }

  tell(signal: ChannelSignal, random = 0.5): void {
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

  /** The next thing that the server says to the request: a frame, a ping, a page. */
  answer(request: Request): void {
    const { attempt, method } = request;
    if (request.isOver) return;
    if (method === 'poll') {
      const last = Math.min(this.head, request.position + pageLimit);
      for (let n = request.position + 1; n <= last; n += 1) {
        this.tell({ type: 'frame', attempt, frame: { kind: 'event', event: eventOf(n) } });
      }
      request.isOver = true;
      this.tell({ type: 'page', attempt, cursor: `ep.${last}`, hasMore: last < this.head });
      return;
    }
    if (request.position >= this.head) {
      const id = `ep.${request.position}`;
      return this.tell({ type: 'frame', attempt, frame: { kind: 'ping' }, id });
    }
    request.position += 1;
    const n = request.position;
    this.tell({
      type: 'frame',
      attempt,
      frame: { kind: 'event', event: eventOf(n) },
      id: `ep.${n}`,
    });
  }

  /** The request breaks, after which nothing of it can come but what was on its way. */
  cut(request: Request): void {
    request.isOver = true;
    const problem = localProblem('NETWORK_FAILED', 'cut');
    this.tell({ type: 'failed', attempt: request.attempt, problem });
  }

  refuse(request: Request, status: number, afterMs: number): void {
    request.isOver = true;
    const problem = localProblem('REQUEST_REFUSED', `status ${status}`);
    this.tell({ type: 'refused', attempt: request.attempt, status, problem, afterMs });
  }

  /** Lets time go on to the moment that the machine waits for. */
  wait(): void {
    if (!('wakeAt' in this.state)) return;
    this.now = Math.max(this.now, this.state.wakeAt);
    this.tell({ type: 'timer' });
  }

  #do(action: ChannelAction): void {
    if (action.type === 'deliver') this.delivered.push(Number(action.event.id));
    if (action.type === 'abort' && this.current) this.current.isOver = true;
    if (action.type !== 'openStream' && action.type !== 'poll') return;
    if (this.current && !this.current.isOver) this.faults.push('two requests at once');
    const position = Number(this.state.memory.cursor?.split('.')[1]);
    const method = action.type === 'poll' ? 'poll' : 'sse';
    this.requests.push({ attempt: action.attempt, method, position, isOver: false });
  }

  /** What must hold after every step. */
  #check(before: ChannelState): void {
    const { state } = this;
    const isActive = state.kind !== 'idle' && state.kind !== 'stopped';
    if (isActive && !('wakeAt' in state && state.wakeAt < this.now + 4_000_000)) {
      this.faults.push(`${state.kind} waits for nothing`);
    }
    if (state.kind === 'waiting' && state.wakeAt < state.notBefore) {
      this.faults.push('comes before the server said');
    }
    const cursorOf = ({ memory }: ChannelState) => Number(memory.cursor?.split('.')[1]);
    if (cursorOf(state) < cursorOf(before)) this.faults.push('the cursor went back');
  }
}

function eventOf(n: number) {
  return { ...event, id: String(n) };
}
