import { setTimeout as sleep } from 'node:timers/promises';
import { connectBettor } from './support/bettor.ts';
import { type Answer, connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let management: Management;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
});
afterAll(async () => {
  await target.close();
});

type Query = Readonly<Record<string, string | number>>;

async function poll(token: string, query: Query): Promise<Answer> {
  const texts = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return await management.call('GET', `/poll?${texts.join('&')}`, { token });
}

const tokenOf = async (role: string) => await target.token(unique('poller'), role);

const idsOf = ({ body }: Answer): string[] => body.events.map(({ id }: { id: string }) => id);

/** Of these ids the ones that are there: others write to the channel too. */
const thoseOf = (answer: Answer, ids: readonly string[]) =>
  idsOf(answer).filter(id => ids.includes(id));

async function send(eventId: string, parts: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const item = { eventId, channel: 'streaming', type: 'ODDS_UPDATE', priority: 'high', data: {} };
  await target.put('Outbox', { ...item, ...parts });
}

/** The events of one run have ids that begin with its prefix; everyone sees the last. */
interface Run {
  readonly prefix: string;
  readonly cursor: string;
}

const lastOf = ({ prefix }: Run) => `${prefix}.last`;

/** One of several who write at the same time: kinds, priorities and targets by turns. */
async function write(prefix: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await send(`${prefix}.${n}`, {
      type: n % 3 === 0 ? 'ODDS_UPDATE' : 'EXPOSURE_ALERT',
      priority: n % 5 === 0 ? 'high' : 'normal',
      ...(n % 4 === 0 ? { target: { roles: ['operator'] } } : {}),
    });
    await sleep(Math.random() * 20);
  }
}

/** A client that reads a run on one cursor, by streams, by polls, or by both in turns. */
class Client {
  readonly ids: string[] = [];
  readonly gaps: unknown[] = [];
  readonly #run: Run;
  readonly #token: string;
  readonly #filter: Readonly<Record<string, string>>;
  #cursor: string;

  constructor(run: Run, token: string, filter: Readonly<Record<string, string>>) {
    this.#run = run;
    this.#token = token;
    this.#filter = filter;
    this.#cursor = run.cursor;
  }

