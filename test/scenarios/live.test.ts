import { setTimeout as sleep } from 'node:timers/promises';
import { requireOutput } from '../../tools/outputs.ts';
import { type Answer, connectManagement, type Management } from './support/management.ts';
import type { StreamMessage, StreamOptions, StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;
let management: Management;
let admin: string;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  admin = await tokenOf('admin');
});
afterAll(async () => {
  await target.close();
});

const tokenOf = async (role: string, userId = unique(role)) => await target.token(userId, role);

async function boundTo(role: string, channels: readonly string[]): Promise<string> {
  const token = await tokenOf(role);
  const { body } = await management.call('POST', '/token', { token, body: { channels } });
  return body.token;
}

type Query = Readonly<Record<string, string>>;

async function live(channels: string, options: StreamOptions = {}): Promise<StreamReader> {
  return await target.open('Live', { ...options, query: { channels, ...options.query } });
}

async function poll(token: string, query: Query): Promise<Answer> {
  return await management.call('GET', `/poll?${new URLSearchParams(query)}`, { token });
}

/** An event of a backend's own, by default on fights. */
async function send(eventId: string, parts: Readonly<Record<string, unknown>> = {}) {
  await target.put('Outbox', { eventId, channel: 'fights', type: 'NOTE', data: {}, ...parts });
}

const idsIn = (messages: readonly StreamMessage[]): string[] =>
  messages.flatMap(({ data }) => data?.id ?? []);
const idsOf = ({ body }: Answer): string[] => body.events.map(({ id }: { id: string }) => id);

/** Reads `global`, so that each event can be sent when the one before is in every log. */
async function appender() {
  const all = await target.open('Global', { follows: true });
  await all.until(({ event }) => event === 'connected');
  return async (id: string, parts: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    await send(id, parts);
    await all.until(({ data }) => data?.id === id);
    return id;
  };
}

const everywhere = 'system fights bets streaming payment-streams workflows notifications inbox';

test.each<[string, readonly string[] | undefined, string | undefined, string]>([
  [
    'admin',
    undefined,
    undefined,
    'system fights bets users finance streaming payment-streams workflows notifications inbox',
  ],
  ['admin', undefined, 'users,global,inbox', 'users global inbox'],
  ['operator', undefined, undefined, everywhere],
  ['operator', undefined, 'bets,fights', 'bets fights'],
  ['operator', undefined, 'fights,users', '403 ROLE_NOT_ALLOWED users'],
  ['operator', undefined, 'global', '403 ROLE_NOT_ALLOWED global'],
  ['bettor', undefined, undefined, 'payment-streams inbox'],
  ['bettor', undefined, 'inbox', 'inbox'],
  ['bettor', undefined, 'inbox,fights', '403 ROLE_NOT_ALLOWED fights'],
  ['visitor', undefined, undefined, 'payment-streams inbox'],
  ['visitor', undefined, 'notifications', '403 ROLE_NOT_ALLOWED notifications'],
  ['operator', ['bets', 'fights'], undefined, 'fights bets'],
  ['operator', ['bets', 'fights'], 'bets', 'bets'],
  ['operator', ['fights'], 'fights,bets', '403 CHANNEL_NOT_ALLOWED bets'],
  ['operator', ['fights'], 'users', '403 ROLE_NOT_ALLOWED users'],
  ['admin', ['global'], undefined, '403 CHANNEL_NOT_ALLOWED global'],
  ['admin', ['global'], 'global', 'global'],
  ['admin', undefined, 'fights,gossip', '400 QUERY_INVALID gossip'],
  ['admin', undefined, 'fights,bets,fights', '400 QUERY_INVALID fights'],
  ['admin', undefined, '', '400 QUERY_INVALID channels='],
  ['admin', undefined, 'fights,', '400 QUERY_INVALID channels=fights,'],
  ['admin', undefined, 'Fights', '400 QUERY_INVALID Fights'],
  ['admin', undefined, 'live', '400 QUERY_INVALID live'],
])(
  'to %s, bound to %j, of channels %j Live shows %s [R1]',
  async (role, bound, channels, expected) => {
    const userId = unique(role);
    const token = bound === undefined ? await tokenOf(role, userId) : await boundTo(role, bound);
    const url = new URL(requireOutput(target.outputs, 'LiveUrl'));
    if (channels !== undefined) url.searchParams.set('channels', channels);
    const refusals: { status: number; code?: string; detail: string }[] = [];
    if (/^4/.test(expected)) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      refusals.push((await response.json()) as (typeof refusals)[number]);
    } else {
      const query = channels === undefined ? {} : { channels };
      const stream = await target.open('Live', { token, query });
      const { data, id } = await stream.until(({ event }) => event === 'connected');
      expect([data.channel, data.channels.join(' '), data.role]).toEqual(['live', expected, role]);
      if (bound === undefined) expect(data.userId).toBe(userId);
      // A new reader has no cursor before the ping that ends its history.
      expect(id).toBe('');
      const ping = await stream.until(({ event }) => event === 'ping');
      expect(ping.id).toBe(data.cursor);
      stream.close();
    }
    if (channels !== undefined) {
      const { status, body } = await poll(token, { channels, limit: '1' });
      if (status !== 200) refusals.push({ status, ...body });
      else expect([body.channels.join(' '), body.role]).toEqual([expected, role]);
    }
    for (const { status, code, detail } of refusals) {
      const [wantedStatus, wantedCode, named] = expected.split(' ');
      expect(`${status} ${code}`).toBe(`${wantedStatus} ${wantedCode}`);
      expect(detail).toContain(named);
    }
  },
);

