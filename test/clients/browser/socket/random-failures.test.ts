import fc from 'fast-check';
import { localProblem } from '../../../../clients/browser/client-problem.ts';
import {
  idleSocket,
  type SocketAction,
  type SocketSignal,
  type SocketState,
  wakeAt,
} from '../../../../clients/browser/socket/socket-state.ts';
import { socketTransition } from '../../../../clients/browser/socket/socket-transition.ts';
import { settings } from './socket-states.ts';

const problem = localProblem('NETWORK_FAILED', 'cut');

/**
 * A socket's machine with a server that carries a request out once, however often it comes, and may
 * ignore messages, be cut off or refuse the token at any time. To a socket whose token has ended it
 * sends nothing; what it would have sent it sends to the next one that connects, or asks.
 */
class ModelServer {
  now = 1_000_000;
  state: SocketState = idleSocket;
  readonly faults: string[] = [];
  /** What came of each request, by its name. */
  readonly settled = new Map<string, string>();
  readonly carriedOut = new Set<string>();
  readonly asked = new Map<string, number>();
  /** What the newest connection still has to answer. */
  inbox: { readonly action: string; readonly requestId: string }[] = [];
  connection: { readonly attempt: number; isOpen: boolean; isOver: boolean } | undefined;
  fetching: number | undefined;
  tokenEndsAt = 0;
  /** Something is to be delivered, and the open socket did not get it. */
  hasUndelivered = false;
  readonly #tokenMs: number;
  /** By how much the server's clock is ahead, which is known from the first frame on. */
  readonly #skewMs: number;
  #isClockKnown = false;

  constructor({ tokenMs, skewMs }: { readonly tokenMs: number; readonly skewMs: number }) {
    this.#tokenMs = tokenMs;
    this.#skewMs = skewMs;
  }

  send(signal: SocketSignal): void {
    if (signal.type === 'message') this.#isClockKnown = true;
    const skewMs = this.#isClockKnown ? this.#skewMs : 0;
    const context = { now: this.now, random: 0.5, skewMs, settings };
    const { state, actions } = socketTransition(this.state, signal, context);
    const isRefusal = signal.type === 'message' && signal.message.event === 'authentication_error';
    if (state.kind === 'stopped' && state.reason === 'unauthorized' && !isRefusal) {
      if (state !== this.state) this.faults.push('stopped, and no token was refused');
    }
    this.state = state;
    for (const action of actions) this.#do(action);
    const isActive = state.kind !== 'idle' && state.kind !== 'stopped';
    const wakes = wakeAt(state, settings);
    if (isActive && (wakes === undefined || wakes > this.now + 4_000_000)) {
      this.faults.push(`${state.kind} waits for nothing`);
    }
  }

  ask(requestId: string): void {
    if (this.asked.has(requestId)) return;
    this.asked.set(requestId, this.now);
    const data = { proposalId: 'p-1' };
    this.send({ type: 'request', requestId, action: 'cancel_proposal', data, timeoutMs: 15_000 });
  }

