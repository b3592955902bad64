import { RecentIds } from '../../../../clients/browser/index.ts';
import { settled } from '../fake-environment.ts';
import { connected, frameOf, open } from './open-channel.ts';

const problemJson = { 'content-type': 'application/problem+json' };

describe('a stream', () => {
  it('is asked for with the token in a header, and nothing of it in the URL', async () => {
    const { around } = open({ history: 5, types: ['A', 'B'], priority: 'high', clientId: 'tab-1' });
    await settled();
    const { url, headers, init } = around.request;
    expect(url.href).toBe(
      'https://fights.example.com/?history=5&clientId=tab-1&types=A%2CB&priority=high',
    );
    expect(Object.fromEntries(headers)).toEqual({
      accept: 'text/event-stream',
      authorization: 'Bearer jwt-1',
    });
    expect(init.cache).toBe('no-store');
  });

  it('is asked for with the token in the URL if that is wanted, without a header to preflight', async () => {
    const { around } = open({ tokenInUrl: true, cursor: 'k3f9.7' });
    await settled();
    const { url, headers } = around.request;
    expect(url.href).toBe('https://fights.example.com/?lastEventId=k3f9.7&token=jwt-1');
    expect(Object.fromEntries(headers)).toEqual({ accept: 'text/event-stream' });
  });

  it('sends its client type and username, beside the token', async () => {
    const { around, stream } = open({
      ...{ clientType: 'cage-screen', username: 'Ana María & co', cursor: 'k3f9.7' },
    });
    await settled();
    expect(Object.fromEntries(around.request.url.searchParams)).toEqual({
      ...{ clientType: 'cage-screen', username: 'Ana María & co' },
    });
    stream.forcePolling();
    await settled();
    // A poll is no connection that anyone is shown.
    expect(around.request.url.href).toBe(
      'https://api.example.com/poll?channel=fights&cursor=k3f9.7&wait=20',
    );
  });

  it('that stopped as gave-up reports it, and goes on where it was when it is connected again', async () => {
    const { around, stream } = open({ cursor: 'k3f9.7' });
    await settled();
    await around.request.fail();
    stream.close('gave-up');
    expect(stream.view).toMatchObject({
      ...{ status: 'stopped', stopReason: 'gave-up', problem: { code: 'NETWORK_FAILED' } },
    });
    stream.connect();
    await settled();
    expect(around.request.headers.get('last-event-id')).toBe('k3f9.7');
  });

  it('delivers events by type and by *, in order', async () => {
    const { around, stream, received } = open();
    const created: string[] = [];
    stream.on('FIGHT_CREATED', ({ data }) => created.push(data.fightId));
    await settled();
    await around.request.stream(connected + frameOf(1) + frameOf(2, 'ODDS_UPDATE') + frameOf(3));
    expect(received).toEqual(['e-1', 'e-2', 'e-3']);
    expect(created).toEqual(['f1', 'f3']);
    expect(stream.cursor).toBe('k3f9.3');
    expect(stream.view).toMatchObject({ status: 'open', method: 'sse', problem: undefined });
  });

  it('cut in the middle of an event resumes by its cursor, and gets the event once', async () => {
    const { around, received } = open();
    await settled();
    const stream = await around.request.stream(connected + frameOf(1) + frameOf(2).slice(0, -1));
    await stream.cut();
    await around.pass(3_000);
    expect(around.request.headers.get('last-event-id')).toBe('k3f9.1');
    await around.request.stream(frameOf(2) + frameOf(3));
    expect(received).toEqual(['e-1', 'e-2', 'e-3']);
  });

  it('drops what it has seen, by id: history after a gap, and the gap is reported', async () => {
    const { around, stream, received } = open();
    const gaps: unknown[] = [];
    stream.on('gap', gap => gaps.push(gap));
    await settled();
    const gap = '{"from":"old.9","to":"k3f9.0","reason":"unknown-cursor"}';
    const first = await around.request.stream(connected + frameOf(1));
    await first.end();
    await around.pass(3_000);
    await around.request.stream(
      `id: k3f9.0\nevent: gap\ndata: ${gap}\n\n${frameOf(1)}${frameOf(2)}`,
    );
    expect(received).toEqual(['e-1', 'e-2']);
    expect(gaps).toEqual([{ from: 'old.9', to: 'k3f9.0', reason: 'unknown-cursor' }]);
  });

  it('that is silent for two heartbeats is closed; every byte ends the silence', async () => {
    const { around, stream } = open();
    await settled();
    const body = await around.request.stream(connected);
    await around.pass(29_000);
    await body.send(':');
    await around.pass(29_999);
    expect(stream.view.status).toBe('open');
    await around.pass(1);
    expect(stream.view).toMatchObject({
      status: 'waiting',
      problem: { code: 'CONNECTION_SILENT' },
    });
    expect(around.request.isAborted).toBe(true);
  });

  it('that is no event stream is a failure, not a stream', async () => {
    const { around, stream } = open();
    await settled();
    await around.request.answer(200, 'sign in to the network', { 'content-type': 'text/html' });
    expect(stream.view).toMatchObject({
      status: 'waiting',
      problem: {
        code: 'ANSWER_MALFORMED',
        message: 'received text/html; expected text/event-stream',
      },
    });
  });

  it('whose frame is not understood goes on behind it, and reports it', async () => {
    const { around, stream, received } = open();
    const codes: string[] = [];
    stream.on('error', ({ code }) => codes.push(code));
    await settled();
    await around.request.stream(
      `${connected}id: k3f9.1\nevent: FIGHT_CREATED\ndata: {oops\n\n${frameOf(2)}`,
    );
    expect(codes).toEqual(['ANSWER_MALFORMED']);
    expect(received).toEqual(['e-2']);
    expect(stream.cursor).toBe('k3f9.2');
  });
});

