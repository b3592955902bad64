import type { Addressee } from '../../../core/wire/addressee.ts';
import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import { shownOn } from '../../../core/wire/shown-on.ts';
import { type ClientProblem, localProblem } from '../client-problem.ts';
import { type Environment, globalEnvironment } from '../environment.ts';
import { Handlers } from '../handlers.ts';
import { Machine, type MachineStep } from '../machine.ts';
import { RecentIds } from '../recent-ids.ts';
import { askToken, TokenRefusal, wordsOf } from '../token-source.ts';
import type { EventNamed, EventTypeOn, ReceivedEvent } from './channel-events.ts';
import { othersPlace } from './channel-failure.ts';
import {
  type ChannelSource,
  type LiveSource,
  pollRequest,
  streamRequest,
} from './channel-request.ts';
import {
  type ChannelAction,
  type ChannelSettings,
  type ChannelSignal,
  type ChannelState,
  type Connected,
  type CursorText,
  defaultChannelSettings,
  type Gap,
  idleChannel,
  type MethodChoice,
} from './channel-state.ts';
import { channelTransition } from './channel-transition.ts';
import { type ChannelView, channelView } from './channel-view.ts';
import { readPage, readStream } from './read-answer.ts';

interface ReadingOptions {
  /**
   * Where to go on: the `cursor` of an earlier reader of the same channel, or of any several.
   * @default - a new reader, with history
   */
  readonly cursor?: CursorText;
  /** How events are fetched; `auto` streams, and polls while streaming fails. @default "auto" */
  readonly method?: MethodChoice;
  /** Called with each step, for debugging. It runs on the stream's way and must be fast. */
  readonly trace?: (step: ChannelStep) => void;
  readonly settings?: Partial<Omit<ChannelSettings, 'canPoll'>>;
  readonly environment?: Partial<Environment>;
}

export interface ChannelOptions<C extends ChannelName = ChannelName>
  extends ChannelSource<C>,
    ReadingOptions {
  /**
   * The events that were delivered. Readers of several channels that share it get each event once.
   * @default - of this reader alone
   */
  readonly seen?: RecentIds;
}

/** For several channels at once. */
export interface LiveOptions<C extends ChannelName = ChannelName>
  extends LiveSource<C>,
    ReadingOptions {
  readonly seen?: never;
}

/** One step of a channel, as `trace` receives it. */
export type ChannelStep = MachineStep<ChannelState, ChannelSignal, ChannelAction>;

/** What handlers receive beside events. No event can have these names. */
export interface ChannelNews {
  readonly connected: Connected;
  readonly gap: Gap;
  readonly error: ClientProblem;
}

/** An event comes with those of the channels that show it. */
type Handler<C extends ChannelName, T extends string> = (
  ...received: T extends keyof ChannelNews
    ? [news: ChannelNews[T]]
    : [event: T extends '*' ? ReceivedEvent : EventNamed<C, T>, channels: readonly C[]]
) => void;

type AnyHandler = (received: unknown, channels: unknown) => void;

/** A name that an editor proposes, or any other. */
type Name<C extends ChannelName> = EventTypeOn<C> | keyof ChannelNews | '*' | (string & {});

/**
 * One channel or several, read for as long as they are wanted: by one stream, or by polling while
 * streaming fails, on one cursor. Every event is delivered once, in the order of the log.
 *
 *     const fights = new ChannelStream({ channel: 'fights', url, pollUrl, token: () => myToken() });
 *     fights.on('BETTING_WINDOW_OPENED', event => open(event.data.fightId));
 *     fights.connect();
 *
 *     const page = new ChannelStream({ channels: ['fights', 'bets'], url: liveUrl, pollUrl, token });
 *     page.on('*', (event, channels) => list(event, channels));
 *     page.connect();
 *
 * Of several channels, history belongs to those that begin; an event of it comes again, in its turn,
 * for an older one that has not had it.
 */
export class ChannelStream<C extends ChannelName = ChannelName> {
  readonly #environment: Environment;
  readonly #canPoll: boolean;
  readonly #handlers: Handlers<Record<string, unknown>>;
  readonly #machine: Machine<ChannelState, ChannelSignal, ChannelAction, ChannelView>;
  #request: AbortController | undefined;
  readonly #options: ChannelOptions<C> | LiveOptions<C>;
  #channels: readonly C[];
  /** What each of them has had. */
  #seen: ReadonlyMap<C, RecentIds>;
  /** The connection is the last stream's: what is addressed to it is polled for in its place. */
  #reader: Addressee = { userId: '', role: '', connectionId: '' };

