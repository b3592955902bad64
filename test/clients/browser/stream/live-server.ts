import type { ChannelEvent, ChannelName } from '../../../../core/wire/event.ts';
import type { FakeEnvironment, FakeRequest, FakeStream } from '../fake-environment.ts';
import { noRoom } from './channel-states.ts';

/** Who reads: what is addressed to others is never shown. */
const reader = { userId: 'ana', role: 'operator' } as const;

const json = { 'content-type': 'application/json' };
const pageLimit = 3;

/** Docs/protocol.md, "Who sees what", written down once more. */
export function shows(event: ChannelEvent, channel: ChannelName, connections: readonly string[]) {
  const {
    users = [],
    roles = [],
    connections: named = [],
    channels = [],
  } = event.metadata?.target ?? {};
  const isAddressed = users.length + roles.length + named.length > 0;
  const isImportant = event.priority === 'high' || event.priority === 'critical';
  const isThere =
    event.channel === channel ||
    channels.includes(channel) ||
    channel === 'global' ||
    (channel === 'inbox' && isAddressed) ||
    (channel === 'notifications' && isImportant && !isAddressed);
  const isHers =
    users.includes(reader.userId) ||
    roles.includes(reader.role) ||
    roles.includes('*') ||
    named.some(name => connections.includes(name));
  return isThere && (isAddressed ? isHers : channel !== 'inbox');
}

/** A request as the server sees it: whose history it brings, and where it goes on. */
interface Answered {
  readonly channels: readonly ChannelName[];
  /** Whose history comes before its first ping, or in its page. */
  readonly historyOf: readonly ChannelName[];
  /** What that history had, which comes again only for others. */
  readonly had: ReadonlySet<number>;
  readonly connectionId: string;
  readonly stream: FakeStream;
  /** Up to where the log was put into `unsent`. */
  position: number;
  unsent: Uint8Array;
}

/** The server of docs/protocol.md, "Several channels at once": streams byte by byte, and pages. */
export class LiveServer {
  /** The log of `global`; the number of an event is its place, from 1 on. */
  readonly log: ChannelEvent[] = [];
  /** Every connection that there was. */
  readonly connections: string[] = [];
  /** Cursors before it lead nowhere. */
  floor = 0;
  /** How many of the last events the place of a new reader lies before. */
  lag = 0;
  /** Whose history the last answer brings. */
  historyOf: readonly ChannelName[] = [];
  readonly #around: FakeEnvironment;
  readonly #settled = new WeakSet<FakeRequest>();
  #current: Answered | undefined;

  constructor(around: FakeEnvironment) {
    this.#around = around;
  }

  /** The newest request, unless it has its answer. */
  get waiting(): FakeRequest | undefined {
    const request = this.#around.requests.at(-1);
    return request && !request.isAborted && !this.#settled.has(request) ? request : undefined;
  }

  async answer(): Promise<void> {
    const { waiting } = this;
    if (waiting === undefined) return;
    this.#settled.add(waiting);
    if (waiting.url.pathname === '/poll') return await this.#page(waiting);
    await this.#open(waiting);
  }

  async refuse(status: number, afterMs: number): Promise<void> {
    const { waiting } = this;
    if (waiting === undefined) return;
    this.#settled.add(waiting);
    if (status === 0) return await waiting.fail();
    const { code, category, message: detail } = noRoom;
    const isFull = status === 429 && waiting.url.pathname !== '/poll';
    await waiting.answer(status, isFull ? { code, category, detail } : null, {
      ...(isFull ? { 'content-type': 'application/problem+json' } : {}),
      ...(status === 401 ? {} : { 'retry-after': String(Math.ceil(afterMs / 1_000)) }),
    });
  }