describe('a refusal', () => {
  it('401 asks the provider for a fresh token once; if that is refused too it stops', async () => {
    const asked: boolean[] = [];
    const { around, stream } = open({
      token: async ({ fresh }) => {
        asked.push(fresh);
        return `jwt-${asked.length}`;
      },
    });
    await settled();
    const problem = {
      status: 401,
      code: 'TOKEN_REFUSED',
      category: 'AUTHENTICATION',
      detail: 'the token has expired',
    };
    await around.request.answer(401, problem, problemJson);
    expect(around.request.headers.get('authorization')).toBe('Bearer jwt-2');
    await around.request.answer(401, problem, problemJson);
    expect(asked).toEqual([false, true]);
    expect(stream.view).toMatchObject({
      status: 'stopped',
      stopReason: 'unauthorized',
      problem: {
        category: 'AUTHENTICATION',
        code: 'TOKEN_REFUSED',
        recovery: 'refresh',
        message: 'the token has expired',
        status: 401,
      },
    });
    expect(around.held).toBe(0);
  });

  it('Retry-After in seconds is waited for', async () => {
    const { around } = open();
    await settled();
    await around.request.answer(429, null, { 'retry-after': '30' });
    await around.pass(29_999);
    expect(around.requests).toHaveLength(1);
    await around.pass(1_001);
    expect(around.requests).toHaveLength(2);
  });

  it('Retry-After as a date is waited for', async () => {
    const { around, stream } = open();
    around.now = Date.parse('2026-11-21T04:00:00Z');
    await settled();
    await around.request.answer(503, null, { 'retry-after': 'Sat, 21 Nov 2026 04:01:00 GMT' });
    expect(stream.view).toMatchObject({
      status: 'waiting',
      nextAttemptAt: Date.parse('2026-11-21T04:01:00.500Z'),
    });
  });

  it('Retry-After as a date that is past is no wait', async () => {
    const { around, stream } = open();
    await settled();
    await around.request.answer(503, null, { 'retry-after': 'Sat, 21 Nov 2020 04:01:00 GMT' });
    expect(stream.view.nextAttemptAt).toBe(around.now + 2_500);
  });

  it('without a body is reported by its status', async () => {
    const { around, stream } = open();
    await settled();
    await around.request.answer(403);
    expect(stream.view).toMatchObject({
      status: 'stopped',
      stopReason: 'refused',
      problem: { code: 'REQUEST_REFUSED', category: 'CLIENT', status: 403 },
    });
  });
});

