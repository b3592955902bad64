import { requireOutput } from '../../tools/outputs.ts';
import { type Bettor, connectBettor, handshakeStatus } from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import type { Fields } from './support/payment-stream-worlds.ts';
import { openStream } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';
import {
  createWorkflowWorld,
  type Looker,
  letters,
  lettersOf,
  lookers,
  type WorkflowWorld,
} from './support/workflow-world.ts';

let host: QuietHost;
let target: Target;
let management: Management;
let world: WorkflowWorld;
const sockets = new Map<Looker, Bettor>();
/** To which of the workflows a socket was let subscribe. */
const subscribed = new Map<Looker, string>();
const last = { workflows: unique('last-'), inbox: unique('last-'), notifications: unique('last-') };

beforeAll(async () => {
  // Readers share environments here: to start one for each of them takes most of the time.
  // And each looks through more streams in a few seconds than a page would have.
  const context = { streamsPerUser: '20' };
  host = await startQuietHost('workflows-access', context, ['--benchmark', '10']);
  target = await connectTarget(host.outputsFile);
  management = await connectManagement(target);
  world = await createWorkflowWorld(target, management);
  const { users, witness, ids, visibleTo } = world;
  await world.create();
  for (const who of lookers) await openSocket(who);
  const all = await target.open('Global', { token: witness, follows: true });
  await all.until(({ event }) => event === 'connected');
  // Copies of each, addressed to all who look: the inbox and their sockets would have them.
  const everyone = { users: Object.values(users) };
  for (const letter of letters) {
    const data = { workflowId: ids[letter], visibleTo: visibleTo[letter as 'C'] };
    const note = { channel: 'workflows', type: 'NOTE', data, target: everyone };
    await target.put('Outbox', { eventId: unique('copy-'), ...note });
  }
  await world.approve();
  // Behind all of them, on each log something that every reader of it sees.
  const about = { workflowId: ids.A };
  const note = { type: 'NOTE', data: about };
  const toAll = { ...note, target: everyone };
  await target.put('Outbox', { eventId: last.workflows, channel: 'workflows', ...toAll });
  await target.put('Outbox', { eventId: last.inbox, channel: 'inbox', ...toAll, data: {} });
  await target.put('Outbox', {
    ...{ eventId: last.notifications, channel: 'notifications', ...note, data: {} },
  });
  // What `global` has, every log has: it is appended to last.
  for (const id of Object.values(last)) await all.until(({ data }) => data?.id === id);
  const isApproved = ({ event, data }: Fields) =>
    event === 'workflow.approved' && data.data.workflowId === ids.M;
  await all.until(isApproved);
}, 300_000);
afterAll(async () => {
  for (const socket of sockets.values()) await socket.close();
  await target?.close();
  await host?.stop();
});

async function openSocket(who: Looker): Promise<void> {
  const { users, tokens, ids } = world;
  const socket = await connectBettor(target, users[who], undefined, tokens[who]);
  sockets.set(who, socket);
  const open: string[] = [];
  for (const letter of letters) {
    const answer = await socket.ask('subscribe_workflow', { workflowId: ids[letter] });
    if (answer.event === 'subscribed') open.push(letter);
    else expect(answer).toMatchObject({ event: 'error', data: { code: 'WORKFLOW_NOT_FOUND' } });
  }
  subscribed.set(who, open.join(' '));
}

const urlOf = (title: string, query: string) =>
  `${requireOutput(target.outputs, title === 'Live' ? 'LiveUrl' : `${title}ChannelUrl`)}?${query}`;

/** What a stream shows up to that event; or how it is refused. */
async function streamed(token: string, url: string, lastId: string, lastEventId?: string) {
  const place = lastEventId === undefined ? { history: 100 } : { lastEventId };
  const stream = await openStream(url, { token, ...place });
  if (stream.refusal !== '') return stream.refusal;
  await stream.until(({ data }) => data?.id === lastId);
  stream.close();
  return lettersOf(
    world,
    stream.messages.flatMap(({ data }) => data),
  );
}

