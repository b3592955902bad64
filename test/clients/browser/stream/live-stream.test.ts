import { ChannelStream, type LiveOptions } from '../../../../clients/browser/index.ts';
import { FakeEnvironment, settled } from '../fake-environment.ts';
import { envelope } from './open-channel.ts';

const json = { 'content-type': 'application/json' };

type Read = 'fights' | 'bets' | 'notifications';

/** A reader of several channels that is connecting, and what came on which of them. */
async function open(options: Partial<LiveOptions<Read>> = {}) {
  const around = new FakeEnvironment();
  const stream = new ChannelStream({
    channels: ['fights', 'bets'],
    url: 'https://live.example.com/',
    pollUrl: 'https://api.example.com/poll',
    token: 'jwt-1',
    environment: around.environment,
    ...options,
  });
  const received: string[] = [];
  stream.on('*', ({ id }, channels) => received.push(`${id} ${channels}`));
  stream.connect();
  await settled();
  return { around, stream, received };
}

/** An event of fights; an important one is shown on notifications, too. */
const event = (n: number, channel = 'fights', priority = 'normal') => ({
  ...envelope(n),
  ...{ channel, priority },
});

const frame = (name: string, data: object, id?: string) =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

const connected = (id?: string) =>
  frame(
    'connected',
    {
      ...{ connectionId: 'c1', channel: 'live', channels: ['fights', 'bets'] },
      ...{ userId: 'ana', role: 'admin', heartbeatMs: 15_000, endsAt: 1_795_000_300_000 },
    },
    id,
  );

const query = ({ url }: { readonly url: URL }) => Object.fromEntries(url.searchParams);

describe('a stream of several channels', () => {
  it('is asked for with their names, and says on which of them an event is shown', async () => {
    const { around, stream, received } = await open();
    const greeted: unknown[] = [];
    stream.on('connected', ({ channels, userId }) => greeted.push(channels, userId));
    expect(around.request.url.href).toBe('https://live.example.com/?channels=fights%2Cbets');
    await around.request.stream(
      connected() +
        frame('FIGHT_CREATED', event(1)) +
        frame('ping', {}, 'k.2') +
        frame('NEW_BET', event(3, 'bets'), 'k.3') +
        frame('NEW_BET', event(4, 'users'), 'k.4'),
    );
    expect(received).toEqual(['e-1 fights', 'e-3 bets']);
    expect(greeted).toEqual([['fights', 'bets'], 'ana']);
    expect([stream.channel, stream.channels, stream.cursor]).toEqual([
      ...[undefined, ['fights', 'bets'], 'k.4'],
    ]);
  });

  it('that is cut within its history has no place yet: it is not shown as open, and begins anew', async () => {
    const { around, stream, received } = await open();
    const body = await around.request.stream(connected() + frame('FIGHT_CREATED', event(1)));
    expect(stream.view.status).toBe('connecting');
    await body.cut();
    await around.pass(3_000);
    expect(query(around.request)).toEqual({ channels: 'fights,bets' });
    expect(around.request.headers.has('last-event-id')).toBe(false);
    await around.request.stream(
      `${connected()}${frame('FIGHT_CREATED', event(1))}${frame('ping', {}, 'k.1')}`,
    );
    expect(stream.view.status).toBe('open');
    expect(received).toEqual(['e-1 fights']);
  });

  it('after a gap has history of all of them, and is asked for it again until its ping', async () => {
    const { around, received } = await open({ cursor: 'old.9' });
    const gap = frame('gap', { from: 'old.9', to: 'k.5', reason: 'expired' });
    const body = await around.request.stream(connected() + gap + frame('FIGHT_CREATED', event(4)));
    await body.cut();
    await around.pass(3_000);
    expect(around.request.headers.get('last-event-id')).toBe('old.9');
    expect(query(around.request)).toEqual({ channels: 'fights,bets', historyOf: 'fights,bets' });
    const again = await around.request.stream(
      `${connected()}${gap}${frame('FIGHT_CREATED', event(4))}${frame('ping', {}, 'k.5')}`,
    );
    await again.cut();
    await around.pass(3_000);
    expect(query(around.request)).toEqual({ channels: 'fights,bets' });
    expect(around.request.headers.get('last-event-id')).toBe('k.5');
    expect(received).toEqual(['e-4 fights']);
  });

  it.each([
    [{}, 'received neither of channel and channels; expected one of them'],
    [
      { channel: 'fights', channels: ['bets'] },
      'received both of channel and channels; expected one of them',
    ],
    [{ channels: [] }, 'received the channels []; expected some, each once'],
    [{ channels: ['bets', 'bets'] }, 'received the channels [bets,bets]; expected some, each once'],
  ])('is refused without one list of them: %j', (options, message) => {
    const wrong = { url: 'https://live.example.com/', ...options } as LiveOptions;
    expect(() => new ChannelStream(wrong)).toThrow(message);
  });
});