  /** The server answers the oldest message that it has not answered. */
  answer(refusal?: string): void {
    const message = this.inbox.shift();
    const { connection } = this;
    if (message === undefined || !connection?.isOpen || connection.isOver) return;
    const { action, requestId } = message;
    const received = { requestId, id: `${requestId}.x`, timestamp: this.now + this.#skewMs };
    const { attempt } = connection;
    const reply = (event: string, data: object) =>
      this.send({
        type: 'message',
        attempt,
        message: { event, data, ...received },
      } as SocketSignal);
    const isToken = action === 'authenticate';
    if (refusal !== undefined) {
      // A failure, or too many messages, does not mean a bad token.
      const isOfToken = refusal === 'TOKEN_EXPIRED' || refusal === 'CONNECTION_UNKNOWN';
      const event = isToken && isOfToken ? 'authentication_error' : 'proposal_error';
      return reply(event, { code: refusal, message: 'no', retryAfterMs: 1_000 });
    }
    if (isToken) {
      this.tokenEndsAt = this.now + this.#tokenMs;
      return reply('authenticated', { expiresAt: this.tokenEndsAt + this.#skewMs });
    }
    if (this.now >= this.tokenEndsAt) {
      return reply('proposal_error', { code: 'TOKEN_EXPIRED', message: 'no' });
    }
    if (action === 'get_pending_proposals') {
      this.hasUndelivered = false;
      return reply('pending_proposals', { pending: [], recent: [], truncated: false });
    }
    this.carriedOut.add(requestId);
    reply('pong', {});
  }

  /** Something happens that is to be delivered to the socket. */
  push(): void {
    const { isOpen, isOver } = this.connection ?? { isOpen: false, isOver: true };
    if (isOpen && !isOver && this.now >= this.tokenEndsAt) this.hasUndelivered = true;
  }

  open(): void {
    const { connection } = this;
    if (!connection || connection.isOpen || connection.isOver) return;
    connection.isOpen = true;
    // It is greeted with all there is.
    this.hasUndelivered = false;
    this.tokenEndsAt = this.now + this.#tokenMs;
    const { attempt } = connection;
    this.send({ type: 'opened', attempt, expiresAt: this.tokenEndsAt + this.#skewMs });
  }

  cut(): void {
    const { connection } = this;
    if (!connection || connection.isOver) return;
    connection.isOver = true;
    this.send({ type: 'closed', attempt: connection.attempt, problem });
  }

  giveToken(): void {
    const { fetching: attempt } = this;
    this.fetching = undefined;
    if (attempt !== undefined) this.send({ type: 'token', attempt });
  }

  /** Everything up to the next renewal goes well, and the renewal is not checked. */
  hinderRenewal(code: string): void {
    this.open();
    for (let step = 0; step < 10 && this.fetching === undefined; step += 1) {
      while (this.inbox.length > 0) this.answer();
      this.wait();
    }
    this.giveToken();
    while (this.inbox.some(({ action }) => action === 'authenticate')) {
      this.answer(this.inbox[0]?.action === 'authenticate' ? code : undefined);
    }
  }

  wait(): void {
    const wakes = wakeAt(this.state, settings);
    if (wakes === undefined) return;
    this.now = Math.max(this.now, wakes);
    this.send({ type: 'timer' });
  }

  #do(action: SocketAction): void {
    switch (action.type) {
      case 'connect':
        if (this.connection && !this.connection.isOver) this.faults.push('two connections');
        this.connection = { attempt: action.attempt, isOpen: false, isOver: false };
        this.inbox = [];
        return;
      case 'disconnect':
        if (this.connection) this.connection.isOver = true;
        return;
      case 'send': {
        const { action: name, requestId = 'none' } = action.request;
        if (!this.connection?.isOpen || this.connection.isOver) this.faults.push('sent to no one');
        this.inbox.push({ action: name, requestId });
        return;
      }
      case 'fetchToken':
        this.fetching = action.attempt;
        return;
      case 'showToken':
        this.inbox.push({ action: 'authenticate', requestId: action.requestId });
        return;
      case 'settle':
        return this.#settle(action.requestId, action.message.event);
      case 'giveUp':
        return this.#settle(action.requestId, action.reason);
    }
  }

  #settle(requestId: string, by: string): void {
    if (!this.asked.has(requestId)) return;
    if (this.settled.has(requestId)) this.faults.push(`${requestId} is settled twice`);
    const askedAt = this.asked.get(requestId) ?? 0;
    if (by === 'timeout' && this.now < askedAt + 15_000) this.faults.push('given up too soon');
    if (by === 'pong' && !this.carriedOut.has(requestId)) this.faults.push('answered by no one');
    this.settled.set(requestId, by);
  }
}

const happenings = fc.oneof(
  { weight: 6, arbitrary: fc.nat(30).map(n => (s: ModelServer) => s.ask(`r-${n}`)) },
  { weight: 8, arbitrary: fc.constant((s: ModelServer) => s.answer()) },
  { weight: 6, arbitrary: fc.constant((s: ModelServer) => s.open()) },
  { weight: 3, arbitrary: fc.constant((s: ModelServer) => s.cut()) },
  { weight: 3, arbitrary: fc.constant((s: ModelServer) => s.giveToken()) },
  { weight: 5, arbitrary: fc.constant((s: ModelServer) => s.wait()) },
  { weight: 1, arbitrary: fc.constant((s: ModelServer) => void s.inbox.shift()) },
  { weight: 3, arbitrary: fc.constant((s: ModelServer) => s.push()) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('RATE_LIMITED', 'INTERNAL_ERROR')
      .map(code => (s: ModelServer) => s.hinderRenewal(code)),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('TOKEN_EXPIRED', 'RATE_LIMITED', 'CONNECTION_UNKNOWN', 'INTERNAL_ERROR')
      .map(code => (s: ModelServer) => s.answer(code)),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('online' as const, 'offline' as const, 'woke' as const, 'start' as const)
      .map(type => (s: ModelServer) => s.send({ type })),
  },
  { weight: 1, arbitrary: fc.constant((s: ModelServer) => s.send({ type: 'stop' })) },
  {
    weight: 2,
    arbitrary: fc.oneof(fc.nat(30_000), fc.nat(700_000)).map(ms => (s: ModelServer) => {
      s.now += ms;
    }),
  },
  {
    weight: 2,
    arbitrary: fc.nat(20).map(attempt => (s: ModelServer) => {
      // What an older connection still receives.
      const before = s.state;
      if (attempt === before.memory.attempt) return;
      s.send({ type: 'closed', attempt, problem });
      if (s.state !== before) s.faults.push('a signal of an older connection had an effect');
    }),
  },
);

const times = fc.record({
  tokenMs: fc.constantFrom(20_000, 600_000),
  skewMs: fc.constantFrom(0, -3_600_000, 3_600_000),
});

test('whatever fails in whatever order, each request is settled once, nothing stays undelivered, and the socket works again', () => {
  fc.assert(
    fc.property(fc.array(happenings, { maxLength: 100 }), times, (script, clocks) => {
      const server = new ModelServer(clocks);
      server.send({ type: 'start' });
      for (const happen of script) happen(server);
      // From now on all goes well.
      server.send({ type: 'start' });
      server.ask('last');
      const isDone = () => server.settled.size === server.asked.size && !server.hasUndelivered;
      for (let step = 0; step < 500 && !isDone(); step += 1) {
        server.open();
        server.giveToken();
        if (server.connection?.isOver || server.inbox.length === 0) server.wait();
        server.answer();
      }
      expect(server.faults).toEqual([]);
      expect([...server.settled.keys()].sort()).toEqual([...server.asked.keys()].sort());
      expect(server.hasUndelivered).toBe(false);
      expect(server.state.memory.requests.filter(({ isOwn }) => !isOwn)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
}, 60_000);
