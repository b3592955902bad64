import { ChannelStream } from '../../../../clients/browser/index.ts';
import { FakeEnvironment, settled } from '../fake-environment.ts';
import { connected, envelope, fallBack, frameOf, open } from './open-channel.ts';

const json = { 'content-type': 'application/json' };

describe('polling', () => {
  it('takes over after three failures, on the same cursor; a stream takes back, on the same cursor', async () => {
    const { around, stream, received } = open({ cursor: 'k3f9.0' });
    await settled();
    await fallBack(around);
    expect(around.request.url.href).toBe(
      'https://api.example.com/poll?channel=fights&cursor=k3f9.0&wait=20',
    );
    expect(around.request.headers.get('authorization')).toBe('Bearer jwt-1');
    const page = { events: [envelope(1), envelope(2)], cursor: 'k3f9.2', hasMore: true };
    await around.request.answer(200, page, json);
    expect(stream.view).toMatchObject({
      status: 'polling',
      method: 'poll',
      failures: { sse: { inARow: 3, total: 3 }, poll: { inARow: 0, total: 0 } },
    });
    const second = { events: [envelope(3)], cursor: 'k3f9.3', hasMore: false };
    await around.request.answer(200, second, json);
    await around.pass(30_000);
    while (around.request.url.pathname === '/poll') {
      await around.request.answer(200, { events: [], cursor: 'k3f9.3', hasMore: false }, json);
      await around.pass(1_500);
    }
    expect(stream.view).toMatchObject({ status: 'polling', method: 'poll' });
    expect(around.request.headers.get('last-event-id')).toBe('k3f9.3');
    await around.request.stream(frameOf(4));
    expect(stream.view).toMatchObject({ status: 'open', method: 'sse' });
    expect(received).toEqual(['e-1', 'e-2', 'e-3', 'e-4']);
  });

  it('of a new reader asks for as much history as a stream would', async () => {
    const { around } = open({ method: 'poll', history: 20 });
    await settled();
    expect(around.request.url.href).toBe('https://api.example.com/poll?channel=fights&limit=20');
  });

  it('of a new reader is answered at once, and counts from then', async () => {
    const { around, stream } = open({ method: 'poll', history: 0 });
    await settled();
    expect(around.request.url.searchParams.has('wait')).toBe(false);
    expect(stream.view).toMatchObject({ status: 'connecting', method: undefined });
    await around.request.answer(200, { events: [], cursor: 'k3f9.0', hasMore: false }, json);
    expect(stream.view).toMatchObject({ status: 'polling', method: 'poll' });
    await around.pass(2_000);
    expect(around.request.url.searchParams.get('wait')).toBe('20');
    expect(stream.view).toMatchObject({ status: 'polling', method: 'poll' });
  });

  it('of a new reader without history takes the place, and none of the events', async () => {
    const { around, stream, received } = open({ method: 'poll', history: 0 });
    await settled();
    expect(around.request.url.searchParams.get('limit')).toBe('1');
    const page = { events: [envelope(1)], cursor: 'k3f9.1', hasMore: false };
    await around.request.answer(200, page, json);
    await around.pass(2_000);
    expect(around.request.url.searchParams.get('cursor')).toBe('k3f9.1');
    await around.request.answer(
      200,
      { events: [envelope(2)], cursor: 'k3f9.2', hasMore: false },
      json,
    );
    expect(received).toEqual(['e-2']);
    expect(stream.cursor).toBe('k3f9.2');
  });

  it('takes the place of the last stream, for what is addressed to its connection', async () => {
    const { around, stream } = open();
    await settled();
    await around.request.stream(connected);
    stream.forcePolling();
    await settled();
    expect(around.request.url.searchParams.get('connectionId')).toBe('c1');
  });

  it('goes on without that place when it is another user’s by now', async () => {
    const { around, stream, received } = open();
    await settled();
    await around.request.stream(connected);
    stream.forcePolling();
    await settled();
    const refusal = { code: 'CONNECTION_NOT_FOUND', category: 'CLIENT', recovery: 'none' };
    await around.request.answer(404, refusal, { 'content-type': 'application/problem+json' });
    await around.pass(1_000);
    expect(around.request.url.searchParams.has('connectionId')).toBe(false);
    const page = { events: [envelope(1)], cursor: 'k3f9.1', hasMore: false };
    await around.request.answer(200, page, json);
    expect(received).toEqual(['e-1']);
    expect(stream.view).toMatchObject({ status: 'polling', problem: undefined });
  });

  it('reports a gap before the events after it', async () => {
    const { around, stream } = open({ method: 'poll' });
    const order: string[] = [];
    stream.on('gap', ({ reason }) => order.push(reason));
    stream.on('*', ({ id }) => order.push(id));
    await settled();
    const gap = { from: 'k3f9.1', to: 'k3f9.8', reason: 'expired' };
    const page = { events: [envelope(9)], cursor: 'k3f9.9', gap, hasMore: false };
    await around.request.answer(200, page, json);
    expect(order).toEqual(['expired', 'e-9']);
  });

  it('that is closed within a page keeps the cursor before it, and repeats nothing after', async () => {
    const { around, stream, received } = open({ method: 'poll', cursor: 'k3f9.0' });
    const off = stream.on('FIGHT_CREATED', () => stream.close());
    await settled();
    const page = { events: [envelope(1), envelope(2)], cursor: 'k3f9.2', hasMore: false };
    await around.request.answer(200, page, json);
    expect(received).toEqual(['e-1']);
    expect(stream.cursor).toBe('k3f9.0');
    off();
    stream.connect();
    await settled();
    await around.request.answer(200, page, json);
    expect(received).toEqual(['e-1', 'e-2']);
  });

  it('takes over at once where there is no room for the stream, and a stream takes back', async () => {
    const { around, stream, received } = open({ cursor: 'k3f9.0' });
    const problems: string[] = [];
    stream.on('error', ({ code }) => problems.push(code));
    await settled();
    const full = { status: 429, code: 'PUBLIC_STREAMS_FULL', category: 'CAPACITY', detail: 'none' };
    const refusal = { 'content-type': 'application/problem+json', 'retry-after': '30' };
    const isPoll = () => around.request.url.pathname === '/poll';
    const untilStream = async (cursor: string) => {
      while (isPoll()) {
        await around.request.answer(200, { events: [], cursor, hasMore: false }, json);
        await around.pass(8_000);
      }
    };
    await around.request.answer(429, full, refusal);
    await settled();
    expect(around.request.url.href).toBe(
      'https://api.example.com/poll?channel=fights&cursor=k3f9.0',
    );
    const page = { events: [envelope(1)], cursor: 'k3f9.1', hasMore: false, retryMs: 9_000 };
    await around.request.answer(200, page, json);
    const before = around.requests.length;
    await around.pass(8_900);
    expect(around.requests).toHaveLength(before);
    await around.pass(100);
    await untilStream('k3f9.1');
    await around.request.answer(429, full, refusal);
    await settled();
    await untilStream('k3f9.1');
    await around.request.stream(frameOf(2));
    expect(stream.view).toMatchObject({
      ...{ status: 'open', method: 'sse' },
      failures: { sse: { total: 0 }, poll: { total: 0 } },
    });
    expect(received).toEqual(['e-1', 'e-2']);
    expect(problems).toEqual(['PUBLIC_STREAMS_FULL']);
  });

  it('can be forced, and so can streaming', async () => {
    const { around, stream } = open({ cursor: 'k3f9.0' });
    await settled();
    await around.request.stream(connected);
    stream.forcePolling();
    await settled();
    expect(around.request.url.pathname).toBe('/poll');
    stream.forceSSE();
    await settled();
    expect(around.request.url.host).toBe('fights.example.com');
    expect(around.requests.map(({ isAborted }) => isAborted)).toEqual([true, true, false]);
  });

  it('without a pollUrl cannot be forced, and is never fallen back to', async () => {
    const around = new FakeEnvironment();
    const { environment } = around;
    const stream = new ChannelStream({
      channel: 'fights',
      url: 'https://x.example.com/',
      environment,
    });
    expect(() => stream.forcePolling()).toThrow(
      'received the method poll for fights without pollUrl; expected both',
    );
    stream.connect();
    for (let n = 0; n < 5; n += 1) {
      await settled();
      await around.request.fail();
      await around.pass(60_000);
    }
    expect(around.requests.every(({ url }) => url.pathname === '/')).toBe(true);
  });
});
