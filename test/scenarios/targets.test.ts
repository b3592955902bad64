import { setTimeout as sleep } from 'node:timers/promises';
import { type Bettor, connectBettor } from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let management: Management;
let admin: string;
const bettors: Bettor[] = [];

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  admin = await target.token(unique('publisher'), 'admin');
});
afterAll(async () => {
  await Promise.all(bettors.map(bettor => bettor.close()));
  await target.close();
});

/** With a key of its own, so that a busy system may be asked again for the same event. */
const publish = async (
  body: object,
  headers = 'events' in body || 'idempotencyKey' in body ? {} : { 'idempotency-key': unique('k') },
) => await management.call('POST', '/events', { token: admin, body, headers });

/** An event that everyone sees: a reader that has it has all that was published for it before. */
async function publishMarker(): Promise<string> {
  const event = { target: { broadcast: true }, type: 'systemAlert', data: { message: 'marker' } };
  const { body } = await publish(event);
  return body.eventIds[0];
}

async function openStream(channel: string, userId: string, role: string): Promise<StreamReader> {
  const token = await target.token(userId, role);
  const stream = await target.open(channel, { token, follows: true });
  await stream.until(({ event }) => event === 'connected');
  return stream;
}

async function openSocket(userId: string): Promise<Bettor> {
  const bettor = await connectBettor(target, userId);
  bettors.push(bettor);
  await bettor.until(({ event }) => event === 'pending_proposals');
  return bettor;
}

/** Each under its name, when all are there. */
async function allOf<K extends string, T>(parts: Readonly<Record<K, Promise<T>>>) {
  const entries = Object.entries<Promise<T>>(parts);
  const done = await Promise.all(entries.map(async ([name, part]) => [name, await part] as const));
  return Object.fromEntries(done) as Record<K, T>;
}

async function pollOf(channel: string, userId: string, role: string, connectionId = '') {
  const token = await target.token(userId, role);
  const place = connectionId === '' ? '' : `&connectionId=${connectionId}`;
  const start = await management.call('GET', `/poll?channel=${channel}&limit=1`, { token });
  return async () => {
    const seen: string[] = [];
    let { cursor } = start.body;
    for (let hasMore = true; hasMore; ) {
      const query = `channel=${channel}&cursor=${cursor}&limit=4${place}`;
      const { body } = await management.call('GET', `/poll?${query}`, { token });
      seen.push(...body.events.map(({ id }: { id: string }) => id));
      ({ cursor, hasMore } = body);
    }
    return seen;
  };
}

const idsOf = (stream: StreamReader) => stream.messages.flatMap(({ data }) => data?.id ?? []);
/** Of these the ones that a stream had, in its order: other tests publish for everyone too. */
const thoseOn = (stream: StreamReader, ids: readonly string[]) =>
  idsOf(stream).filter(id => ids.includes(id));

const receivedBy = (bettor: Bettor) => [
  // A redelivered batch is sent again, under the same ids.
  ...new Set(bettor.received.flatMap(({ event, id }) => (event === 'inbox_event' ? id : []))),
];