test('each reader of Live is shown what its channels show, once, and nothing of what it may not read [R1]', async () => {
  const [ana, oli] = [unique('ana'), unique('oli')];
  const follow = async (role: string, channels?: string, userId = unique(role)) => {
    const query = channels === undefined ? {} : { channels };
    const token = await tokenOf(role, userId);
    const stream = await target.open('Live', { token, query, follows: true });
    const { data } = await stream.until(({ event }) => event === 'connected');
    return { stream, connectionId: String(data.connectionId) };
  };
  const [all, kim, staff, few, bettor] = await Promise.all([
    follow('admin', 'global,fights'),
    follow('admin'),
    follow('operator', undefined, oli),
    follow('operator', 'fights,bets'),
    follow('bettor', undefined, ana),
  ]);
  const readers = { all, kim, staff, few, bettor };
  const titles = Object.keys(readers).join(' ');
  const home = (channel: string, parts: object = {}) => ({ kind: 'home', channel, ...parts });
  const published: [object, string][] = [
    [home('fights', { priority: 'critical' }), 'all kim staff few'],
    [home('users', { priority: 'high' }), 'all kim'],
    [home('finance'), 'all kim'],
    [home('bets', { target: { channels: ['fights', 'streaming'] } }), 'all kim staff few'],
    [home('users', { target: { channels: ['fights', 'bets'] } }), 'all kim'],
    [home('system'), 'all kim staff'],
    [home('fights', { priority: 'high', target: { users: ['nobody'] } }), 'all'],
    [home('users', { target: { roles: ['operator'] } }), 'all'],
    [{ users: [ana] }, 'all bettor'],
    [{ users: [oli, ana] }, 'all staff bettor'],
    [{ roles: ['operator'] }, 'all staff'],
    [{ channels: ['bets', 'users'] }, 'all kim staff few'],
    // Not first: the index of connections lags.
    [{ connection: few.connectionId }, 'all few'],
    [{ connection: staff.connectionId }, 'all staff'],
    [{ connection: bettor.connectionId }, 'all bettor'],
    [{ broadcast: true }, titles],
  ];
  const expected = new Map<string, string>();
  const found = new Map<string, string[]>();
  for (const [to, who] of published) {
    const id = unique('live');
    if ('kind' in to) {
      const { kind, ...item } = to;
      await send(id, item);
      expected.set(id, who);
      continue;
    }
    // With it a busy system is asked again.
    const idempotencyKey = unique('once');
    const event = { target: to, type: 'notification', data: {}, idempotencyKey };
    const { status, body } = await management.call('POST', '/events', {
      token: admin,
      body: event,
    });
    expect([to, status, body]).toEqual([to, 200, body]);
    if ('connection' in to) expect(body.addressed).toBe(1);
    expected.set(body.eventIds[0], who);
  }
  const last = [...expected.keys()].at(-1);
  for (const [name, { stream }] of Object.entries(readers)) {
    // Writers of the outbox's shards do not wait for each other.
    const own = [...expected].flatMap(([id, who]) => (who.split(' ').includes(name) ? id : []));
    for (const id of [...own, last]) await stream.until(({ data }) => data?.id === id);
    for (const id of idsIn(stream.messages)) found.set(id, [...(found.get(id) ?? []), name]);
  }
  for (const [id, who] of expected) expect([id, found.get(id)?.join(' ')]).toEqual([id, who]);
}, 120_000);