/** What a poll shows from there to the end of its log. */
async function polled(token: string, query: string): Promise<string> {
  const events: Fields[] = [];
  for (let place = query; ; ) {
    const { status, body } = await management.call('GET', `/poll?${place}`, { token });
    if (status !== 200) return `${status} ${body.code}`;
    events.push(...body.events);
    if (!body.hasMore) return lettersOf(world, events);
    const rest = new URLSearchParams(query);
    for (const name of ['cursor', 'since', 'historyOf']) rest.delete(name);
    place = `${rest}&cursor=${body.cursor}`;
  }
}

async function boundTo(token: string, channels: readonly string[]): Promise<string> {
  const { body } = await management.call('POST', '/token', { token, body: { channels } });
  return body.token ?? body.code;
}

type Doors = Readonly<Record<string, string>>;

async function byChannel(who: Looker): Promise<Doors> {
  const { tokens, ids, cursors, sinceMs } = world;
  const token = tokens[who];
  const named = letters.map(letter => `workflows=${ids[letter]}`).join('&');
  const [one, several] = ['channel=workflows', 'channels=workflows'];
  const bound = await boundTo(token, ['workflows']);
  // Who may not read the channel gets no token for it, either.
  const sse = bound === 'ROLE_NOT_ALLOWED' ? token : bound;
  const stream = (by: string, url: string, cursor?: string) =>
    streamed(by, url, last.workflows, cursor);
  return {
    'a new stream': await stream(token, urlOf('Workflows', named)),
    'a stream resumed': await stream(sse, urlOf('Workflows', ''), cursors.workflows),
    'a new stream of Live': await stream(sse, urlOf('Live', `${several}&${named}`)),
    'Live resumed': await stream(token, urlOf('Live', several), cursors.live),
    'a poll': await polled(sse, `${one}&${named}`),
    'a poll from a cursor': await polled(token, `${one}&cursor=${cursors.workflows}`),
    'a poll since': await polled(sse, `${one}&since=${sinceMs}`),
    'a poll of several': await polled(token, `${several}&${named}`),
    'a poll of several from a cursor': await polled(sse, `${several}&cursor=${cursors.live}`),
    'a poll of several since': await polled(token, `${several}&since=${sinceMs}`),
    'a poll of a history': await polled(
      token,
      `${several}&cursor=${cursors.live}&historyOf=workflows&${named}`,
    ),
  };
}

const not = '403 ROLE_NOT_ALLOWED';
const all = (result: string, doors: Doors) =>
  Object.fromEntries(Object.keys(doors).map(door => [door, result]));

/** What each is shown of the channel, of `notifications`, of `global`, of copies addressed to all, and by id. */
const rows: readonly (readonly [Looker, string, string, string, string, string])[] = [
  ['stranger', not, not, not, 'nothing', 'M'],
  ['creator', not, not, not, 'nothing', 'A C M'],
  ['reader', 'A M', not, not, 'A M', 'A M'],
  ['officer', 'A C M', not, not, 'A C M', 'A C M'],
  ['operator', 'A R M', 'A R M', not, 'A R M', 'A R M'],
  ['admin', 'A M', 'A M', 'A M', 'A M', 'A M'],
  ['chief', 'A C M', 'A C M', 'A C M', 'A C M', 'A C M'],
];

test.each(rows.map(([who, channel]) => [who, channel] as const))(
  '%s is shown %s of the channel, however it is read [W1]',
  async (who, channel) => {
    const doors = await byChannel(who);
    expect(doors).toEqual(all(channel, doors));
  },
);

test.each(rows)(
  '%s is shown %s of it, of notifications %s, of global %s, and of what is addressed to them %s [W1]',
  async (who, channel, notifications, global, copies) => {
    const { tokens, cursors, sinceMs } = world;
    const token = tokens[who];
    const { notifications: mark, inbox } = cursors;
    const stream = await streamed(token, urlOf('Inbox', ''), last.inbox, inbox);
    const whole = await streamed(token, urlOf('Live', ''), last.inbox, cursors.live);
    expect({
      notifications: await polled(token, `channel=notifications&cursor=${mark}`),
      ofLive: await polled(token, `channels=notifications&since=${sinceMs}`),
      global: await polled(token, `channel=global&since=${sinceMs}`),
      ofLiveToo: await polled(token, `channels=global&cursor=${cursors.live}`),
      inbox: await polled(token, `channel=inbox&cursor=${inbox}`),
      stream,
      whole,
    }).toEqual({
      ...{ notifications, ofLive: notifications, global, ofLiveToo: global },
      ...{ inbox: copies, stream: copies },
      // All that it may read: whatever the channel shows, and the copies.
      whole: channel === not ? copies : channel,
    });
  },
);