  /** @throws Error unless there is one of `channel` and `channels`, which names some, each once */
  constructor(options: ChannelOptions<C> | LiveOptions<C>) {
    const { channel, channels, method = 'auto', cursor, seen, trace } = options;
    if ((channel === undefined) === (channels === undefined)) {
      throw new Error(
        `received ${channel === undefined ? 'neither' : 'both'} of channel and channels; expected one of them`,
      );
    }
    this.#options = options;
    this.#channels = channel === undefined ? checked(channels) : [channel];
    this.#seen = new Map(this.#channels.map(name => [name, seen ?? new RecentIds()]));
    this.#environment = { ...globalEnvironment(), ...options.environment };
    this.#canPoll = options.pollUrl !== undefined;
    this.#checkMethod(method);
    const { report, random } = this.#environment;
    this.#handlers = new Handlers(report);
    const settings = { ...defaultChannelSettings, ...options.settings, canPoll: this.#canPoll };
    this.#machine = new Machine(
      {
        initial: idleChannel(method, cursor, this.#channels),
        transition: (state, signal, now) =>
          channelTransition(state, signal, { now, random: random(), settings }),
        wakeAt: state => ('wakeAt' in state ? state.wakeAt : undefined),
        view: channelView,
        do: action => this.#do(action),
        trace,
      },
      this.#environment,
    );
  }

  /** The one that is read; `undefined` for a stream of several. */
  get channel(): C | undefined {
    return this.#options.channel;
  }

  /** Those that are read. */
  get channels(): readonly C[] {
    return this.#channels;
  }

  /** Everything up to here was delivered. Kept and given as an option, it goes on from there. */
  get cursor(): CursorText | undefined {
    return this.#machine.state.memory.cursor;
  }

  /** How it stands. The same object until something differs. */
  get view(): ChannelView {
    return this.#machine.views.view;
  }

  /** Calls when `view` is another; the returned function ends it. */
  subscribe(watcher: () => void): () => void {
    return this.#machine.views.subscribe(watcher);
  }

  /** Begins, or begins again where it was. While it is read, nothing happens. */
  connect(): void {
    this.#machine.send({ type: 'start' });
  }

  /** Ends it, and everything that it holds. No handler is called after that. */
  close(reason?: 'closed' | 'gave-up'): void {
    this.#machine.send({ type: 'stop', reason });
  }

  /**
   * Reads these channels from now on. What is new with them is asked for at once, which is no failure,
   * or once it is connected; what is not wanted any more is not delivered any more.
   *
   * @param cursor where to go on, because one of them was read up to there: what lies behind it is
   *   delivered again on each; default: its own place
   * @param fresh those that begin, with their history; default: those that were not read before
   * @param again those of which events behind the cursor are delivered again: a caller with several
   *   readers of one channel knows which of them has had what
   * @throws Error for a stream of one channel, and unless each name is there once
   */
  read(
    channels: readonly C[],
    cursor?: CursorText,
    fresh?: readonly C[],
    again: readonly C[] = [],
  ): void {
    const { channel, history } = this.#options;
    if (channel !== undefined) {
      throw new Error(`received channels for a stream of ${channel}; expected one of several`);
    }
    const before = this.#channels;
    const begin = fresh ?? channels.filter(name => !before.includes(name));
    const known = (name: C) =>
      begin.includes(name) || again.includes(name) ? undefined : this.#seen.get(name);
    this.#channels = checked(channels);
    this.#seen = new Map(channels.map(name => [name, known(name) ?? new RecentIds()]));
    // With a history of none there is nothing to ask for.
    this.#machine.send({
      type: 'renew',
      channels,
      fresh: history === 0 ? [] : begin,
      cursor,
    });
  }

  /** Streams whatever happens: it never polls. */
  forceSSE(): void {
    this.#machine.send({ type: 'choose', choice: 'sse' });
  }

  /**
   * Polls whatever happens.
   * @throws Error when there is no `pollUrl`
   */
  forcePolling(): void {
    this.#checkMethod('poll');
    this.#machine.send({ type: 'choose', choice: 'poll' });
  }

  /** Streams, and polls while streaming fails. */
  auto(): void {
    this.#machine.send({ type: 'choose', choice: 'auto' });
  }

  /**
   * Adds a handler; the returned function removes it. `*` is every event. The second argument of an
   * event's handler names those of the channels that show it.
   */
  on<T extends Name<C>>(name: T, handler: Handler<C, T>): () => void {
    return this.#handlers.add(name, handler as AnyHandler);
  }

  addHandler<T extends Name<C>>(name: T, handler: Handler<C, T>): void {
    this.#handlers.add(name, handler as AnyHandler);
  }

  removeHandler<T extends Name<C>>(name: T, handler: Handler<C, T>): void {
    this.#handlers.remove(name, handler as AnyHandler);
  }

  #checkMethod(method: MethodChoice): void {
    if (method !== 'poll' || this.#canPoll) return;
    throw new Error(
      `received the method poll for ${this.#channels} without pollUrl; expected both`,
    );
  }

  #do(action: ChannelAction): void {
    switch (action.type) {
      case 'openStream':
      case 'poll':
        void this.#ask(action);
        return;
      case 'abort':
        this.#request?.abort();
        this.#request = undefined;
        return;
      case 'connected': {
        this.#reader = { userId: '', ...action.connected };
        return this.#handlers.emit('connected', action.connected);
      }
      case 'gap':
        return this.#handlers.emit('gap', action.gap);
      case 'problem':
        if (action.problem.code === othersPlace)
          this.#reader = { ...this.#reader, connectionId: '' };
        return this.#handlers.emit('error', action.problem);
      case 'deliver':
        return this.#deliver(action.event, action.channels as readonly C[]);
    }
  }

  #deliver(event: ChannelEvent, candidates: readonly C[]): void {
    // What one channel's own log has is shown there, whatever the rule was when it was written.
    const reader = { ...this.#options, ...this.#reader };
    const shown = this.channel ? candidates : shownOn(event, reader, candidates);
    const channels = shown.filter(name => this.#seen.get(name)?.add(event.id));
    if (channels.length === 0) return;
    this.#handlers.emit(event.type, event, channels);
    this.#handlers.emit('*', event, channels);
  }

  /** Makes a request and signals what comes of it, failures included. */
  async #ask(action: Extract<ChannelAction, { type: 'openStream' | 'poll' }>): Promise<void> {
    const { attempt, freshToken } = action;
    const place = this.#machine.state.memory;
    const { cursor } = place;
    const { fetch, now } = this.#environment;
    const wants = cursor === undefined && this.#options.history === 0 ? 'place' : 'events';
    const request = new AbortController();
    this.#request = request;
    const { signal } = request;
    const send = (signal: ChannelSignal): void => this.#machine.send(signal);
    let code: 'TOKEN_UNAVAILABLE' | 'NETWORK_FAILED' = 'TOKEN_UNAVAILABLE';
    let token: string | undefined;
    try {
      token = await askToken(this.#options.token, freshToken);
      if (signal.aborted) return;
      code = 'NETWORK_FAILED';
      const { url, init } =
        action.type === 'poll'
          ? pollRequest(this.#options, place, token, { ...action, ...this.#reader })
          : streamRequest(this.#options, place, token);
      const response = await fetch(url, { ...init, signal });
      if (action.type === 'poll') {
        await readPage(response, attempt, wants, now(), send, reader => {
          this.#reader = { ...this.#reader, ...reader };
        });
      } else await readStream(response, attempt, cursor, now(), send);
    } catch (error) {
      // What was ended on purpose did not fail.
      if (signal.aborted) return;
      if (error instanceof TokenRefusal) {
        return send({ type: 'refused', attempt, status: 401, problem: error.problem });
      }
      const problem = localProblem(code, wordsOf(error, token));
      send({ type: 'failed', attempt, problem });
    }
  }
}

/** @throws Error unless it names some, each once: the server takes no other list */
function checked<C extends ChannelName>(channels: readonly C[] = []): readonly C[] {
  if (channels.length > 0 && new Set(channels).size === channels.length) return channels;
  throw new Error(`received the channels [${channels}]; expected some, each once`);
}