/** A channel of much and one of little, of a type of their own: `rare` is older than all of `busy`. */
async function written() {
  const type = unique('Kind');
  const append = await appender();
  const some = async (name: string, count: number, parts: object) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const data = { text: 'x'.repeat(1_000) };
      ids.push(await append(unique(`${name}${n}-`), { type, data, ...parts }));
    }
    return ids;
  };
  const rare = await some('rare', 2, { channel: 'users' });
  const alarm = await some('alarm', 1, { channel: 'bets', priority: 'high' });
  const busy = await some('busy', 5, { channel: 'fights' });
  return { type, append, some, rare, alarm, busy };
}

test('history, cut, resumption, more channels and a gap, by one cursor [R1]', async () => {
  const { type, some, rare, alarm, busy } = await written();
  const channels = 'fights,users,notifications';
  const query = { types: type };

  const first = await live(channels, { history: 3, query });
  const ping = await first.until(({ event }) => event === 'ping');
  first.close();
  await first.ended;
  expect(first.messages[0]).toMatchObject({
    id: '',
    event: 'connected',
    data: { cursor: ping.id },
  });
  const before = first.messages.slice(1, first.messages.indexOf(ping));
  expect(before.map(({ id }) => id)).toEqual(Array(6).fill(''));
  expect(idsIn(before)).toEqual([...rare, ...alarm, ...busy.slice(-3)]);

  const cut = await live(channels, { history: 3, query, cutAfterBytes: 4_000 });
  await cut.ended;
  expect(idsIn(cut.messages).length).toBeGreaterThan(1);
  expect(cut.lastEventId).toBe('');

  const missed = [
    ...(await some('missed', 2, { channel: 'fights' })),
    ...(await some('other', 1, { channel: 'users' })),
    ...(await some('both', 1, { channel: 'users', priority: 'high' })),
  ];
  const last = missed.at(-1);
  const resume = async (names: string, more: Query = {}, lastEventId = ping.id) => {
    const stream = await live(names, { lastEventId, history: 3, query: { ...query, ...more } });
    const times = more.historyOf === undefined ? 1 : 2;
    await stream.until(() => idsIn(stream.messages).filter(id => id === last).length === times);
    stream.close();
    return stream.messages;
  };
  const resumed = await resume(channels);
  expect(resumed[0]).toMatchObject({ id: ping.id, event: 'connected', data: { cursor: ping.id } });
  expect(idsIn(resumed)).toEqual(missed);
  const seqs = resumed.map(({ id }) => Number(id.split('.')[1]));
  expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other));

  const wider = await resume('notifications,users', { historyOf: 'users' });
  const end = wider.findIndex(({ event }) => event === 'ping');
  expect(wider.slice(0, end + 1).map(({ id }) => id)).toEqual(Array(end + 1).fill(ping.id));
  expect(idsIn(wider.slice(0, end))).toEqual([rare[1], ...missed.slice(2)]);
  // One that the older channel shows too comes again in its turn.
  expect(idsIn(wider.slice(end))).toEqual([last]);

  const lost = await resume(channels, {}, 'zzzz.12');
  const [connected, gap] = lost;
  const to = connected?.data.cursor;
  expect(gap).toMatchObject({ id: 'zzzz.12', event: 'gap' });
  expect(gap?.data).toEqual({ from: 'zzzz.12', to, reason: 'unknown-cursor' });
  // Fights, users and notifications have three each, and one of them is of two.
  expect(idsIn(lost).toSorted()).toEqual(
    [busy[4], ...missed.slice(0, 2), rare[1], ...missed.slice(2), ...alarm].toSorted(),
  );
  expect(lost.flatMap(({ id, data }) => (data?.id === undefined ? [] : id))).toEqual(
    Array(7).fill('zzzz.12'),
  );
}, 120_000);

