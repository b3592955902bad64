import { ChannelStream, sseTokens } from '../../../../clients/browser/index.ts';
import type { SseTokensOptions } from '../../../../clients/browser/stream/sse-tokens.ts';
import { FakeEnvironment, settled } from '../fake-environment.ts';
import { connected } from './open-channel.ts';

const startSec = 1_795_000_000;
const json = { 'content-type': 'application/json' };
const problemJson = { 'content-type': 'application/problem+json' };

function jwt(name: string, claims: object): string {
  return `${name}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
}

/** As the endpoint answers, of a clock of its own: a token that lasts so many seconds. */
function issued(name: string, lifeSec = 3_600, clockSec = startSec) {
  const token = jwt(name, { iat: clockSec, exp: clockSec + lifeSec });
  return { token, expiresAt: (clockSec + lifeSec) * 1_000 };
}

/** A source, and all around it. */
function source(options: Partial<SseTokensOptions> = {}) {
  const around = new FakeEnvironment();
  const give = sseTokens({
    url: 'https://api.example.com/token',
    token: 'bearer-1',
    environment: around.environment,
    ...options,
  });
  const nameOf = async (fresh = false) => (await give({ fresh })).split('.')[0];
  return { around, give, nameOf };
}

const bearers = ({ requests }: FakeEnvironment) =>
  requests.map(({ headers }) => headers.get('authorization'));

describe('SSE tokens', () => {
  it('are asked for with a bearer and in JSON, for the channels that are wanted', async () => {
    const { around, nameOf } = source({ channels: ['fights', 'bets'] });
    const token = nameOf();
    await settled();
    const { url, init, headers } = around.request;
    expect(url.href).toBe('https://api.example.com/token');
    expect(init).toMatchObject({ method: 'POST', body: '{"channels":["fights","bets"]}' });
    expect(init).not.toHaveProperty('credentials');
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('authorization')).toBe('Bearer bearer-1');
    await around.request.answer(200, issued('sse-1'), json);
    expect(await token).toBe('sse-1');
  });

  it('of a session are asked for with its cookie, and no bearer', async () => {
    const around = new FakeEnvironment();
    const { environment } = around;
    const give = sseTokens({
      url: 'https://x.example.com/token',
      credentials: 'include',
      environment,
    });
    const token = give({ fresh: false });
    await settled();
    expect(around.request.init).toMatchObject({ credentials: 'include', body: '{}' });
    expect(around.request.headers.has('authorization')).toBe(false);
    await around.request.answer(200, issued('sse-1'), json);
    expect(await token).toContain('sse-1');
  });

  it('are kept while they last for a whole stream, and no longer [L1]', async () => {
    const { around, nameOf } = source();
    const first = nameOf();
    await settled();
    await around.request.answer(200, issued('sse-1'), json);
    await first;
    await around.pass(3_600_000 - 330_000 - 1);
    expect(await nameOf()).toBe('sse-1');
    await around.pass(1);
    const second = nameOf();
    await settled();
    await around.request.answer(200, issued('sse-2', 3_600, startSec + 3_270), json);
    expect(await second).toBe('sse-2');
    expect(around.requests).toHaveLength(2);
  });

  it.each([-7_200, 7_200])('are kept as long by a clock that is %i s away', async awaySec => {
    const { around, nameOf } = source();
    const first = nameOf();
    await settled();
    await around.request.answer(200, issued('sse-1', 3_600, startSec + awaySec), json);
    await first;
    await around.pass(3_600_000 - 330_000 - 1);
    expect(await nameOf()).toBe('sse-1');
    await around.pass(1);
    void nameOf();
    await settled();
    expect(around.requests).toHaveLength(2);
  });

  it('are asked for once by all who ask at once', async () => {
    const { around, nameOf } = source();
    const all = [nameOf(), nameOf(), nameOf()];
    await settled();
    expect(around.requests).toHaveLength(1);
    await around.request.answer(200, issued('sse-1'), json);
    expect(await Promise.all(all)).toEqual(['sse-1', 'sse-1', 'sse-1']);
  });

  it('that are refused are replaced, with a fresh bearer, once for all who lost the same', async () => {
    const { around, nameOf } = source({ token: ({ fresh }) => (fresh ? 'bearer-2' : 'bearer-1') });
    const first = nameOf();
    await settled();
    await around.request.answer(200, issued('sse-1'), json);
    await first;
    const both = [nameOf(true), nameOf(true)];
    await settled();
    await around.request.answer(200, issued('sse-2'), json);
    await around.pass(5_000);
    expect(await Promise.all([...both, nameOf(true), nameOf()])).toEqual(Array(4).fill('sse-2'));
    await around.pass(5_000);
    void nameOf(true);
    await settled();
    expect(bearers(around)).toEqual(['Bearer bearer-1', 'Bearer bearer-2', 'Bearer bearer-2']);
  });

  it('that are wanted fresh do not wait for what was asked with the bearer of before', async () => {
    const { around, nameOf } = source({ token: ({ fresh }) => (fresh ? 'bearer-2' : 'bearer-1') });
    const first = nameOf();
    const fresh = nameOf(true);
    await settled();
    const [old, newer] = around.requests;
    await newer?.answer(200, issued('sse-2'), json);
    await old?.answer(200, issued('sse-1'), json);
    expect(await Promise.all([first, fresh, nameOf()])).toEqual(['sse-1', 'sse-2', 'sse-2']);
  });

  it('last no longer than the bearer: one that is about to end is replaced first', async () => {
    const { around, nameOf } = source({
      token: ({ fresh }) => jwt(fresh ? 'new' : 'old', { exp: startSec + (fresh ? 3_600 : 329) }),
    });
    void nameOf();
    await settled();
    expect(bearers(around)).toEqual([expect.stringMatching(/^Bearer new\./)]);
  });

  it('that are short-lived are not asked for again and again', async () => {
    const { around, nameOf } = source();
    const first = nameOf();
    await settled();
    await around.request.answer(200, issued('sse-1', 120), json);
    await first;
    await around.pass(59_999);
    expect(await nameOf()).toBe('sse-1');
    await around.pass(1);
    void nameOf();
    await settled();
    expect(around.requests).toHaveLength(2);
  });

  it('that nobody answers for time out, and are requested again', async () => {
    const { around, nameOf } = source();
    const first = nameOf();
    await settled();
    const received = expect(first).rejects.toThrow('received no token in time');
    await around.pass(15_000);
    await received;
    expect(around.request.isAborted).toBe(true);
    const second = nameOf();
    await settled();
    await around.request.answer(200, issued('sse-1'), json);
    expect(await second).toBe('sse-1');
    expect(around.held).toBe(0);
  });

  it('are not asked for sooner than the endpoint said', async () => {
    const { around, nameOf } = source();
    const first = expect(nameOf()).rejects.toThrow('REQUEST_REFUSED');
    await settled();
    await around.request.answer(429, undefined, { 'retry-after': '30' });
    await first;
    await around.pass(29_999);
    await expect(nameOf(true)).rejects.toThrow('REQUEST_REFUSED');
    await around.pass(1);
    void nameOf();
    await settled();
    expect(around.requests).toHaveLength(2);
  });

  it('that do not come are reported without the bearer', async () => {
    const { around, nameOf } = source({ token: 'very-secret' });
    const first = nameOf();
    await settled();
    const received = expect(first).rejects.toThrow('"Bearer [token]" is no header value');
    await around.request.fail('"Bearer very-secret" is no header value');
    await received;
  });

  it('that are not in the answer are reported', async () => {
    const { around, nameOf } = source();
    const received = expect(nameOf()).rejects.toThrow('received an answer without token');
    await settled();
    await around.request.answer(200, { key: 'x' }, json);
    await received;
  });
});

describe('a stream with SSE tokens', () => {
  function stream(options: Partial<SseTokensOptions> = {}) {
    const { around, give } = source(options);
    const { environment } = around;
    const fights = new ChannelStream({
      channel: 'fights',
      url: 'https://fights.example.com/',
      token: give,
      environment,
    });
    fights.connect();
    return { around, fights };
  }

  it('opens with what the endpoint gave', async () => {
    const { around, fights } = stream();
    await settled();
    await around.request.answer(200, issued('sse-1'), json);
    expect(around.request.url.host).toBe('fights.example.com');
    expect(around.request.headers.get('authorization')).toMatch(/^Bearer sse-1\./);
    await around.request.stream(connected);
    expect(fights.view.status).toBe('open');
  });

  it.each([
    [401, 'TOKEN_REFUSED', 'AUTHENTICATION'],
    [403, 'CHANNEL_NOT_ALLOWED', 'CLIENT'],
  ])(
    'is stopped when the endpoint says %i to a fresh bearer, too',
    async (status, code, category) => {
      const asked: boolean[] = [];
      const { around, fights } = stream({
        token: ({ fresh }) => {
          asked.push(fresh);
          return 'bearer';
        },
      });
      const problem = { status, code, category, detail: 'received no good bearer' };
      await settled();
      await around.request.answer(status, problem, problemJson);
      expect(fights.view.status).toBe('connecting');
      await around.request.answer(status, problem, problemJson);
      expect(asked).toEqual([false, true]);
      expect(fights.view).toMatchObject({
        status: 'stopped',
        stopReason: 'unauthorized',
        problem: { code, category, status },
      });
      await around.pass(600_000);
      expect(around.requests).toHaveLength(2);
    },
  );

  it('waits while the endpoint fails, and opens when it does not', async () => {
    const { around, fights } = stream();
    await settled();
    await around.request.answer(500);
    expect(fights.view).toMatchObject({
      status: 'waiting',
      problem: { code: 'TOKEN_UNAVAILABLE' },
    });
    await around.pass(3_000);
    await around.request.answer(200, issued('sse-1'), json);
    await around.request.stream(connected);
    expect(fights.view).toMatchObject({ status: 'open', problem: undefined });
  });
});