test('events reach exactly those they are for, over streams, sockets and polls alike [M1]', async () => {
  const [kim, oli, ana, bea, vera] = ['kim', 'oli', 'ana', 'bea', 'vera'].map(name => unique(name));
  if (!kim || !oli || !ana || !bea || !vera) throw new Error('expected five');
  // At once: an event for a connection needs it open, and a stream lasts for seconds here.
  const streams = await allOf({
    'kim global': openStream('Global', kim, 'admin'),
    'kim fights': openStream('Fights', kim, 'admin'),
    'oli fights': openStream('Fights', oli, 'operator'),
    'oli inbox': openStream('Inbox', oli, 'operator'),
    'ana inbox': openStream('Inbox', ana, 'bettor'),
    'bea inbox': openStream('Inbox', bea, 'bettor'),
    'vera inbox': openStream('Inbox', vera, 'visitor'),
  });
  // The first of hers is the one that is distinguished below.
  const anaSocket1 = openSocket(ana);
  const sockets = await allOf({
    'ana socket': anaSocket1,
    'ana socket 2': anaSocket1.then(() => openSocket(ana)),
    'bea socket': openSocket(bea),
  });
  const list = await management.call('GET', `/connections?userId=${ana}`, { token: admin });
  const anaSocket: string = list.body.connections
    .filter(({ kind }: { kind: string }) => kind === 'ws')
    .sort((a: { connectedAt: number }, b: { connectedAt: number }) => a.connectedAt - b.connectedAt)
    .at(0).connectionId;
  const oliFights: string = streams['oli fights'].messages.find(
    ({ event }) => event === 'connected',
  )?.data.connectionId;
  const polls = {
    'kim polls fights': await pollOf('fights', kim, 'admin'),
    'oli polls fights': await pollOf('fights', oli, 'operator'),
    'oli polls fights as that stream': await pollOf('fights', oli, 'operator', oliFights),
    'oli polls inbox': await pollOf('inbox', oli, 'operator'),
    'ana polls inbox': await pollOf('inbox', ana, 'bettor'),
    'ana polls inbox as that socket': await pollOf('inbox', ana, 'bettor', anaSocket),
    'bea polls inbox': await pollOf('inbox', bea, 'bettor'),
    'vera polls inbox': await pollOf('inbox', vera, 'visitor'),
  };
  // Nothing notifies when the index of sockets shows the last of them.
  await sleep(3_000);

  const anas = ['ana inbox', 'ana socket', 'ana socket 2'];
  const anaPolls = ['ana polls inbox', 'ana polls inbox as that socket'];
  const beas = ['bea inbox', 'bea socket', 'bea polls inbox'];
  const olis = ['oli inbox', 'oli polls inbox'];
  const fights = ['kim fights', 'oli fights', 'kim polls fights', 'oli polls fights'];
  const everyone = [...Object.keys(streams), ...Object.keys(sockets), ...Object.keys(polls)];
  const published: [object, string[], number | undefined][] = [
    [{ connection: oliFights }, ['oli fights', 'oli polls fights as that stream'], 1],
    [{ connection: anaSocket }, ['ana socket', 'ana polls inbox as that socket'], 1],
    [{ users: [ana] }, [...anas, ...anaPolls], 3],
    [{ users: [bea, vera, 'nobody'] }, [...beas, 'vera inbox', 'vera polls inbox'], 3],
    [{ roles: ['visitor'] }, ['vera inbox', 'vera polls inbox'], undefined],
    [{ roles: ['operator', 'bettor'] }, [...olis, ...anas, ...anaPolls, ...beas], undefined],
    [{ channels: ['fights'] }, [...fights, 'oli polls fights as that stream'], undefined],
    [{ channels: ['users', 'finance'] }, [], undefined],
    [{ broadcast: true }, everyone.filter(name => name !== 'kim global'), undefined],
  ];
  const ids: string[] = [];
  for (const [at, [to, , addressed]] of published.entries()) {
    const event = { target: to, type: 'notification', data: { title: `${at}` } };
    const { status, body } = await publish(event);
    expect([status, body.eventIds?.length ?? body]).toEqual([200, 1]);
    if (addressed !== undefined) expect([to, body.addressed]).toEqual([to, addressed]);
    ids.push(body.eventIds[0]);
  }
  const marker = await publishMarker();
  await Promise.all([
    ...Object.values(streams).map(stream =>
      stream.until(({ data }) => data?.id === marker, 30_000),
    ),
    ...Object.values(sockets).map(socket => socket.until(({ id }) => id === marker, 30_000)),
  ]);

  const seen = new Map<string, readonly string[]>([
    ...Object.entries(streams).map(([name, stream]) => [name, idsOf(stream)] as const),
    ...Object.entries(sockets).map(([name, socket]) => [name, receivedBy(socket)] as const),
  ]);
  for (const [name, poll] of Object.entries(polls)) seen.set(name, await poll());
  for (const [at, [to, expected]] of published.entries()) {
    const id = ids[at] ?? '';
    const who = [...seen.keys()].filter(name => seen.get(name)?.includes(id));
    // An admin oversees everything on global.
    expect([to, who.sort()]).toEqual([to, [...expected, 'kim global'].sort()]);
  }
  // Each had its own in the order in which they were published.
  for (const all of seen.values()) {
    const own = all.filter(id => ids.includes(id));
    expect(own).toEqual(ids.filter(id => own.includes(id)));
  }
}, 120_000);

test('a socket receives the event with the cursor from which it may poll on', async () => {
  const userId = unique('ana');
  const bettor = await openSocket(userId);
  const { body } = await publish({ target: { users: [userId] }, type: 'notification', data: {} });
  const [id] = body.eventIds;
  const received = await bettor.until(message => message.id === id);
  expect(received).toMatchObject({
    event: 'inbox_event',
    data: { event: { id, channel: 'inbox' } },
  });
  const next = await publish({ target: { users: [userId] }, type: 'notification', data: {} });
  const token = await target.token(userId, 'bettor');
  const [nextId] = next.body.eventIds;
  // A bettor's poll does not wait: the next one is given what has come since, which may be more than
  // these two where others address every bettor meanwhile.
  const polledIds = async (): Promise<readonly string[]> => {
    const path = `/poll?channel=inbox&cursor=${received.data.cursor}`;
    const { body: page } = await management.call('GET', path, { token });
    return page.events.map((event: { id: string }) => event.id);
  };
  expect(await untilSeen(polledIds, ids => ids.includes(nextId))).not.toContain(id);
});

