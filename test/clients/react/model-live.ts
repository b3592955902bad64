import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import { shownOn } from '../../../core/wire/shown-on.ts';
import type { FakeEnvironment, FakeRequest, FakeStream } from '../browser/fake-environment.ts';

const reader = { userId: 'ana', role: 'admin', connectionId: 'c-1' };

interface Logged {
  readonly seq: number;
  readonly event: ChannelEvent;
}

interface Open {
  readonly stream: FakeStream;
  readonly channels: readonly ChannelName[];
}

/** A server of Live streams and their polls over one log, as docs/protocol.md has them. */
export class ModelLive {
  readonly #place: FakeEnvironment;
  readonly #history: number;
  readonly #pageLimit: number;
  #log: Logged[] = [];
  #epoch = 'e1';
  #head = 0;
  /** What lies at or before it has expired. */
  #expiredUpTo = 0;
  #made = 0;
  #answered = 0;
  #open: Open | undefined;
  /** Every event that was ever in the log, in its order. */
  readonly events: ChannelEvent[] = [];

  constructor(place: FakeEnvironment, { history = 100, pageLimit = 100 } = {}) {
    this.#place = place;
    this.#history = history;
    this.#pageLimit = pageLimit;
  }

  /** What a channel showed until now. */
  shown(channel: ChannelName): readonly string[] {
    return this.events
      .filter(event => shownOn(event, reader, [channel]).length > 0)
      .map(({ id }) => id);
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** The request that waits for its answer. */
  get pending(): FakeRequest | undefined {
    const request = this.#place.requests.at(-1);
    const isNew = this.#place.requests.length > this.#answered;
    return request !== undefined && isNew && !request.isAborted ? request : undefined;
  }

  async append(channel: ChannelName, isHigh = false): Promise<void> {
    this.#made += 1;
    this.#head += 1;
    const id = `${channel}-${this.#made}`;
    const data = { fightId: id };
    const priority = isHigh ? 'high' : 'normal';
    const event = { id, type: 'X', channel, data, priority, timestamp: this.#made } as never;
    const logged = { seq: this.#head, event };
    this.#log.push(logged);
    this.events.push(event);
    const { stream, channels = [] } = this.#open ?? {};
    await stream?.send(this.#shows(logged, channels) ? this.#frame(logged) : this.#ping());
  }

  /** All that was in the log expires, or the whole log is another one. */
  async lose(what: 'events' | 'log'): Promise<void> {
    await this.cut();
    this.#log = [];
    this.#expiredUpTo = this.#head;
    if (what === 'events') return;
    this.#epoch = `e${Number(this.#epoch.slice(1)) + 1}`;
    this.#expiredUpTo = 0;
    this.#head = 0;
  }

  async cut(): Promise<void> {
    await this.#open?.stream.cut();
    this.#open = undefined;
  }

  async refuse(status: number, body: object = {}): Promise<void> {
    const { pending } = this;
    this.#answered = this.#place.requests.length;
    const headers = { 'content-type': 'application/problem+json' };
    await pending?.answer(status, body, headers);
  }

  /** Answers the request. `frames`: after so many the stream is cut. */
  async answer(frames = Number.POSITIVE_INFINITY): Promise<void> {
    const { pending } = this;
    if (pending === undefined) return;
    this.#answered = this.#place.requests.length;
    const asked = pending.url.searchParams;
    const channels = asked.get('channels')?.split(',') as ChannelName[];
    const historyOf = asked.get('historyOf')?.split(',') as ChannelName[] | undefined;
    const cursor = asked.get('cursor') ?? pending.headers.get('last-event-id') ?? undefined;
    const needs = { channels, historyOf, cursor };
    if (pending.url.host === 'live.example') return await this.#stream(pending, needs, frames);
    return await this.#page(pending, needs);
  }

  async #stream(request: FakeRequest, needs: Needs, frames: number): Promise<void> {
    const { channels, cursor } = needs;
    const from = this.#from(cursor);
    const isLost = cursor !== undefined && from === undefined;
    const fresh = from === undefined ? channels : (needs.historyOf ?? []);
    const end = from === undefined ? this.#text(this.#head) : cursor;
    const history = this.#historyOf(fresh);
    const had = new Set(history.map(({ event }) => event.id));
    const others = channels.filter(channel => !fresh.includes(channel));
    const rest = this.#log.filter(logged => {
      const isNew = !had.has(logged.event.id) || this.#shows(logged, others);
      return logged.seq > (from ?? this.#head) && this.#shows(logged, channels) && isNew;
    });
    const gap = { from: cursor, to: this.#text(this.#head), reason: 'expired' };
    const all = [
      frame('connected', this.#connected(channels), from === undefined ? undefined : cursor),
      ...(isLost ? [frame('gap', gap)] : []),
      ...history.map(({ event }) => frame('X', event)),
      ...(fresh.length > 0 ? [frame('ping', {}, end)] : []),
      ...rest.map(logged => this.#frame(logged)),
    ];
    const stream = await request.stream(`retry: 100\n\n${all.slice(0, frames).join('')}`);
    if (frames < all.length) await stream.cut();
    else this.#open = { stream, channels };
  }

  async #page(request: FakeRequest, { channels, historyOf, cursor }: Needs): Promise<void> {
    const from = this.#from(cursor);
    const isLost = cursor !== undefined && from === undefined;
    const isHistory = from === undefined || historyOf !== undefined;
    const behind = this.#log.filter(
      logged => logged.seq > (from ?? 0) && this.#shows(logged, channels),
    );
    const rest = behind.slice(0, this.#pageLimit);
    const hasMore = rest.length < behind.length;
    const shown = isHistory ? this.#historyOf(historyOf ?? channels) : rest;
    const last = hasMore ? (rest.at(-1)?.seq ?? this.#head) : this.#head;
    const to = from !== undefined && isHistory ? from : isHistory ? this.#head : last;
    const page = {
      events: shown.map(({ event }) => event),
      cursor: this.#text(to),
      hasMore: from === undefined ? false : isHistory || hasMore,
      channels,
      userId: 'ana',
      role: 'admin',
      ...(isLost && { gap: { from: cursor, to: this.#text(this.#head), reason: 'expired' } }),
    };
    await request.answer(200, page, { 'content-type': 'application/json' });
  }

  #connected(channels: readonly ChannelName[]) {
    const times = { heartbeatMs: 15_000, endsAt: 2_000_000_000_000 };
    const replayUntil = this.#text(this.#head);
    return { ...reader, ...times, channel: 'live', channels, replayUntil };
  }

  /** The number that a cursor stands for; `undefined` when it leads nowhere. */
  #from(cursor: string | undefined): number | undefined {
    const [epoch, seq] = cursor?.split('.') ?? [];
    return epoch === this.#epoch && Number(seq) >= this.#expiredUpTo ? Number(seq) : undefined;
  }

  #historyOf(channels: readonly ChannelName[]): readonly Logged[] {
    return this.#log.filter(logged =>
      channels.some(channel => {
        const all = this.#log.filter(other => this.#shows(other, [channel]));
        return all.slice(-this.#history).includes(logged);
      }),
    );
  }

  #shows({ event }: Logged, channels: readonly ChannelName[]): boolean {
    return shownOn(event, reader, channels).length > 0;
  }

  #text = (seq: number): string => `${this.#epoch}.${seq}`;

  #frame({ seq, event }: Logged): string {
    return frame('X', event, this.#text(seq));
  }

  #ping(): string {
    return frame('ping', {}, this.#text(this.#head));
  }
}

interface Needs {
  readonly channels: readonly ChannelName[];
  readonly historyOf: readonly ChannelName[] | undefined;
  readonly cursor: string | undefined;
}

function frame(name: string, data: object, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