  get isDone(): boolean {
    return this.ids.includes(lastOf(this.#run));
  }

  async poll(limit: number, wait: number): Promise<void> {
    const cursor = this.#cursor;
    const query = { channel: 'streaming', cursor, limit, wait, ...this.#filter };
    const { body } = await poll(this.#token, query);
    expect(body.events.length).toBeLessThanOrEqual(limit);
    if (body.gap !== undefined) this.gaps.push(body.gap);
    for (const { id } of body.events) this.#take(id);
    this.#cursor = body.cursor;
  }

  /** Reads until it has seen so many events, or the stream ends by plan; then it cuts the connection. */
  async stream(count: number): Promise<void> {
    const stream = await target.open('Streaming', {
      token: this.#token,
      lastEventId: this.#cursor,
      query: this.#filter,
    });
    const ids = () => stream.messages.flatMap(({ data }): string[] => data?.id ?? []);
    const isEnough = () => ids().length >= count || ids().includes(lastOf(this.#run));
    await stream.until(isEnough, 15_000).catch(() => undefined);
    stream.close();
    await stream.ended;
    this.gaps.push(...stream.messages.filter(({ event }) => event === 'gap'));
    for (const id of ids()) this.#take(id);
    this.#cursor = stream.lastEventId;
  }

  #take(id: string): void {
    if (id.startsWith(this.#run.prefix)) this.ids.push(id);
  }
}

/** How a client reads, over and over until it has the last event. */
const ways: Readonly<Record<string, (client: Client, turn: number) => Promise<void>>> = {
  'a stream': client => client.stream(Number.POSITIVE_INFINITY),
  'polls of 100': client => client.poll(100, 20),
  'polls of 7': client => client.poll(7, 5),
  'polls of 3': client => client.poll(3, 1),
  'streams and polls in turns': (client, turn) =>
    turn % 2 === 0 ? client.poll(1 + (turn % 9), turn % 3) : client.stream(1 + (turn % 5)),
};

test('while others write, streams and polls from one cursor, and both in turns, give the same once', async () => {
  const prefix = unique('run');
  const start = await poll(await tokenOf('operator'), { channel: 'streaming', limit: 1 });
  const run = { prefix, cursor: start.body.cursor };
  const readers = [
    ['operator', {}, 121],
    ['admin', {}, 91],
    ['operator', { types: 'ODDS_UPDATE' }, 43],
    ['operator', { priority: 'high' }, 25],
  ] as const;
  const reading = readers.flatMap(([role, filter, expected]) =>
    Object.entries(ways).map(async ([way, read]) => {
      const client = new Client(run, await tokenOf(role), filter);
      for (let turn = 0; !client.isDone; turn += 1) await read(client, turn);
      return { role, filter, expected, way, client };
    }),
  );
  await Promise.all(['a', 'b', 'c'].map(writer => write(`${prefix}.${writer}`, 40)));
  await send(lastOf(run));
  const done = await Promise.all(reading);

  for (const { role, filter, expected, way, client } of done) {
    expect([role, filter, way, client.ids.length, client.gaps]).toEqual([
      ...[role, filter, way],
      ...[expected, []],
    ]);
    const alike = done.find(other => other.role === role && other.filter === filter);
    expect(client.ids).toEqual(alike?.client.ids);
  }
}, 180_000);

test('a poll that waits is answered as soon as an event comes, or after its time with none', async () => {
  const token = await tokenOf('operator');
  const { body } = await poll(token, { channel: 'streaming', limit: 1 });
  const id = unique('late');
  const waiting = poll(token, {
    channel: 'streaming',
    cursor: body.cursor,
    wait: 20,
    types: 'LATE',
  });
  await send(unique('other'));
  await send(id, { type: 'LATE' });
  const answer = await waiting;
  expect(idsOf(answer)).toEqual([id]);
  expect(answer.body.hasMore).toBe(false);
  const { cursor } = answer.body;
  const none = await poll(token, { channel: 'streaming', cursor, wait: 1, types: 'LATE' });
  expect(none.body).toEqual({
    events: [],
    cursor: expect.stringMatching(/^\w{16}\.\d+$/),
    hasMore: false,
  });
});

test('since a time, in milliseconds or ISO 8601, what was appended from then on is given', async () => {
  const token = await tokenOf('operator');
  const [before, after] = [unique('before'), unique('after')];
  await send(before);
  const stream = await target.open('Streaming', { history: 100 });
  await stream.until(({ data }) => data?.id === before);
  // The log's clock is the function's.
  await sleep(50);
  const sinceMs = Date.now();
  await sleep(50);
  await send(after);
  await stream.until(({ data }) => data?.id === after);
  for (const since of [sinceMs, new Date(sinceMs).toISOString()]) {
    const answer = await poll(token, { channel: 'streaming', since });
    expect(thoseOf(answer, [before, after])).toEqual([after]);
    expect(answer.body.gap).toBeUndefined();
  }
  const all = await poll(token, { channel: 'streaming', since: 0, limit: 1 });
  expect(all.body).toMatchObject({ hasMore: true });
  expect(idsOf(await poll(token, { channel: 'streaming', since: Date.now() + 60_000 }))).toEqual(
    [],
  );
});

test.each(['zzzz.12', 'nonsense'])(
  'the unknown cursor %s is a gap, as on the stream',
  async cursor => {
    const token = await tokenOf('operator');
    const id = unique('gap');
    await send(id);
    const stream = await target.open('Streaming', { history: 100 });
    await stream.until(({ data }) => data?.id === id);
    const lost = await target.open('Streaming', { token, lastEventId: cursor, history: 100 });
    await lost.until(({ data }) => data?.id === id);
    const answer = await poll(token, { channel: 'streaming', cursor, limit: 100 });
    const gaps = [answer.body.gap, lost.messages.find(({ event }) => event === 'gap')?.data];
    for (const gap of gaps) {
      expect(gap).toEqual({ from: cursor, to: expect.any(String), reason: 'unknown-cursor' });
    }
    expect(thoseOf(answer, [id])).toEqual([id]);
  },
);

const channels = {
  system: '200 200 403 403',
  fights: '200 200 403 403',
  bets: '200 200 403 403',
  users: '200 403 403 403',
  finance: '200 403 403 403',
  streaming: '200 200 403 403',
  notifications: '200 200 403 403',
  global: '200 403 403 403',
  inbox: '200 200 200 200',
};

test.each(Object.entries(channels))(
  'polls of %s answer admin, operator, bettor and visitor as its stream does: %s',
  async (channel, statuses) => {
    const title = channel.replace(/^./, letter => letter.toUpperCase());
    const found: [number, number][] = [];
    for (const role of ['admin', 'operator', 'bettor', 'visitor']) {
      const token = await tokenOf(role);
      const answer = await poll(token, { channel });
      const stream = await target.open(title, { token });
      stream.close();
      found.push([answer.status, stream.status]);
      if (answer.status === 403) expect(answer.body.code).toBe('ROLE_NOT_ALLOWED');
    }
    expect(found.map(([polled]) => polled).join(' ')).toBe(statuses);
    expect(found.map(([, streamed]) => streamed).join(' ')).toBe(statuses);
  },
);

test('an SSE token polls its channels and no other', async () => {
  const token = await tokenOf('operator');
  const body = { channels: ['fights'] };
  const issued = await management.call('POST', '/token', { token, body });
  expect((await poll(issued.body.token, { channel: 'fights' })).status).toBe(200);
  const refused = await poll(issued.body.token, { channel: 'bets' });
  expect([refused.status, refused.body.code]).toEqual([403, 'CHANNEL_NOT_ALLOWED']);
});

test.each<[string, Query, string]>([
  ['no channel', {}, 'channel'],
  ['an unknown channel', { channel: 'gossip' }, 'received channel=gossip'],
  ['a limit of 0', { channel: 'inbox', limit: 0 }, 'expected a whole number from 1 to 100'],
  ['a limit of 101', { channel: 'inbox', limit: 101 }, 'expected a whole number from 1 to 100'],
  ['a wait of 21', { channel: 'inbox', wait: 21 }, 'expected a whole number from 0 to 20'],
  ['a day that is none', { channel: 'inbox', since: '2026-13-40T00:00:00Z' }, 'ISO 8601'],
  ['a time without its zone', { channel: 'inbox', since: '2026-11-21T20:00:00' }, 'ISO 8601'],
  ['a cursor and a moment', { channel: 'inbox', since: 0, cursor: '0.0' }, 'expected one of them'],
  ['types with blanks', { channel: 'inbox', types: 'A, B' }, 'separated by commas'],
])('%s is refused with what was expected', async (_title, query, detail) => {
  const { status, body } = await poll(await tokenOf('bettor'), query);
  expect([status, body.code]).toEqual([400, 'QUERY_INVALID']);
  expect(body.detail).toContain(detail);
});

test('nobody polls in the place of another user’s connection, open or closed', async () => {
  const userId = unique('poller');
  const own = await target.token(userId, 'operator');
  const stream = await target.open('Inbox', { token: own });
  const { data } = await stream.until(({ event }) => event === 'connected');
  const { connectionId } = data;
  const bettor = await connectBettor(target, unique('poller'));
  const admin = await tokenOf('admin');
  const { body } = await management.call('GET', `/users/${bettor.userId}/presence`, {
    token: admin,
  });
  const places = [
    { userId, role: 'operator', connectionId },
    {
      userId: bettor.userId,
      role: 'bettor',
      connectionId: body.connections[0].connectionId,
    },
  ];
  const ids: string[] = [];
  for (const place of places) {
    const event = { target: { connection: place.connectionId }, type: 'notification', data: {} };
    const published = await management.call('POST', '/events', { token: admin, body: event });
    ids.push(published.body.eventIds[0]);
  }
  await stream.until(({ data: event }) => event?.id === ids[0]);
  await bettor.until(({ id }) => id === ids[1]);
  const strangers = await tokenOf('operator');
  const asked = async () => {
    for (const [at, { role, ...place }] of places.entries()) {
      const query = { channel: 'inbox', connectionId: place.connectionId };
      const refused = await poll(strangers, query);
      expect([refused.status, refused.body.code]).toEqual([404, 'CONNECTION_NOT_FOUND']);
      const given = await poll(await target.token(place.userId, role), query);
      expect(thoseOf(given, ids)).toEqual([ids[at]]);
    }
  };
  await asked();
  await bettor.close();
  await management.call('DELETE', `/users/${userId}/connections`, {
    token: admin,
    body: { reason: 'a scenario' },
  });
  await untilSeen(
    async () => {
      const answers = await Promise.all(
        places.map(place =>
          management.call('GET', `/connections/${place.connectionId}`, { token: admin }),
        ),
      );
      return answers.map(({ status }) => status);
    },
    statuses => statuses.every(status => status === 404),
  );
  await asked();
});
