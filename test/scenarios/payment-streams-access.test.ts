import { requireOutput } from '../../tools/outputs.ts';
import { connectManagement, type Management } from './support/management.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import {
  createWorlds,
  type Fields,
  lettersOf,
  queryIn,
  type ReaderName,
  readers,
  rows,
  type World,
  type Worlds,
} from './support/payment-stream-worlds.ts';
import { openStream, type StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let host: QuietHost;
let target: Target;
let management: Management;
let admin: string;
let worlds: Worlds;

beforeAll(async () => {
  // Readers share environments here: to start one for each of two hundred takes most of the time.
  // And each looks through more streams in a few seconds than a page would have.
  const context = { streamsPerUser: '20' };
  host = await startQuietHost('payment-streams-access', context, ['--benchmark', '10']);
  target = await connectTarget(host.outputsFile);
  management = await connectManagement(target);
  admin = await target.token(unique('admin'), 'admin');
  worlds = await createWorlds(target, management);
}, 300_000);
afterAll(async () => {
  await target?.close();
  await host?.stop();
});

const appended: Worlds['appended'] = async (type, name) => await worlds.appended(type, name);

const poll = async (token: string, query: string) =>
  await management.call('GET', `/poll?${query}`, { token });

async function polled(world: World, token: string, query: string): Promise<string> {
  const { status, body } = await poll(token, query);
  return status === 200 ? lettersOf(world, body.events) : `${status} ${body.code}`;
}

/** `Live` or a channel's own URL, with that query. */
const urlOf = (title: string, query: string) =>
  `${requireOutput(target.outputs, title === 'Live' ? 'LiveUrl' : `${title}ChannelUrl`)}?${query}`;

/** How a request for a stream is refused. */
async function refusalOf(url: string, token: string): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 200) {
    await response.body?.cancel();
    return '200';
  }
  const { code } = (await response.json()) as { code: string };
  return `${response.status} ${code}`;
}

type Results = Readonly<Record<string, string>>;

async function boundTo(token: string, channels: readonly string[]): Promise<string> {
  const { body } = await management.call('POST', '/token', { token, body: { channels } });
  return body.token;
}