  /** The next bytes of the open stream, as far as there are so many. */
  async send(bytes: number): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#fill(current);
    const piece = current.unsent.slice(0, bytes);
    current.unsent = current.unsent.slice(bytes);
    if (piece.length > 0) await current.stream.send(piece);
  }

  async heartbeat(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#fill(current);
    current.unsent = joined(current.unsent, frame('ping', {}, `ep.${current.position}`));
    await this.send(Number.POSITIVE_INFINITY);
  }

  async cut(): Promise<void> {
    await this.#current?.stream.cut();
    this.#current = undefined;
  }

  async lastFrame(reason: string): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    current.unsent = joined(current.unsent, frame('reconnect', { reason, retryMs: 1_500 }));
    await this.send(Number.POSITIVE_INFINITY);
    await this.cut();
  }

  async #open(request: FakeRequest): Promise<void> {
    const { channels, asked, place, isLost } = this.#query(
      request.url,
      request.headers.get('last-event-id'),
    );
    const connectionId = `c${this.connections.length + 1}`;
    this.connections.push(connectionId);
    const isNew = place === undefined;
    const historyOf = isNew || isLost ? channels : asked;
    const position = isNew || isLost ? this.#head() : place;
    const limit = Number(request.url.searchParams.get('history') ?? 100);
    const had = this.#history(historyOf, limit, [connectionId]);
    const connected = {
      ...{ connectionId, channel: 'live', channels, ...reader },
      ...{ heartbeatMs: 15_000, endsAt: this.#around.now + 300_000 },
    };
    const id = `ep.${position}`;
    this.historyOf = historyOf;
    this.#current = {
      ...{ channels, historyOf, had: new Set(had), connectionId, position },
      stream: await request.stream(''),
      unsent: joined(
        frame('connected', connected, isNew || isLost ? undefined : id),
        ...(isLost ? [frame('gap', { from: `ep.${place}`, to: id, reason: 'expired' })] : []),
        ...had.map(n => this.#frame(n)),
        ...(historyOf.length > 0 ? [frame('ping', {}, id)] : []),
      ),
    };
  }

  async #page(request: FakeRequest): Promise<void> {
    const { searchParams } = request.url;
    const { channels, asked, place, isLost } = this.#query(request.url, searchParams.get('cursor'));
    const connections = [searchParams.get('connectionId') ?? ''];
    const limit = Number(searchParams.get('limit') ?? 100);
    const isNew = place === undefined;
    this.historyOf = isNew || isLost ? channels : asked;
    const base = { channels, ...reader };
    if (isNew || isLost || asked.length > 0) {
      const events = this.#history(this.historyOf, limit, connections).map(n => this.#event(n));
      const cursor = `ep.${isNew || isLost ? this.#head() : place}`;
      const gap = isLost ? { gap: { from: `ep.${place}`, to: cursor, reason: 'expired' } } : {};
      const hasMore = !isNew && !isLost;
      return await request.answer(200, { ...base, events, cursor, ...gap, hasMore }, json);
    }
    const found: number[] = [];
    let last = place;
    while (last < this.log.length && found.length < pageLimit) {
      last += 1;
      if (this.#isShown(last, channels, connections)) found.push(last);
    }
    const events = found.map(n => this.#event(n));
    const hasMore = last < this.log.length;
    await request.answer(200, { ...base, events, cursor: `ep.${last}`, hasMore }, json);
  }

  #query({ searchParams }: URL, cursor: string | null) {
    const channels = names(searchParams.get('channels'));
    const asked = names(searchParams.get('historyOf'));
    const isWrong =
      channels.length === 0 ||
      new Set(channels).size < channels.length ||
      asked.some(name => !channels.includes(name)) ||
      searchParams.has('channel');
    if (isWrong) throw new Error(`received ${searchParams}; expected channels, each once`);
    const place = cursor === null ? undefined : Number(cursor.split('.')[1]);
    return { channels, asked, place, isLost: place !== undefined && place < this.floor };
  }

  #head(): number {
    return Math.max(this.floor, this.log.length - this.lag);
  }

  /** The last events of each, by number, each once. */
  #history(of: readonly ChannelName[], limit: number, connections: readonly string[]): number[] {
    const all = this.log.map((_, index) => index + 1);
    const lasts = of.flatMap(name => {
      const shown = all.filter(n => this.#isShown(n, [name], connections));
      return limit === 0 ? [] : shown.slice(-limit);
    });
    return [...new Set(lasts)].sort((one, other) => one - other);
  }

  #fill(current: Answered): void {
    const { channels, historyOf, had, connectionId } = current;
    while (current.position < this.log.length) {
      current.position += 1;
      const n = current.position;
      const others = channels.filter(name => !had.has(n) || !historyOf.includes(name));
      if (!this.#isShown(n, others, [connectionId])) continue;
      current.unsent = joined(current.unsent, this.#frame(n, `ep.${n}`));
    }
  }

  #isShown(n: number, channels: readonly ChannelName[], connections: readonly string[]): boolean {
    return channels.some(name => shows(this.#event(n), name, connections));
  }

  #event(n: number): ChannelEvent {
    const event = this.log[n - 1];
    if (event === undefined) throw new Error(`no event ${n}`);
    return event;
  }

  #frame(n: number, id?: string): Uint8Array {
    const event = this.#event(n);
    return frame(event.type, event, id);
  }
}

const names = (list: string | null) => (list?.split(',') ?? []) as ChannelName[];

function frame(event: string, data: object, id?: string): Uint8Array {
  const place = id === undefined ? '' : `id: ${id}\n`;
  return new TextEncoder().encode(`${place}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