test('polls of several channels give history, what follows, more channels and a gap as the stream does [R1]', async () => {
  const { type, some, rare, alarm, busy } = await written();
  const channels = 'fights,users,notifications';
  const query = { channels, types: type, limit: '3' };
  const first = await poll(admin, query);
  expect(idsOf(first)).toEqual([...rare, ...alarm, ...busy.slice(-3)]);
  expect(first.body).toMatchObject({
    channels: channels.split(','),
    role: 'admin',
    hasMore: false,
  });
  const { cursor } = first.body;
  const missed = await some('missed', 2, { channel: 'users' });
  expect(idsOf(await poll(admin, { ...query, cursor }))).toEqual(missed);
  const wider = await poll(admin, { ...query, cursor, historyOf: 'users' });
  expect(idsOf(wider)).toEqual([rare[1], ...missed]);
  expect(wider.body).toMatchObject({ cursor, hasMore: true });
  const lost = await poll(admin, { ...query, cursor: 'zzzz.12' });
  const to = lost.body.cursor;
  expect(lost.body.gap).toEqual({ from: 'zzzz.12', to, reason: 'unknown-cursor' });
  expect(idsOf(lost).toSorted()).toEqual(
    [...busy.slice(-3), rare[1], ...missed, ...alarm].toSorted(),
  );
  const waiting = poll(admin, { ...query, cursor: to, wait: '20' });
  const [late] = await some('late', 1, { channel: 'fights' });
  expect(idsOf(await waiting)).toEqual([late]);
}, 120_000);

test.each<[string, Query, string]>([
  ['one channel and several', { channel: 'fights', channels: 'fights,bets' }, 'both channel and'],
  ['none', {}, 'neither channel nor'],
  ['history of one that is not read', { channels: 'fights', historyOf: 'bets' }, 'with bets'],
  ['history of several for one', { channel: 'fights', historyOf: 'bets' }, 'historyOf'],
  ['history of an unknown one', { channels: 'fights', historyOf: 'gossip' }, 'historyOf=gossip'],
])('a poll of %s is refused with what was expected', async (_title, query, detail) => {
  const { status, body } = await poll(admin, { ...query, cursor: '0.0' });
  expect([status, body.code]).toEqual([400, 'QUERY_INVALID']);
  expect(body.detail).toContain(detail);
});

test('from stream to poll and back, nothing is lost or repeated, and all agree on the order [R1]', async () => {
  const prefix = unique('run');
  const last = `${prefix}.last`;
  const channels = 'fights,bets,notifications';
  const start = await poll(await tokenOf('operator'), { channels, limit: '1' });
  const read = async (
    step: (turn: number, cursor: string, take: (id: string) => void) => Promise<string>,
  ) => {
    const ids: string[] = [];
    const take = (id: string) => {
      if (id.startsWith(prefix)) ids.push(id);
    };
    let { cursor } = start.body;
    for (let turn = 0; !ids.includes(last); turn += 1) cursor = await step(turn, cursor, take);
    return ids;
  };
  const token = await tokenOf('operator');
  const polled = async (
    cursor: string,
    limit: number,
    wait: number,
    take: (id: string) => void,
  ) => {
    const { body } = await poll(token, { channels, cursor, limit: `${limit}`, wait: `${wait}` });
    expect(body.gap).toBeUndefined();
    for (const { id } of body.events) take(id);
    return body.cursor;
  };
  const streamed = async (lastEventId: string, count: number, take: (id: string) => void) => {
    const stream = await live(channels, { token, lastEventId });
    const isEnough = () =>
      idsIn(stream.messages).length >= count || idsIn(stream.messages).includes(last);
    await stream.until(isEnough).catch(() => undefined);
    stream.close();
    await stream.ended;
    expect(stream.messages.map(({ event }) => event)).not.toContain('gap');
    for (const id of idsIn(stream.messages)) take(id);
    return stream.lastEventId;
  };
  const reading = Promise.all([
    read((_turn, cursor, take) => streamed(cursor, Number.POSITIVE_INFINITY, take)),
    read((_turn, cursor, take) => polled(cursor, 3, 1, take)),
    read((turn, cursor, take) =>
      turn % 2 === 0
        ? polled(cursor, 1 + (turn % 5), turn % 3, take)
        : streamed(cursor, 1 + (turn % 4), take),
    ),
  ]);
  const homes = ['fights', 'bets', 'users', 'system'];
  const write = async (writer: string) => {
    for (let n = 0; n < 40; n += 1) {
      const priority = n % 3 === 0 ? 'high' : 'normal';
      await send(`${prefix}.${writer}.${n}`, { channel: homes[n % 4], priority });
      await sleep(Math.random() * 20);
    }
  };
  await Promise.all([write('a'), write('b')]);
  await send(last);
  const [whole, ...others] = await reading;
  // Of forty, ten are on each home; the four important ones of system are notifications too.
  expect(whole).toHaveLength(2 * (20 + 4) + 1);
  for (const ids of others) expect(ids).toEqual(whole);
}, 120_000);