describe('other channels', () => {
  const reading = async () => {
    const opened = await open({ cursor: 'k.7' });
    const body = await opened.around.request.stream(connected('k.7'));
    return { ...opened, body };
  };

  it('are asked for at once, on the same cursor, with the history of the new ones', async () => {
    const { around, stream, received } = await reading();
    stream.read(['fights', 'notifications']);
    await settled();
    expect(around.requests.map(({ isAborted }) => isAborted)).toEqual([true, false]);
    expect(query(around.request)).toEqual({
      ...{ channels: 'fights,notifications', historyOf: 'notifications' },
    });
    expect(around.request.headers.get('last-event-id')).toBe('k.7');
    await around.request.stream(
      connected('k.7') +
        frame('FIGHT_CREATED', event(8, 'fights', 'high')) +
        frame('ping', {}, 'k.7') +
        frame('FIGHT_CREATED', event(8, 'fights', 'high'), 'k.8') +
        frame('FIGHT_CREATED', event(9, 'fights', 'high'), 'k.9'),
    );
    // As history it is of the new one alone, and it comes again in its turn for the older one.
    expect(received).toEqual(['e-8 notifications', 'e-8 fights', 'e-9 fights,notifications']);
    expect(stream.view).toMatchObject({ failures: { sse: { total: 0 }, poll: { total: 0 } } });
    expect(stream.channels).toEqual(['fights', 'notifications']);
  });

  it('whose history is cut are asked for it again', async () => {
    const { around, stream } = await reading();
    stream.read(['fights', 'bets', 'notifications']);
    await settled();
    const body = await around.request.stream(connected('k.7'));
    await body.cut();
    await around.pass(3_000);
    expect(query(around.request)).toMatchObject({ historyOf: 'notifications' });
    const again = await around.request.stream(connected('k.7') + frame('ping', {}, 'k.7'));
    await again.cut();
    await around.pass(3_000);
    expect(query(around.request)).toEqual({ channels: 'fights,bets,notifications' });
  });

  it('that are fewer are asked for nothing, and the rest is not delivered', async () => {
    const { around, stream, received, body } = await reading();
    stream.read(['bets']);
    await body.send(
      frame('FIGHT_CREATED', event(8), 'k.8') + frame('NEW_BET', event(9, 'bets'), 'k.9'),
    );
    expect(around.requests).toHaveLength(1);
    expect(received).toEqual(['e-9 bets']);
    await body.cut();
    await around.pass(3_000);
    expect(query(around.request)).toEqual({ channels: 'bets' });
  });

  it('that go on where they were left are read from there, without history; nothing is repeated but where that is wanted', async () => {
    const { around, stream, received, body } = await reading();
    await body.send(frame('FIGHT_CREATED', event(8, 'fights', 'high'), 'k.8'));
    stream.read(['fights', 'bets', 'notifications'], 'k.7', []);
    await settled();
    expect(query(around.request)).toEqual({ channels: 'fights,bets,notifications' });
    expect(around.request.headers.get('last-event-id')).toBe('k.7');
    await around.request.stream(
      connected('k.7') + frame('FIGHT_CREATED', event(8, 'fights', 'high'), 'k.8'),
    );
    expect(received).toEqual(['e-8 fights', 'e-8 notifications']);
    stream.read(['fights', 'notifications'], 'k.7', [], ['fights']);
    await settled();
    await around.request.stream(
      connected('k.7') + frame('FIGHT_CREATED', event(8, 'fights', 'high'), 'k.8'),
    );
    expect(received.at(-1)).toBe('e-8 fights');
  });

  it('wait as long as the server asked, and no longer', async () => {
    const { around, stream, body } = await reading();
    await body.send(frame('reconnect', { reason: 'lifetime', retryMs: 8_000 }));
    stream.read(['fights', 'bets', 'notifications']);
    await around.pass(7_999);
    expect(around.requests).toHaveLength(1);
    await around.pass(1);
    expect(query(around.request)).toMatchObject({ historyOf: 'notifications' });
  });

  it('are noted while it is closed', async () => {
    const { around, stream } = await reading();
    stream.close();
    stream.read(['notifications']);
    expect(around.requests).toHaveLength(1);
    stream.connect();
    await settled();
    expect(query(around.request)).toEqual({
      ...{ channels: 'notifications', historyOf: 'notifications' },
    });
  });

  it('asked for twice before the token is there are what the request says, whichever was last', async () => {
    const { around, stream } = await reading();
    stream.read(['fights', 'bets', 'notifications']);
    stream.read(['fights']);
    await settled();
    expect(around.requests).toHaveLength(2);
    const { channels = '', historyOf = '' } = query(around.request);
    expect(channels.split(',')).toContain(historyOf);
  });

  it('are not for the stream of one', () => {
    const one = new ChannelStream({ channel: 'fights', url: 'https://x.example.com/' });
    expect(() => one.read(['fights'])).toThrow(
      'received channels for a stream of fights; expected one of several',
    );
    expect(one.channels).toEqual(['fights']);
  });
});