test.each(rows.map(([who, , , , copies, concern]) => [who, concern, copies] as const))(
  '%s is shown %s by id, in lists and on a socket, and of what is addressed to them %s [W1]',
  async (who, concern, copies) => {
    const { tokens, ids } = world;
    const token = tokens[who];
    const found: Fields[] = [];
    const refusals = new Set<string>();
    for (const letter of letters) {
      const { status, body } = await management.call('GET', `/workflows/${ids[letter]}`, { token });
      if (status === 200) {
        found.push({ data: body.workflow });
        const history = lettersOf(world, body.history.events);
        expect(history).toBe(letter);
      } else refusals.add(`${status} ${body.code} ${body.detail.replace(ids[letter], 'ID')}`);
    }
    const unknown = unique('none-');
    const none = await management.call('GET', `/workflows/${unknown}`, { token });
    refusals.add(`404 ${none.body.code} ${none.body.detail.replace(unknown, 'ID')}`);
    expect(lettersOf(world, found)).toBe(concern);
    // What is not shown is answered as what there is not.
    expect(refusals.size).toBe(1);
    const { body } = await untilSeen(
      () =>
        management.call('GET', `/workflows?status=approved&createdBy=${world.users.creator}`, {
          token,
        }),
      seen =>
        lettersOf(
          world,
          seen.body.workflows.map((data: Fields) => ({ data })),
        ) === concern,
    );
    expect(body.workflows).toHaveLength(concern.split(' ').length);
    expect(subscribed.get(who)).toBe(concern);
    const socket = sockets.get(who);
    if (socket === undefined) throw new Error('expected a socket');
    const eventOf = ({ data }: Fields): Fields => data.event;
    // M is approved last, and concerns everyone: what came before it on the log came before it here.
    const isLast = (message: Fields) =>
      message.event === 'workflow_event' &&
      eventOf(message).type === 'workflow.approved' &&
      eventOf(message).data.workflowId === ids.M;
    await socket.until(isLast);
    await socket.until(
      message => message.event === 'inbox_event' && eventOf(message).id === last.inbox,
    );
    const received = (name: string) =>
      lettersOf(world, socket.received.filter(({ event }) => event === name).map(eventOf));
    expect([received('workflow_event'), received('inbox_event')]).toEqual([concern, copies]);
  },
);

test('a filter narrows the channel alone, shows what it names and nothing else', async () => {
  const { tokens, ids, cursors } = world;
  const of = (...names: string[]) => names.map(name => `workflows=${name}`).join('&');
  const from = `channel=workflows&cursor=${cursors.workflows}`;
  expect(await polled(tokens.officer, `${from}&${of(ids.C)}`)).toBe('C');
  expect(await polled(tokens.officer, `${from}&${of(ids.C, ids.A)}`)).toBe('A C');
  expect(await polled(tokens.officer, `${from}&${of(ids.R)}`)).toBe('nothing');
  expect(await polled(tokens.officer, `${from}&${of(unique('none-'))}`)).toBe('nothing');
  const both = `channels=workflows,notifications&cursor=${cursors.live}&${of(ids.A)}`;
  expect(await polled(tokens.operator, both)).toBe('A R M');
  const times = Array.from({ length: 101 }, (_, n) => String(n));
  for (const [query, channel] of [
    [of(''), 'workflows'],
    [of('w'.repeat(257)), 'workflows'],
    [of(...times), 'workflows'],
    [of(ids.A), 'inbox'],
    [of(ids.A), 'notifications'],
  ] as const) {
    const title =
      channel === 'workflows' ? 'Workflows' : channel === 'inbox' ? 'Inbox' : 'Notifications';
    const results = [
      await streamed(tokens.operator, urlOf(title, query), ''),
      await streamed(tokens.operator, urlOf('Live', `channels=${channel}&${query}`), ''),
      await polled(tokens.operator, `channel=${channel}&${query}`),
      await polled(tokens.operator, `channels=${channel}&${query}`),
    ];
    expect([query.slice(0, 40), results]).toEqual([
      query.slice(0, 40),
      Array(4).fill('400 QUERY_INVALID'),
    ]);
  }
});