test('a socket that is gone without a disconnect is removed at the first event for it', async () => {
  const userId = unique('gone');
  const nowMs = Date.now();
  const connectionId = 'goneWithoutWord=';
  const row = {
    userId,
    leaseId: `ws#${connectionId}`,
    kind: 'ws',
    connectionId,
    channel: 'proposals',
    role: 'bettor',
    state: 'connected',
    seenAtMs: nowMs,
    connectedAt: new Date(nowMs - 60_000).toISOString(),
    tokenExpiresAtMs: nowMs + 600_000,
    sourceIp: '127.0.0.1',
    userAgent: 'none',
    expiresAt: Math.floor(nowMs / 1_000) + 600,
  };
  // Who greets it would find it gone first: nobody greets where the token has ended, or a row that changes.
  await target.put('Connections', { ...row, tokenExpiresAtMs: 0 });
  await target.put('Connections', row);
  await publish({ target: { users: [userId] }, type: 'notification', data: {} });
  await untilSeen(
    () => management.call('GET', `/users/${userId}/presence`, { token: admin }),
    ({ body }) => body.connections.length === 0,
  );
});

test('the same key twice makes one event, another body under it is refused', async () => {
  const userId = unique('ana');
  const stream = await openStream('Inbox', userId, 'bettor');
  const event = { target: { users: [userId] }, type: 'notification', data: { title: 'once' } };
  const key = unique('key');
  const first = await publish({ ...event, idempotencyKey: key });
  const second = await publish(event, { 'idempotency-key': key });
  const batch = await publish({ events: [{ ...event, idempotencyKey: key }] });
  expect([second.body.eventIds, batch.body.eventIds]).toEqual([
    first.body.eventIds,
    first.body.eventIds,
  ]);
  const other = { ...event, data: { title: 'twice' }, idempotencyKey: key };
  const refused = await publish(other);
  expect([refused.status, refused.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  expect((await publish({ events: [event, other] })).status).toBe(422);
  const marker = await publishMarker();
  await stream.until(({ data }) => data?.id === marker);
  const [id] = first.body.eventIds;
  expect(thoseOn(stream, [id, marker])).toEqual([id, marker]);
});

test('the same key gives the same answer after the connection was closed', async () => {
  const userId = unique('ana');
  const stream = await target.open('Inbox', { token: await target.token(userId, 'bettor') });
  const { data } = await stream.until(({ event }) => event === 'connected');
  const event = { target: { connection: data.connectionId }, type: 'notification', data: {} };
  const keyed = { ...event, idempotencyKey: unique('key') };
  const first = await publish(keyed);
  expect(first.status).toBe(200);
  await management.call('DELETE', `/users/${userId}/connections`, {
    token: admin,
    body: { reason: 'a scenario' },
  });
  await stream.ended;
  // The stream's function deletes its row shortly after its last frame.
  await untilSeen(
    () => publish(event),
    ({ status }) => status === 404,
  );
  const again = await publish(keyed);
  expect([again.status, again.body.addressed]).toEqual([200, 0]);
  expect(again.body.eventIds).toEqual(first.body.eventIds);
});

test('twenty-five events are published together; a batch of twenty-six is refused [M4]', async () => {
  const userId = unique('ana');
  const stream = await openStream('Inbox', userId, 'bettor');
  const events = Array.from({ length: 26 }, (_, n) => ({
    target: { users: [userId] },
    type: 'notification',
    data: { title: `${n}` },
  }));
  const refused = await publish({ events });
  expect([refused.status, refused.body.detail]).toEqual([
    400,
    'received events as a list of 26; expected 1 to 25 events',
  ]);
  const { body } = await publish({ events: events.slice(1) });
  expect(body).toMatchObject({
    addressed: 1,
    note: expect.stringMatching(/left within the last \d+ s, and lost sockets until 130 minutes/),
  });
  await stream.until(() => thoseOn(stream, body.eventIds).length >= 25);
  expect(thoseOn(stream, body.eventIds).sort()).toEqual([...body.eventIds].sort());
});

test.each<[string, object, string]>([
  [
    'no target',
    { target: undefined },
    'received target, which is missing; expected one of connection, users, roles, channels, broadcast',
  ],
  [
    'a target of no kind',
    { target: { user: ['ana'] } },
    'received target as an object; expected one of connection, users, roles, channels, broadcast',
  ],
  [
    'a target of nobody',
    { target: { users: [] } },
    'received target.users as a list of 0; expected 1 to 100 user ids',
  ],
  [
    'everyone, as of roles',
    { target: { users: ['*'] } },
    'received target.users.0=*; expected the id of a user; for everyone expected {"broadcast":true} or roles ["*"]',
  ],
  [
    'the inbox as a channel',
    { target: { channels: ['inbox'] } },
    'received target.channels.0=inbox; expected one of system, fights, bets, users, finance, streaming, payment-streams, workflows, notifications, global',
  ],
  ['an unknown field', { surprise: 1 }, 'received the unknown surprise; expected none'],
  [
    'another priority',
    { priority: 'huge' },
    'received priority=huge; expected one of low, normal, high, critical',
  ],
  [
    'a type of state',
    { type: 'FIGHT_CREATED' },
    'received type as "FIGHT_CREATED"; expected a type that is not made by a table\'s own changes',
  ],
  ['data of the wrong kind', { data: { title: 7 } }, 'received data.title as 7; expected string'],
])(
  'an event with %s is refused with what was received and expected',
  async (_title, parts, detail) => {
    const event = { target: { users: ['ana'] }, type: 'notification', data: {}, ...parts };
    const { status, body } = await publish(event);
    expect([status, body.code, body.detail]).toEqual([400, 'BODY_INVALID', detail]);
  },
);

test('a connection that is not open is not found', async () => {
  const event = { target: { connection: 'nobodys' }, type: 'notification', data: {} };
  const { status, body } = await publish(event);
  expect([status, body.code]).toEqual([404, 'CONNECTION_NOT_FOUND']);
});

test('an event as large as a body may be arrives whole', async () => {
  const userId = unique('ana');
  const [stream, bettor] = [await openStream('Inbox', userId, 'bettor'), await openSocket(userId)];
  const text = 'x'.repeat(65_536 - 200);
  const { body } = await publish({
    target: { users: [userId] },
    type: 'notification',
    data: { text },
  });
  const [id] = body.eventIds;
  expect((await stream.until(({ data }) => data?.id === id)).data.data.text).toBe(text);
  expect((await bettor.until(message => message.id === id)).data.event.data.text).toBe(text);
});

test('any role with the permission to publish may publish', async () => {
  const holder = { sub: unique('shop'), role: 'service', ttlSeconds: 600 };
  const event = { target: { users: ['nobody'] }, type: 'notification', data: {} };
  const may = await target.sign({ ...holder, permissions: ['events:publish'] });
  expect((await management.call('POST', '/events', { token: may, body: event })).status).toBe(200);
  const mayNot = await target.sign({ ...holder, permissions: ['events:read'] });
  const refused = await management.call('POST', '/events', { token: mayNot, body: event });
  expect([refused.status, refused.body.code]).toEqual([403, 'ROLE_NOT_ALLOWED']);
  const test = await management.call('POST', '/test-broadcast', { token: may, body: {} });
  expect(test.status).toBe(403);
});

test('a test reaches one channel or everyone, a health check every connection [G11] [L7]', async () => {
  const [fights, bets] = [
    await openStream('Fights', unique('oli'), 'operator'),
    await openStream('Bets', unique('oli'), 'operator'),
  ];
  const bettor = await openSocket(unique('ana'));
  await sleep(3_000);
  const send = async (path: string, body: object) =>
    (await management.call('POST', path, { token: admin, body })).body.eventIds[0];
  const onFights = await send('/test-broadcast', { channel: 'fights', message: 'one two' });
  const onInbox = await send('/test-broadcast', { channel: 'inbox' });
  const toAll = await send('/test-broadcast', {});
  const check = await send('/health', { message: 'still there?' });
  const seen = await fights.until(({ data }) => data?.id === onFights);
  expect(seen.data).toMatchObject({ type: 'TEST_BROADCAST', data: { message: 'one two' } });
  const checked = await bettor.until(({ id }) => id === check);
  expect(checked.data.event).toMatchObject({
    type: 'HEALTH_CHECK',
    data: { message: 'still there?', sentAt: expect.any(Number) },
  });
  await Promise.all([fights, bets].map(one => one.until(({ data }) => data?.id === check)));
  const all = [onFights, onInbox, toAll, check];
  expect(thoseOn(fights, all)).toEqual([onFights, toAll, check]);
  expect(thoseOn(bets, all)).toEqual([toAll, check]);
  expect(receivedBy(bettor).filter(id => all.includes(id))).toEqual([onInbox, toAll, check]);
});