describe('handlers', () => {
  it('that throw are reported, and keep no other from being called', async () => {
    const { around, stream, received } = open();
    stream.on('FIGHT_CREATED', () => {
      throw new Error('mine');
    });
    await settled();
    await around.request.stream(connected + frameOf(1) + frameOf(2));
    expect(received).toEqual(['e-1', 'e-2']);
    expect(around.reported).toEqual([new Error('mine'), new Error('mine')]);
  });

  it('are added once and removed by name', async () => {
    const { around, stream } = open();
    const seen: string[] = [];
    const handler = ({ id }: { readonly id: string }) => void seen.push(id);
    stream.addHandler('FIGHT_CREATED', handler);
    stream.addHandler('FIGHT_CREATED', handler);
    await settled();
    const body = await around.request.stream(connected + frameOf(1));
    stream.removeHandler('FIGHT_CREATED', handler);
    await body.send(frameOf(2));
    expect(seen).toEqual(['e-1']);
  });

  it('are not called after close, and a handler may close', async () => {
    const { around, stream, received } = open();
    stream.on('FIGHT_CREATED', () => stream.close());
    await settled();
    await around.request.stream(connected + frameOf(1) + frameOf(2));
    expect(received).toEqual(['e-1']);
    expect(stream.cursor).toBe('k3f9.1');
    expect(stream.view).toMatchObject({ status: 'stopped', stopReason: 'closed' });
    expect(around.held).toBe(0);
  });
});

test('who closes and connects again within a handler goes on, on its cursor, and is watched', async () => {
  const { around, stream, received } = open();
  const statuses: string[] = [];
  stream.subscribe(() => statuses.push(stream.view.status));
  stream.on('FIGHT_CREATED', () => {
    stream.close();
    stream.connect();
  });
  await settled();
  await around.request.stream(connected + frameOf(1) + frameOf(2));
  expect(around.requests).toHaveLength(2);
  // One after the other: the step that called the handler is over before what it caused.
  expect(statuses).toEqual(['open', 'stopped', 'connecting']);
  expect(around.request.headers.get('last-event-id')).toBe('k3f9.1');
  await around.surround('offline');
  expect(stream.view.status).toBe('offline');
  expect(received).toEqual(['e-1']);
});

test('readers that share what was seen get each event once between them', async () => {
  const seen = new RecentIds();
  const one = open({ seen });
  const other = open({ seen });
  for (const { around } of [one, other]) {
    await settled();
    await around.request.stream(connected + frameOf(1));
  }
  expect([...one.received, ...other.received]).toEqual(['e-1']);
});

test('a network that is lost and returns is noticed at once', async () => {
  const { around, stream } = open();
  await settled();
  await around.request.stream(connected + frameOf(1));
  await around.surround('offline');
  expect(stream.view).toMatchObject({ status: 'offline', method: undefined });
  expect(around.request.isAborted).toBe(true);
  await around.surround('online');
  await around.pass(500);
  expect(around.request.headers.get('last-event-id')).toBe('k3f9.1');
});

test('a machine that has slept does not wait for a timer', async () => {
  const { around, stream } = open();
  await settled();
  await around.request.stream(connected);
  around.now += 3_600_000;
  await around.surround('woke');
  expect(stream.view.status).toBe('waiting');
});

test('a token that comes after closing asks for nothing', async () => {
  const token = Promise.withResolvers<string>();
  const { around, stream } = open({ token: () => token.promise });
  stream.close();
  token.resolve('late');
  await settled();
  expect(around.requests).toEqual([]);
});

test('no problem and no trace repeats a token', async () => {
  const traced: unknown[] = [];
  const { around, stream } = open({ token: 'very-secret', trace: step => traced.push(step) });
  await settled();
  await around.request.fail('Headers.append: "Bearer very-secret" is an invalid header value.');
  expect(stream.view.problem?.message).toBe(
    'Headers.append: "Bearer [token]" is an invalid header value.',
  );
  expect(JSON.stringify(traced)).not.toContain('very-secret');
});

test('a trace that throws is reported, and the stream goes on', async () => {
  const { around, received } = open({
    trace: () => {
      throw new Error('traced too much');
    },
  });
  await settled();
  await around.request.stream(connected + frameOf(1));
  expect(received).toEqual(['e-1']);
  expect(around.reported.length).toBeGreaterThan(0);
});

test('a provider that fails is asked again later', async () => {
  let asked = 0;
  const { around, stream } = open({
    token: () => {
      asked += 1;
      throw new Error('the session is gone');
    },
  });
  await settled();
  expect(stream.view).toMatchObject({
    status: 'waiting',
    problem: { code: 'TOKEN_UNAVAILABLE', message: 'the session is gone' },
  });
  await around.pass(10_000);
  expect(asked).toBeGreaterThan(1);
});

test('watchers are notified when something differs, and only then', async () => {
  const { around, stream } = open();
  const statuses: string[] = [];
  const leave = stream.subscribe(() => statuses.push(stream.view.status));
  await settled();
  const body = await around.request.stream(connected + frameOf(1) + frameOf(2));
  await body.send(frameOf(3));
  leave();
  stream.close();
  expect(statuses).toEqual(['open']);
});
