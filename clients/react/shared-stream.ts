import type {
  ChannelEvent,
  ChannelName,
  ChannelStep,
  ChannelStream,
  ClientProblem,
  Connected,
  Gap,
  MethodChoice,
  TokenSource,
} from '../browser/index.ts';
import { ChannelMemories } from './channel-memories.ts';
import { idleView } from './channel-reader.ts';
import { cursorOf, isBehind, numberOf } from './log-place.ts';
import { channelsOf, greet, isDue, oldest, type Seat, showTo } from './seat.ts';

/** Makes the stream itself, not yet connected. */
export type MakeLive = (
  channels: readonly ChannelName[],
  needs: {
    readonly cursor?: string;
    readonly method?: MethodChoice;
    readonly token?: TokenSource;
    readonly trace: (step: ChannelStep) => void;
  },
) => ChannelStream;

export interface SharedStreamParts {
  readonly make: MakeLive;
  /** How many events a new reader gets of a channel. */
  readonly history: number;
  /** Whether there is an address for polls. */
  readonly canPoll: boolean;
  /** Nobody reads any more, and the stream is closed. */
  readonly onEmpty: () => void;
}

interface Need {
  readonly fresh: boolean;
}

interface Delivery {
  readonly event: ChannelEvent;
  readonly channels: readonly ChannelName[];
}

/**
 * One stream for all who read channels in the same way. Everybody who sits here gets what a stream of
 * their own would give: their history, what follows, each event once, gaps of their own place.
 */
export class SharedStream {
  readonly #parts: SharedStreamParts;
  readonly #seats = new Set<Seat>();
  readonly #memories: ChannelMemories;
  #stream: ChannelStream | undefined;
  #choice: MethodChoice | undefined;
  #connected: Connected | undefined;
  /** Whose history comes until the stream goes on at its place; `undefined` when none does. */
  #fresh: ReadonlySet<ChannelName> | undefined;
  /** Where the stream stood as their history was asked for. */
  #freshFrom: string | undefined;
  /** The furthest number of the log that was delivered. */
  #head = 0;
  /** The events of the page that is being read. What their places are is known at its end. */
  #page: Delivery[] = [];
  #pageStart = 0;
  /** What comes now is of a page. */
  #isPaged = false;
  #isDue = false;
  /** A refusal of some of the channels: nothing is shown until the others are asked for. */
  #isSplitting = false;

  constructor(parts: SharedStreamParts) {
    this.#parts = parts;
    this.#memories = new ChannelMemories(Math.max(rememberedEvents, parts.history));
  }

  join(seat: Seat): void {
    this.#seats.add(seat);
    const { choice, failures } = this.#stream?.view ?? idleView;
    seat.show({ ...idleView, choice, failures, status: 'connecting' });
    this.begin();
  }

  /** Where it goes on when it sits down again. */
  leave(seat: Seat): string | undefined {
    const place = this.cursorOf(seat);
    this.#seats.delete(seat);
    this.begin();
    return place;
  }