test('a page of several channels is given the permissions by which it reads; admins see that it is narrow, and who is meant counts', async () => {
  const { tokens, ids, compliance } = world;
  const asked = `channels=workflows,inbox&workflows=${ids.A}&workflows=${ids.C}`;
  const follows = true;
  const stream = await openStream(urlOf('Live', asked), { token: tokens.officer, follows });
  const { data } = await stream.until(({ event }) => event === 'connected');
  expect(data).toMatchObject({ role: 'bettor', permissions: ['workflow:read', compliance] });
  const { body } = await management.call('GET', '/poll?channels=workflows,inbox&limit=1', {
    token: await boundTo(tokens.reader, ['workflows', 'inbox']),
  });
  expect(body).toMatchObject({ role: 'bettor', permissions: ['workflow:read'] });
  const other = await openStream(urlOf('Workflows', ''), { token: tokens.reader, follows });
  await other.until(({ event }) => event === 'connected');
  const isIt = (one: Fields) => one.connectionId === data.connectionId;
  const view = await untilSeen(
    () =>
      management.call('GET', '/connections?channel=workflows&limit=100', { token: tokens.admin }),
    ({ body: { connections } }) => connections.some(isIt),
  );
  const seen = view.body.connections.find(isIt);
  // Not which: those that are not shown to this admin have no name here.
  expect(seen).toMatchObject({ workflows: 2 });
  const publisher = await target.sign({
    ...{ sub: unique('service-'), role: 'service', ttlSeconds: 600 },
    permissions: ['events:publish'],
  });
  const addressed = async (workflowId: string, visibleTo?: object): Promise<number> => {
    const event = {
      ...{ type: 'NOTE', target: { channels: ['workflows'] } },
      data: { workflowId, ...(visibleTo && { visibleTo }) },
    };
    return (await management.call('POST', '/events', { token: publisher, body: event })).body
      .addressed;
  };
  const secret = { permissions: [compliance] };
  // The index lags; and what a test before it closed counts until its stream notices.
  const counts = await untilSeen(
    async () => [
      await addressed(ids.A),
      await addressed(ids.C, secret),
      await addressed(ids.M),
      await addressed(ids.M, secret),
    ],
    ([a, c, m, none]) => a === 2 && c === 1 && m === 1 && none === 0,
  );
  expect(counts).toEqual([2, 1, 1, 0]);
  stream.close();
  other.close();
});

test('permissions that neither an SSE token nor a socket can carry are refused with their length', async () => {
  const sub = unique('service-');
  const permissions = ['workflow:read', ...Array<string>(19).fill('x'.repeat(104)), 'y'.repeat(12)];
  const token = await target.sign({ sub, role: 'service', ttlSeconds: 600, permissions });
  const { status, body } = await management.call('POST', '/token', { token, body: {} });
  expect([status, body.code]).toEqual([401, 'TOKEN_REFUSED']);
  expect(body.detail).toMatch(
    /claim permissions has 2001 characters in all; expected at most 2000/,
  );
  const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
  expect(await handshakeStatus(url, ['gallobets.v1', `bearer.${token}`])).toBe(401);
  // By itself it reads: nothing is carried on.
  expect(await polled(token, `channel=workflows&cursor=${world.cursors.workflows}`)).toBe('A M');
  const socket = sockets.get('reader');
  const own = { sub: world.users.reader, role: 'bettor', ttlSeconds: 600, permissions };
  const answer = await socket?.ask('authenticate', { token: await target.sign(own) });
  expect(answer).toMatchObject({
    event: 'authentication_error',
    data: { code: 'TOKEN_REFUSED', message: expect.stringContaining('permissions has 2001') },
  });
});