describe('what each reader is shown, whichever way it reads', () => {
  interface Row {
    readonly world: World;
    readonly query: string;
    /** An event behind all of the world's, which is addressed to its five readers. */
    readonly lastId: string;
  }
  const prepared: Row[] = [];

  beforeAll(async () => {
    const made = rows.map(async ([text]) => {
      const world = await worlds.create();
      await worlds.cancel(world);
      const query = queryIn(world, text);
      const asked = new URLSearchParams(query);
      const lastId = unique('last');
      // It passes the filter of its row.
      const data = { streamId: asked.get('streams') ?? '', sender: asked.get('users') ?? '' };
      const everyReader = { users: Object.values(world.users) };
      await target.put('Outbox', {
        ...{ eventId: lastId, channel: 'payment-streams', type: 'NOTE' },
        ...{ data, target: everyReader },
      });
      await appended('NOTE', lastId);
      return { world, query, lastId };
    });
    prepared.push(...(await Promise.all(made)));
  }, 180_000);

  /** A new stream, or one that goes on from the cursor that somebody else was given. */
  async function streamed(
    { world, query, lastId }: Row,
    token: string,
    title: 'PaymentStreams' | 'Live',
    lastEventId?: string,
  ): Promise<string> {
    const url = urlOf(title, title === 'Live' ? `channels=payment-streams&${query}` : query);
    const place = lastEventId === undefined ? { history: 100 } : { lastEventId };
    const stream = await openStream(url, { token, ...place });
    if (stream.refusal !== '') return stream.refusal;
    await stream.until(({ data }) => data?.id === lastId, 30_000);
    stream.close();
    return lettersOf(
      world,
      stream.messages.flatMap(({ data }) => data),
    );
  }

  /** One of the kinds of streams, in turn: each row has all, each reader too. */
  async function byStreams(row: Row, turn: number, who: ReaderName): Promise<Results> {
    const { tokens, cursors } = row.world;
    const token = tokens[who];
    const bound = await boundTo(token, ['payment-streams']);
    const doors = [
      ['a new stream', token, 'PaymentStreams', undefined],
      ['a new stream of Live', bound, 'Live', undefined],
      ['a stream from the admin’s cursor', bound, 'PaymentStreams', cursors.channel],
      ['a stream of Live from the admin’s cursor', token, 'Live', cursors.live],
    ] as const;
    const [door, by, title, cursor] = doors[turn % doors.length] ?? doors[0];
    return { [door]: await streamed(row, by, title, cursor) };
  }

  async function byPolls({ world, query }: Row, who: ReaderName): Promise<Results> {
    const { channel, live } = world.cursors;
    const [one, several] = ['channel=payment-streams', 'channels=payment-streams'];
    const doors = [
      ['a poll', one],
      ['a poll of several', several],
      ['a poll from the admin’s cursor', `${one}&cursor=${channel}`],
      ['a poll of several from the admin’s cursor', `${several}&cursor=${live}`],
      ['a poll of a history', `${several}&cursor=${live}&historyOf=payment-streams`],
      ['a poll since before', `${one}&since=${world.sinceMs}`],
      ['a poll of several since before', `${several}&since=${world.sinceMs}`],
    ] as const;
    const bound = await boundTo(world.tokens[who], ['payment-streams']);
    const results = doors.map(async ([door, asked], index) => {
      const token = index % 2 === 0 ? world.tokens[who] : bound;
      return [door, await polled(world, token, `${asked}&${query}`)] as const;
    });
    return Object.fromEntries(await Promise.all(results));
  }

  test.each(rows.map(([query, shown], index) => [query, shown, index] as const))(
    '?%s shows stranger, sender, recipient, operator and admin %j [F1]',
    async (_query, shown, index) => {
      const row = prepared[index];
      if (row === undefined) throw new Error('expected a row that is prepared');
      const atOnce = readers.map(async (who, reader) => {
        const results = {
          ...(await byStreams(row, index + reader, who)),
          ...(await byPolls(row, who)),
        };
        const expected = Object.keys(results).map(door => [door, shown[reader]]);
        expect([who, results]).toEqual([who, Object.fromEntries(expected)]);
        // Its streams' environments are free for others within five seconds.
        const path = `/users/${row.world.users[who]}/connections`;
        await management.call('DELETE', path, { token: admin });
      });
      await Promise.all(atOnce);
    },
  );
});

const times = (count: number, name: string) =>
  Array.from({ length: count }, (_, n) => `${name}=${n}`).join('&');

test.each([
  ['an empty stream', 'payment-streams', 'streams='],
  ['an empty user', 'payment-streams', 'users='],
  ['101 streams', 'payment-streams', times(101, 'streams')],
  ['21 users', 'payment-streams', times(21, 'users')],
  ['a stream of 257 characters', 'payment-streams', `streams=${'s'.repeat(257)}`],
  ['a user of 129 characters', 'payment-streams', `users=${'u'.repeat(129)}`],
  ['all=yes', 'payment-streams', 'all=yes'],
  ['all twice', 'payment-streams', 'all=false&all=false'],
  ['streams of the inbox', 'inbox', 'streams=1'],
  ['users of the inbox', 'inbox', 'users=1'],
  ['all of the inbox', 'inbox', 'all=false'],
])('%s is refused at every door with 400, whoever asks', async (_what, channel, query) => {
  const title = channel === 'inbox' ? 'Inbox' : 'PaymentStreams';
  const bettor = await target.token(unique('bettor'), 'bettor');
  for (const each of [admin, await boundTo(bettor, [channel])]) {
    const results = [
      await refusalOf(urlOf(title, query), each),
      await refusalOf(urlOf('Live', `channels=${channel}&${query}`), each),
    ];
    for (const asked of [`channel=${channel}`, `channels=${channel}`]) {
      const { status, body } = await poll(each, `${asked}&${query}`);
      results.push(`${status} ${body.code}`);
    }
    expect(results).toEqual(Array(4).fill('400 QUERY_INVALID'));
  }
});