  /** All who join and leave in one turn make one request: strict mode does both, and then joins again. */
  begin(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#arrange();
    });
  }

  /** @throws Error when it is to be polled, and there is no address for it */
  choose(choice: MethodChoice): void {
    if (choice === 'poll' && !this.#parts.canPoll) {
      throw new Error('received the method poll without pollUrl; expected both');
    }
    this.#choice = choice;
    if (choice === 'sse') this.#stream?.forceSSE();
    else if (choice === 'poll') this.#stream?.forcePolling();
    else this.#stream?.auto();
  }

  cursorOf({ state, place }: Seat): string | undefined {
    const at = this.#stream?.cursor;
    return state === 'following' && isBehind(place, at) ? at : place;
  }

  /** Gives every seat what it waits for: from memory, or else by the stream's next request. */
  #arrange(): void {
    if (this.#seats.size === 0) return this.#end();
    const stream = this.#stream ?? this.#begun();
    for (const seat of this.#waiting()) this.#seatAt(seat, stream);
    const waiting = this.#waiting();
    const channels = channelsOf(this.#seats);
    const isNew = waiting.filter(({ place }) => place === undefined);
    if (isNew.length > 0) this.#readAnew(stream, isNew);
    else if (waiting.length > 0 && this.#fresh === undefined) this.#goBack(stream, waiting);
    this.#isSplitting = false;
    const { status } = stream.view;
    if (status === 'idle' || status === 'stopped') {
      if (waiting.length === 0) stream.read(channels);
      stream.connect();
    }
    this.#show();
  }

  #end(): void {
    this.#stream?.close();
    this.#stream = undefined;
    this.#connected = undefined;
    this.#fresh = undefined;
    this.#page = [];
    this.#head = 0;
    this.#memories.keepOnly([]);
    this.#parts.onEmpty();
  }

  #begun(): ChannelStream {
    const seats = [...this.#seats];
    const isNew = seats.some(({ place }) => place === undefined);
    // Where those go on who have a place; after those who have none, who get their history first.
    const cursor = isNew ? undefined : oldest(seats);
    const hasToken = seats.some(({ token }) => token !== undefined);
    const stream = this.#parts.make(channelsOf(this.#seats), {
      ...(cursor === undefined ? {} : { cursor }),
      ...(this.#choice === undefined ? {} : { method: this.#choice }),
      ...(hasToken ? { token: (need: Need) => this.#askToken(need) } : {}),
      trace: step => this.#stepped(step),
    });
    stream.on('*', (event, channels) => this.#received({ event, channels }));
    stream.on('gap', gap => this.#lost(gap));
    stream.on('connected', connected => this.#opened(connected));
    stream.on('error', problem => this.#failed(problem));
    stream.subscribe(() => this.#show());
    this.#stream = stream;
    return stream;
  }

  /** Any of those who share it is the same reader; the newest token is asked for each time. */
  async #askToken(need: Need): Promise<string> {
    const token = [...this.#seats].find(seat => seat.token !== undefined)?.token;
    return typeof token === 'function' ? await token(need) : (token ?? '');
  }

  /** Serves a seat from what was delivered to others, if that is all of it. */
  #seatAt(seat: Seat, { cursor, channels }: ChannelStream): void {
    const at = cursorOf(cursor);
    if (seat.place !== undefined && at && cursorOf(seat.place)?.epoch !== at.epoch) {
      // The log of its place is gone. It begins anew, and says so.
      seat.emit('gap', { from: seat.place, to: cursor, reason: 'unknown-cursor' });
      seat.place = undefined;
    }
    // Without history a new reader goes on where the stream is.
    if (seat.place === undefined && this.#parts.history === 0 && at !== undefined)
      seat.place = cursor;
    if (!channels.includes(seat.channel)) return;
    const place = cursorOf(seat.place);
    const memory = this.#memories.of(seat.channel);
    const isOnTheWay = this.#fresh?.has(seat.channel) === true;
    if (seat.place === undefined) {
      if (isOnTheWay) return this.#serve(seat, [], 'fresh');
      if (!memory.isWhole) return;
      this.#serve(seat, memory.newest(this.#parts.history), 'fresh');
      return this.#follow(seat, cursor);
    }
    if (place === undefined || at === undefined || isOnTheWay) return;
    const missed = memory.between(place.seq, at.seq);
    if (missed === undefined) return;
    this.#serve(seat, missed, 'waiting');
    seat.state = 'following';
    if (place.seq < at.seq) seat.place = cursor;
  }

  #serve(seat: Seat, events: readonly ChannelEvent[], state: 'fresh' | 'waiting'): void {
    seat.state = state;
    if (this.#connected !== undefined && this.#stream?.view.status === 'open') {
      const replayUntil = this.#stream.cursor ?? this.#connected.replayUntil;
      greet(seat, this.#connected, replayUntil);
    }
    for (const event of events) seat.deliver(event);
  }

  #follow(seat: Seat, place: string | undefined): void {
    seat.state = 'following';
    seat.place = place;
  }

  #historyEnd(): string | undefined {
    const at = this.#stream?.cursor;
    const { replayUntil } = this.#connected ?? {};
    const isOfThisLog = cursorOf(replayUntil)?.epoch === cursorOf(at)?.epoch;
    return isOfThisLog && isBehind(at, replayUntil) ? replayUntil : at;
  }

  /** Asks for the history of what these show. Those who wait with a place have their turn after it. */
  #readAnew(stream: ChannelStream, seats: readonly Seat[]): void {
    this.#hold(stream);
    const channels = channelsOf(this.#seats);
    const asked = new Set([...(this.#fresh ?? []), ...seats.map(({ channel }) => channel)]);
    // A stream without a place is a new reader of all of them.
    if (stream.cursor === undefined) for (const channel of channels) asked.add(channel);
    for (const seat of this.#seats) {
      if (seat.state !== 'following' || !asked.has(seat.channel)) continue;
      // It has its history, and goes on at its place afterwards.
      seat.place = this.cursorOf(seat);
      seat.state = 'waiting';
    }
    for (const { channel } of seats) this.#memories.of(channel).clear();
    for (const seat of seats) seat.state = 'fresh';
    this.#fresh = asked;
    this.#freshFrom = stream.cursor;
    stream.read(channels, undefined, [...asked]);
  }

  /** Goes on at the oldest place of all; whoever is further gets nothing twice. */
  #goBack(stream: ChannelStream, seats: readonly Seat[]): void {
    this.#hold(stream);
    for (const seat of this.#seats) seat.place = this.cursorOf(seat);
    for (const seat of seats) seat.state = 'following';
    const from = oldest([...this.#seats]);
    this.#memories.rereadFrom(numberOf(from));
    const wanted = channelsOf(this.#seats);
    stream.read(wanted, from, [], wanted);
  }

  /** While other channels are asked for, those who read see no change. */
  #hold({ view }: ChannelStream): void {
    if (view.status !== 'open' && view.status !== 'polling') return;
    for (const seat of this.#seats) if (seat.state === 'following') seat.held = view;
  }

  #received(delivery: Delivery): void {
    const at = numberOf(this.#stream?.cursor);
    if (this.#isPaged) {
      this.#page.push(delivery);
      this.#pageStart = at;
    } else {
      this.#spread(delivery, at - 1, at);
      this.#head = Math.max(this.#head, at);
    }
  }

  /**
   * To those who wait for it; history only once it is whole, since the history of one channel brings
   * older events of another. It lies behind the one number of the log, and up to the other.
   */
  #spread({ event, channels }: Delivery, after: number, end: number): void {
    const fresh = this.#fresh;
    if (fresh !== undefined) this.#memories.addHistory(event, channels);
    else if (end > this.#head) {
      this.#memories.add(event, channels, Math.max(after, this.#head), end);
    }
    for (const seat of [...this.#seats]) {
      if (!channels.includes(seat.channel)) continue;
      if (fresh === undefined && isDue(seat, end)) seat.deliver(event);
    }
  }

  #stepped(step: ChannelStep): void {
    const { signal, state } = step;
    for (const { trace } of this.#seats) trace?.(step);
    if (signal.type === 'frame') this.#isPaged = state.kind === 'polling';
    const isPageEnd = signal.type === 'page';
    const isPlace = signal.type === 'frame' && signal.frame.kind === 'ping';
    const { cursor, fresh } = state.memory;
    // What is asked for anew has a place, and its history, once it comes to such an end.
    if (!(isPageEnd || isPlace) || cursor === undefined || fresh.length > 0) return;
    if (isPageEnd) this.#turnPage();
    else this.#settle();
  }

  #turnPage(): void {
    const page = this.#page;
    this.#page = [];
    const end = numberOf(this.#stream?.cursor);
    for (const delivery of page) this.#spread(delivery, this.#pageStart, end);
    this.#settle();
    this.#forget();
  }

  /** What was asked for anew has its history, and from here on goes along with the others. */
  #settle(): void {
    const fresh = this.#fresh;
    this.#fresh = undefined;
    const at = numberOf(this.#stream?.cursor);
    this.#head = Math.max(this.#head, at);
    if (fresh === undefined) return;
    // History reaches at least as far as the log did when the stream began.
    const reached = this.#historyEnd();
    for (const seat of [...this.#seats]) {
      if (seat.state !== 'fresh') continue;
      const history = this.#memories.of(seat.channel).newest(this.#parts.history);
      for (const event of history) seat.deliver(event);
      this.#follow(seat, reached);
    }
    const isMoved = this.#stream?.cursor !== this.#freshFrom;
    for (const channel of fresh) this.#memories.of(channel).complete(numberOf(reached), isMoved);
    if (this.#waiting().length > 0) this.begin();
  }

  /** The stream's place leads nowhere: whoever stood there begins anew, and whoever was further goes back. */
  #lost(gap: Gap): void {
    const at = this.#stream?.cursor;
    // Whose history was asked for lost nothing, unless all began so.
    const lost = [...this.#seats].filter(
      ({ state }) => state === 'following' || (state === 'fresh' && at === undefined),
    );
    for (const seat of lost) {
      seat.place = this.cursorOf(seat);
      seat.state = isBehind(at, seat.place) ? 'waiting' : 'fresh';
    }
    this.#memories.keepOnly([]);
    this.#head = 0;
    this.#fresh = new Set(this.#stream?.channels);
    this.#freshFrom = at;
    for (const seat of lost) if (seat.state === 'fresh') seat.emit('gap', gap);
  }

  #opened(connected: Connected): void {
    this.#connected = connected;
    // Cut before its end, history comes from its beginning.
    for (const channel of this.#fresh ?? []) this.#memories.of(channel).clear();
    for (const seat of [...this.#seats]) if (seat.state !== 'waiting') greet(seat, connected);
  }

  /** A channel that this reader may not read is refused for all: the others are asked for without it. */
  #failed(problem: ClientProblem): void {
    const seats = [...this.#seats];
    const channel = problem.status === 403 ? refusedChannel.exec(problem.message)?.[1] : undefined;
    const refused = seats.filter(seat => seat.channel === channel);
    const isSplit = refused.length > 0 && refused.length < seats.length;
    for (const seat of isSplit ? refused : seats) seat.emit('error', problem);
    if (!isSplit) return;
    for (const seat of refused) {
      this.#seats.delete(seat);
      seat.show({ ...idleView, status: 'stopped', stopReason: 'refused', problem });
    }
    this.#isSplitting = true;
    this.begin();
  }

  /** What nobody wants any more is not asked for again. Until then, whoever comes back finds it. */
  #forget(): void {
    const stream = this.#stream;
    const wanted = channelsOf(this.#seats);
    if (stream === undefined || wanted.length === 0) return;
    if (stream.channels.every(channel => wanted.includes(channel))) return;
    this.#memories.keepOnly(wanted);
    stream.read(stream.channels.filter(channel => wanted.includes(channel)));
  }

  #show(): void {
    const status = this.#stream?.view.status;
    if (this.#isSplitting) return;
    for (const seat of [...this.#seats]) showTo(seat, this.#stream?.view);
    if (status === 'waiting' || status === 'offline') this.#forget();
  }

  #waiting(): readonly Seat[] {
    return [...this.#seats].filter(({ state }) => state === 'waiting');
  }
}

/** Of each channel, at least: whoever comes back soon finds what came meanwhile. */
const rememberedEvents = 100;

/** How both refusals of a channel end: ROLE_NOT_ALLOWED and CHANNEL_NOT_ALLOWED. */
const refusedChannel = /the channel (\S+)$/;
