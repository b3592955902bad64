import fc from 'fast-check';
import { ChannelStream } from '../../../../clients/browser/index.ts';
import type { ChannelEvent, ChannelName } from '../../../../core/wire/event.ts';
import { FakeEnvironment, settled } from '../fake-environment.ts';
import { LiveServer, shows } from './live-server.ts';

const pool = ['fights', 'bets', 'notifications', 'inbox', 'system'] as const;
type Read = (typeof pool)[number];

const some = (values: readonly string[]) => fc.subarray([...values], { maxLength: 2 });

const events = fc.record({
  channel: fc.constantFrom<ChannelName>('fights', 'bets', 'system', 'streaming', 'inbox'),
  priority: fc.constantFrom('low' as const, 'normal' as const, 'high' as const),
  target: fc.option(
    fc.record({
      users: some(['ana', 'beto']),
      roles: some(['operator', 'admin', '*']),
      connections: some(['c1', 'c2', 'c3']),
      channels: fc.subarray<ChannelName>(['fights', 'notifications', 'system'], { maxLength: 2 }),
    }),
    { nil: undefined },
  ),
});

const happenings = fc.oneof(
  { weight: 10, arbitrary: fc.record({ type: fc.constant('append' as const), event: events }) },
  { weight: 8, arbitrary: fc.constant({ type: 'answer' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('send' as const), bytes: fc.nat(1_500) }),
  },
  { weight: 6, arbitrary: fc.constant({ type: 'send' as const, bytes: Number.POSITIVE_INFINITY }) },
  { weight: 4, arbitrary: fc.constant({ type: 'cut' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('refuse' as const),
      status: fc.constantFrom(0, 0, 401, 429, 500, 503),
      afterMs: fc.nat(30_000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.nat(40_000) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'expire' as const }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('lag' as const), lag: fc.nat(3) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('read' as const),
      channels: fc.subarray([...pool], { minLength: 1 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('return' as const), who: fc.constantFrom(...pool) }),
  },
  { weight: 1, arbitrary: fc.constantFrom('connect', 'close').map(type => ({ type })) },
  { weight: 1, arbitrary: fc.constantFrom('auto', 'sse', 'poll').map(type => ({ type })) },
  { weight: 1, arbitrary: fc.constantFrom('online', 'offline', 'woke').map(type => ({ type })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('lifetime', 'token-expired', 'replaced')
      .map(reason => ({ type: 'lastFrame' as const, reason })),
  },
);

type Happening = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

/** One channel, from when it is read until it is not. */
interface Reading {
  readonly channel: Read;
  /** What is behind it must come; unknown until the view shows the stream as read. */
  start: number | undefined;
  readonly hasHistory: boolean;
  /** The numbers that came, in order. */
  readonly came: number[];
  /** Those of them since it was read from another place. */
  readonly since: Set<number>;
  lastLive: number;
}

const numberOf = (cursor: string | undefined) =>
  cursor === undefined ? undefined : Number(cursor.split('.')[1]);

/** A stream of several channels, its server, and what must hold between them. */
class Play {
  readonly around = new FakeEnvironment();
  readonly server = new LiveServer(this.around);
  readonly stream: ChannelStream<Read>;
  readonly faults: string[] = [];
  readonly #history: number;
  readonly #readings = new Map<Read, Reading>();
  /** Where a channel was left, by its name. */
  readonly #left = new Map<Read, number>();
  /** What was reported to be missing perhaps. */
  readonly #missing: { readonly from: number; readonly to: number }[] = [];
  #isHistory = false;

  constructor(channels: readonly Read[], history: number, cursor: string | undefined) {
    this.#history = history;
    this.stream = new ChannelStream<Read>({
      ...{ channels, history, token: 'jwt-1' },
      ...{ url: 'https://live.example.com/', pollUrl: 'https://api.example.com/poll' },
      ...(cursor === undefined ? {} : { cursor }),
      environment: this.around.environment,
      trace: ({ state }) => {
        this.#isHistory = state.memory.fresh.length > 0;
      },
    });
    for (const channel of channels) {
      this.#begin(channel, numberOf(cursor), cursor === undefined);
    }
    this.stream.on('gap', ({ from, to }) =>
      this.#missing.push({ from: numberOf(from) ?? 0, to: numberOf(to) ?? 0 }),
    );
    this.stream.on('*', ({ id }, shownOn) => {
      if (shownOn.length === 0) this.faults.push(`${id} is delivered on no channel`);
      for (const channel of shownOn) this.#came(Number(id), channel);
    });
    this.stream.connect();
  }

  async happen(happening: Happening): Promise<void> {
    const { server, stream, around } = this;
    switch (happening.type) {
      case 'append':
        this.append((happening as { event: EventShape }).event);
        break;
      case 'answer':
        await server.answer();
        break;
      case 'send':
        await server.send((happening as { bytes: number }).bytes);
        break;
      case 'cut':
        await server.cut();
        break;
      case 'refuse': {
        const { status, afterMs } = happening as { status: number; afterMs: number };
        await server.refuse(status, afterMs);
        break;
      }
      case 'pass':
        await around.pass((happening as { ms: number }).ms);
        break;
      case 'expire':
        server.floor = server.log.length;
        break;
      case 'lag':
        server.lag = (happening as { lag: number }).lag;
        break;
      case 'read':
        this.read((happening as { channels: Read[] }).channels);
        break;
      case 'return':
        this.#return((happening as { who: Read }).who);
        break;
      case 'connect':
        stream.connect();
        break;
      case 'close':
        stream.close();
        break;
      case 'auto':
        stream.auto();
        break;
      case 'sse':
        stream.forceSSE();
        break;
      case 'poll':
        stream.forcePolling();
        break;
      case 'lastFrame':
        await server.lastFrame((happening as { reason: string }).reason);
        break;
      default:
        await around.surround(happening.type as 'online');
    }
    await settled();
    const { status } = stream.view;
    if (status !== 'open' && status !== 'polling') return;
    for (const reading of this.#readings.values()) reading.start ??= server.log.length;
  }

  append({ channel, priority, target }: EventShape): void {
    const n = this.server.log.length + 1;
    this.server.log.push({
      ...{ id: String(n), type: 'TICK', timestamp: 1, priority, source: 'Test', version: '1.0' },
      ...{ channel, data: { n } },
      ...(target === undefined ? {} : { metadata: { target } }),
    });
  }

  read(channels: readonly Read[], cursor?: string, fresh?: readonly Read[]): void {
    for (const [channel, reading] of this.#readings) {
      if (channels.includes(channel)) continue;
      this.#end(reading, numberOf(this.stream.cursor) ?? -1);
    }
    this.stream.read(channels, cursor, fresh);
    // What lies behind another place is delivered again, on each of them; once.
    if (cursor !== undefined) {
      for (const reading of this.#readings.values()) {
        reading.lastLive = 0;
        reading.since.clear();
      }
    }
    for (const channel of channels) {
      if (this.#readings.has(channel)) continue;
      const start = numberOf(cursor ?? this.stream.cursor);
      this.#begin(channel, start, fresh === undefined || fresh.includes(channel));
    }
  }

  /** One that was read before goes on where it was left. */
  #return(channel: Read): void {
    const place = this.#left.get(channel);
    const { channels, cursor = '' } = this.stream;
    if (place === undefined || channels.includes(channel) || cursor === '') return;
    const from = Math.min(place, numberOf(cursor) ?? 0);
    this.read([...channels, channel], `ep.${from}`, []);
  }

  /** Without a failure, until all there is was read. */
  async readOn(): Promise<void> {
    const { server, stream, around } = this;
    for (let step = 0; step < 200; step += 1) {
      if (server.waiting !== undefined) await this.happen({ type: 'answer' });
      else await this.happen({ type: 'send', bytes: Number.POSITIVE_INFINITY });
      const isOpen = stream.view.method === 'sse' && stream.view.status === 'open';
      if (isOpen) await server.heartbeat();
      if (numberOf(stream.cursor) === server.log.length && stream.view.method !== undefined) {
        if (isOpen || server.waiting === undefined) return;
      }
      if (!isOpen && server.waiting === undefined) await around.pass(10_000);
    }
    this.faults.push(`does not come to its end: ${JSON.stringify(stream.view)} ${stream.cursor}`);
  }

  finish(): void {
    for (const reading of this.#readings.values()) this.#end(reading, this.server.log.length, true);
  }

  #begin(channel: Read, start: number | undefined, hasHistory: boolean): void {
    this.#readings.set(channel, {
      channel,
      start,
      hasHistory,
      came: [],
      since: new Set(),
      lastLive: 0,
    });
  }

  #came(n: number, channel: Read): void {
    const reading = this.#readings.get(channel);
    const event = this.server.log[n - 1] as ChannelEvent;
    const fault = (what: string) => this.faults.push(`${n} ${what} ${channel}`);
    if (reading === undefined) return void fault('is delivered, though nobody reads');
    if (!shows(event, channel, this.server.connections)) fault('is not to be shown on');
    if (reading.since.has(n)) fault('is repeated on');
    reading.since.add(n);
    reading.came.push(n);
    if (this.#isHistory) {
      if (!this.server.historyOf.includes(channel)) fault('is history of others, delivered on');
      return;
    }
    if (n < reading.lastLive) fault('is late on');
    reading.lastLive = n;
  }

  /** Nothing is lost up to `until`. */
  #end({ channel, start, hasHistory, came }: Reading, until: number, isLast = false): void {
    this.#readings.delete(channel);
    if (until >= 0) this.#left.set(channel, until);
    const shown = this.server.log.flatMap((event, index) =>
      // What is addressed to a connection alone depends on which there was when it came.
      shows(event, channel, []) ? [index + 1] : [],
    );
    const due = shown.filter(
      n =>
        n > (start ?? until) &&
        n <= until &&
        !this.#missing.some(({ from, to }) => n > from && n <= to),
    );
    // Those that are addressed to a connection take a place in the history all the same.
    const newest = this.server.log
      .flatMap((event, index) =>
        shows(event, channel, this.server.connections) ? [index + 1] : [],
      )
      .slice(-this.#history);
    const isDue = isLast && hasHistory && this.#history > 0;
    const last = isDue ? newest.filter(n => shown.includes(n)) : [];
    const lost = [...due, ...last].filter(n => !came.includes(n));
    if (lost.length > 0) this.faults.push(`lost on ${channel}: ${lost}`);
  }
}

type EventShape = typeof events extends fc.Arbitrary<infer T> ? T : never;

test('whatever fails, and whichever channels are read, nothing is lost or repeated on any of them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happenings, { maxLength: 100, size: 'max' }),
      fc.subarray([...pool], { minLength: 1 }),
      fc.constantFrom(0, 2, 100),
      fc.constantFrom(undefined, undefined, 'ep.0'),
      async (script, channels, history, cursor) => {
        const play = new Play(channels, history, cursor);
        await settled();
        for (const happening of script) await play.happen(happening);
        play.stream.connect();
        play.stream.auto();
        await play.happen({ type: 'online' });
        await play.readOn();
        for (const channel of ['fights', 'bets', 'system', 'inbox'] as const) {
          const target =
            channel === 'inbox'
              ? { users: ['ana'], roles: [], connections: [], channels: [] }
              : undefined;
          play.append({ channel, priority: 'high', target });
        }
        await play.readOn();
        play.finish();
        play.stream.close();
        expect(play.faults).toEqual([]);
        expect(play.around.reported).toEqual([]);
        expect(play.around.held).toBe(0);
      },
    ),
    { numRuns: 1_000 },
  );
}, 120_000);