test('a stranger is answered about what there is as about what there is not [F1]', async () => {
  const { tokens, streams, names, cursors, sinceMs } = await worlds.create();
  const token = tokens.stranger;
  const doors = [
    'channel=payment-streams',
    'channels=payment-streams,inbox',
    `channel=payment-streams&cursor=${cursors.channel}`,
    `channels=payment-streams&cursor=${cursors.live}`,
    `channel=payment-streams&since=${sinceMs}`,
    `channels=payment-streams&cursor=${cursors.live}&historyOf=payment-streams`,
  ];
  for (const door of doors) {
    const [there, not] = [
      await poll(token, `${door}&streams=${streams.B}`),
      await poll(token, `${door}&streams=${unique('stream-')}`),
    ];
    expect([there.status, there.body]).toEqual([not.status, not.body]);
    expect(there.body.events).toEqual([]);
    const [carla, nobody] = [names.carla ?? '', names.nobody ?? ''];
    const refused = await poll(token, `${door}&users=${carla}`);
    const unknown = await poll(token, `${door}&users=${nobody}`);
    expect(JSON.parse(JSON.stringify(refused.body).replace(carla, nobody))).toEqual(unknown.body);
  }
  const connectedWith = async (title: string, query: string) => {
    const stream = await openStream(urlOf(title, query), { token, history: 100 });
    const { id, data } = await stream.until(({ event }) => event === 'connected');
    stream.close();
    const { connectionId: _own, endsAt: _planned, ...rest } = data;
    return { id, ...rest };
  };
  for (const title of ['PaymentStreams', 'Live']) {
    expect(await connectedWith(title, `streams=${streams.B}`)).toEqual(
      await connectedWith(title, `streams=${unique('stream-')}`),
    );
  }
});

test('the filter of Live holds on payment-streams alone: staff’s notifications have what they always have', async () => {
  const world = await worlds.create();
  const query = `channels=payment-streams,notifications&streams=${world.streams.A}`;
  const operator = await openStream(urlOf('Live', query), { token: world.tokens.operator });
  const sender = await openStream(urlOf('Live', `channels=inbox,payment-streams`), {
    token: world.tokens.sender,
  });
  const connected = await sender.until(({ event }) => event === 'connected');
  expect(connected.data).not.toHaveProperty('addresses');
  await operator.until(({ event }) => event === 'connected');
  await worlds.cancel(world);
  const ofC = ({ data }: { data: Fields }) => data?.data?.streamId === world.streams.C;
  await operator.until(ofC);
  await sender.until(ofC);
  const shown = (stream: StreamReader) =>
    Object.entries(world.streams).flatMap(([letter, streamId]) =>
      stream.messages.some(({ data }) => data?.data?.streamId === streamId) ? letter : [],
    );
  expect(shown(operator)).toEqual(['A', 'B', 'C']);
  expect(shown(sender)).toEqual(['A', 'C']);
});

test('a page of several channels is given the addresses by which it reads', async () => {
  const { tokens, names } = await worlds.create();
  const addresses = [expect.stringMatching(/^0x/), names.GBEA];
  const stream = await openStream(urlOf('Live', ''), { token: tokens.recipient });
  const { data } = await stream.until(({ event }) => event === 'connected');
  expect(data).toMatchObject({ channels: ['payment-streams', 'inbox'], addresses });
  const { body } = await poll(tokens.recipient, 'channels=payment-streams&limit=1');
  expect(body.addresses).toEqual(addresses);
});

test('what is published onto the channel is seen by whom it names and by staff, and no state is forged', async () => {
  const { tokens, streams, names, users } = await worlds.create();
  const [there, sides] = [
    { channels: ['payment-streams'] },
    { streamId: streams.B, sender: users.sender, recipient: names.GBEA },
  ];
  const publish = async (token: string, event: object) =>
    await management.call('POST', '/events', { token, body: { target: there, ...event } });
  const forged = {
    type: 'stream.withdrawn',
    data: { ...sides, withdrawn: '900', withdrawnAmount: '900' },
  };
  expect((await publish(admin, forged)).body.code).toBe('BODY_INVALID');
  for (const who of ['stranger', 'sender', 'operator'] as const) {
    const refused = await publish(tokens[who], { type: 'NOTE', data: sides });
    expect(refused.body.code).toBe('ROLE_NOT_ALLOWED');
  }
  const service = await target.sign({
    ...{ sub: unique('service'), role: 'service', ttlSeconds: 60 },
    permissions: ['events:publish'],
  });
  const named = await publish(service, { type: 'NOTE', data: sides });
  const silent = await publish(service, { type: 'NOTE', data: { streamId: streams.A } });
  const addressed = await publish(service, {
    ...{ type: 'NOTE', data: sides, target: { users: [users.stranger] } },
  });
  const ids = [named, silent, addressed].map(({ body }) => body.eventIds[0] as string);
  for (const id of ids) await appended('NOTE', id);
  const seenBy = async (who: ReaderName) => {
    const { body } = await poll(tokens[who], 'channels=payment-streams,inbox');
    return ids.flatMap((id, index) =>
      body.events.some((event: Fields) => event.id === id)
        ? ['named', 'silent', 'addressed'][index]
        : [],
    );
  };
  expect(await seenBy('sender')).toEqual(['named']);
  expect(await seenBy('recipient')).toEqual(['named']);
  expect(await seenBy('stranger')).toEqual(['addressed']);
  expect(await seenBy('operator')).toEqual(['named', 'silent']);
  expect(await seenBy('admin')).toEqual(['named', 'silent']);
});