describe('polling for several channels', () => {
  it('asks for history first, then for what follows; who reads is in the answer', async () => {
    const { around, stream, received } = await open({ method: 'poll', history: 20 });
    expect(query(around.request)).toEqual({ channels: 'fights,bets', limit: '20' });
    const base = { channels: ['fights', 'bets'], userId: 'ana', role: 'bettor' };
    const inHerName = {
      ...event(2, 'users'),
      metadata: { target: { users: ['ana'], channels: ['bets'] } },
    };
    const page = { ...base, events: [event(1)], cursor: 'k.1', hasMore: false };
    await around.request.answer(200, page, json);
    stream.read(['fights', 'bets', 'notifications']);
    await settled();
    expect(query(around.request)).toMatchObject({
      ...{ channels: 'fights,bets,notifications', historyOf: 'notifications' },
      ...{ cursor: 'k.1', limit: '20' },
    });
    const important = event(1, 'fights', 'high');
    const history = { ...base, events: [important], cursor: 'k.1', hasMore: true };
    await around.request.answer(200, history, json);
    await settled();
    expect(query(around.request)).toEqual({
      ...{ channels: 'fights,bets,notifications', cursor: 'k.1', wait: '20' },
    });
    await around.request.answer(
      200,
      { ...base, events: [inHerName], cursor: 'k.2', hasMore: false },
      json,
    );
    expect(received).toEqual(['e-1 fights', 'e-1 notifications', 'e-2 bets']);
  });
});

describe('what is asked of workflows', () => {
  const workflow = (n: number, workflowId: string, visibleTo?: object) => ({
    ...event(n, 'workflows', 'high'),
    data: { workflowId, ...(visibleTo && { visibleTo }) },
  });
  const reader = { userId: 'ana', role: 'operator', permissions: ['compliance'] };
  const greeting = frame('connected', {
    ...{ connectionId: 'c1', channel: 'live', channels: ['workflows', 'notifications'] },
    ...{ ...reader, heartbeatMs: 15_000, endsAt: 1_795_000_300_000 },
  });
  const options = { channels: ['workflows', 'notifications'], workflows: ['w-1', 'w,2'] };

  it('goes with each request that reads them, and holds on them alone', async () => {
    const { around, stream, received } = await open(options as Partial<LiveOptions<Read>>);
    expect(around.request.url.searchParams.getAll('workflows')).toEqual(['w-1', 'w,2']);
    await around.request.stream(
      greeting +
        frame('workflow.approved', workflow(1, 'w-1'), 'k.1') +
        frame('workflow.approved', workflow(2, 'w-9'), 'k.2') +
        frame('workflow.approved', workflow(3, 'w,2', { permissions: ['compliance'] }), 'k.3') +
        frame('workflow.approved', workflow(4, 'w-1', { permissions: ['audit'] }), 'k.4'),
    );
    expect(received).toEqual([
      'e-1 workflows,notifications',
      'e-2 notifications',
      'e-3 workflows,notifications',
    ]);
    stream.forcePolling();
    await settled();
    expect(around.request.url.searchParams.getAll('workflows')).toEqual(['w-1', 'w,2']);
    const page = {
      ...{ events: [workflow(5, 'w-1', { permissions: ['compliance'] })], cursor: 'k.5' },
      ...{ channels: ['workflows', 'notifications'], ...reader, hasMore: false },
    };
    await around.request.answer(200, page, json);
    expect(received.at(-1)).toBe('e-5 workflows,notifications');
  });

  it('goes with one channel’s own stream, and with no stream that does not read them', async () => {
    const around = new FakeEnvironment();
    const environment = around.environment;
    const source = { url: 'https://one.example.com/', workflows: ['w-1'], environment };
    new ChannelStream({ ...source, channel: 'workflows' }).connect();
    await settled();
    expect(around.request.url.search).toBe('?workflows=w-1');
    const { around: other } = await open({ workflows: ['w-1'] });
    expect(other.request.url.searchParams.has('workflows')).toBe(false);
  });
});