test('a backend’s event of state that no table made goes to quarantine, and reaches no side', async () => {
  const { tokens, streams, names, users } = await worlds.create();
  const eventId = unique('forged');
  const data = { streamId: streams.A, sender: users.sender, recipient: names.GBEA };
  await target.put('Outbox', {
    ...{ eventId, channel: 'payment-streams', type: 'stream.completed' },
    data: { ...data, withdrawnAmount: '900' },
  });
  const behind = unique('behind');
  await target.put('Outbox', { eventId: behind, channel: 'payment-streams', type: 'NOTE', data });
  await appended('NOTE', behind);
  const { body } = await poll(tokens.sender, 'channel=payment-streams');
  const types = body.events.map(({ type }: Fields) => type);
  expect(types).toEqual(['stream.created', 'stream.created', 'NOTE']);
});

test('admins see what a connection asked for, staff how many read what, and nobody else does [F3]', async () => {
  const { tokens, streams, names, users } = await worlds.create();
  const GBEA = names.GBEA ?? '';
  const asked = `streams=${streams.A}&streams=${streams.B}&users=${encodeURIComponent(GBEA)}`;
  const opened = [
    await openStream(urlOf('PaymentStreams', asked), { token: tokens.recipient }),
    await openStream(urlOf('Live', `channels=payment-streams&streams=${streams.B}`), {
      token: tokens.operator,
    }),
  ];
  const ids: string[] = [];
  for (const stream of opened) {
    const { data } = await stream.until(({ event }) => event === 'connected');
    ids.push(data.connectionId);
  }
  const view = await management.call('GET', `/connections/${ids[0]}`, { token: admin });
  expect(view.body).toMatchObject({
    userId: users.recipient,
    paymentStreams: { streams: [streams.A, streams.B], users: [GBEA] },
  });
  expect(view.body).not.toHaveProperty('addresses');
  const listed = await untilSeen(
    () =>
      management.call('GET', '/connections?channel=payment-streams&limit=100', { token: admin }),
    ({ body }) => body.connections.some((one: Fields) => one.connectionId === ids[1]),
  );
  const live = listed.body.connections.find((one: Fields) => one.connectionId === ids[1]);
  expect(live.paymentStreams).toEqual({ streams: [streams.B] });
  const readersOf = (body: Fields, streamId: string) =>
    body.paymentStreams.byStream.find((one: Fields) => one.streamId === streamId)?.readers;
  // Another read of the index may lag behind.
  const { body } = await untilSeen(
    () => management.call('GET', '/stats', { token: tokens.operator }),
    stats => readersOf(stats.body, streams.B) === 2,
  );
  expect([readersOf(body, streams.A), readersOf(body, streams.C)]).toEqual([1, undefined]);
  expect(body.paymentStreams.byUser).toContainEqual({ user: GBEA, readers: 1 });
  for (const path of ['/connections', `/connections/${ids[0]}`, '/stats']) {
    for (const who of ['stranger', 'sender', 'recipient'] as const) {
      const refused = await management.call('GET', path, { token: tokens[who] });
      expect([refused.status, refused.body.code]).toEqual([403, 'ROLE_NOT_ALLOWED']);
    }
  }
  const refused = await management.call('GET', '/connections', { token: tokens.operator });
  expect(refused.status).toBe(403);
  for (const stream of opened) stream.close();
});
