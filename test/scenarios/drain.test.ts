import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChannelStream,
  globalEnvironment,
  ProposalSocket,
  type SocketStep,
} from '../../clients/browser/index.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { connectBettor, handshakeStatus } from './support/bettor.ts';
import { iamUsageOf } from './support/host-settings.ts';
import { connectManagement, type Management } from './support/management.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { until, untilSeen } from './support/until.ts';

/** Of a host of its own: a drain sends everybody away, and attempts are counted by this address. */
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

const attemptsPerAddress = 60;

onLocalHost('a deployment', () => {
  let directory: string;
  let host: OwnHost;
  let target: Target;
  let management: Management;
  let admin: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'drain-'));
    // No other scenario makes the functions do what they do in a drain.
    const iamUsageFile = iamUsageOf('drain');
    const context = { attemptsPerAddress: String(attemptsPerAddress) };
    host = await startOwnHost(directory, context, { iamUsageFile });
    target = await connectTarget(host.outputsFile);
    management = await connectManagement(target);
    admin = await target.token('ana', 'admin');
  }, 180_000);
  afterAll(async () => {
    await target?.close();
    await host?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  const urlOf = (output: string) => requireOutput(target.outputs, output);
  const ask = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(url, { headers: { authorization: `Bearer ${admin}`, ...headers } });
  const offer = async () => ['gallobets.v1', `bearer.${await target.token('bea', 'bettor')}`];

  /** A page’s stream, with what it received of these items. */
  function read(prefix: string) {
    const received: string[] = [];
    const stream = new ChannelStream({
      channel: 'streaming',
      url: urlOf('StreamingChannelUrl'),
      pollUrl: `${urlOf('ManagementUrl')}poll`,
      token: admin,
      history: 0,
    });
    stream.on('*', ({ data }) => {
      const id = 'streamId' in data ? String(data.streamId) : '';
      if (id.startsWith(prefix)) received.push(id);
    });
    const watch = (look: () => void) => {
      const leaving = [stream.subscribe(look), stream.on('*', look)];
      return () => {
        for (const leave of leaving) leave();
      };
    };
    const stands = () => [stream.view, received];
    return { stream, received, until: (isSo: () => boolean) => until(isSo, { watch, stands }) };
  }

  test('that drains ends what is open with a reason and lets nobody in; then all goes on, and nothing is lost [F4]', async () => {
    const prefix = unique('stream');
    const put = (n: number) =>
      target.put('VideoStreams', { streamId: `${prefix}.${n}`, status: 'live' });
    const page = read(prefix);
    page.stream.connect();
    await page.until(() => page.stream.view.status === 'open');
    const steps: SocketStep[] = [];
    const socket = new ProposalSocket({
      trace: step => steps.push(step),
      url: urlOf('ProposalsWebSocketUrl'),
      token: await target.token(unique('bettor'), 'bettor'),
      environment: globalEnvironment(),
    });
    const socketIs = (status: string) =>
      until(() => socket.view.status === status, {
        watch: look => socket.subscribe(look),
        stands: () => socket.view,
      });
    socket.connect();
    await socketIs('open');
    const reader = await target.open('Streaming', { token: admin });
    const bettor = await connectBettor(target);
    await reader.until(({ event }) => event === 'connected');
    await put(0);
    await page.until(() => page.received.length === 1);
    // The index that lists sockets lags.
    await untilSeen(
      () => management.call('GET', '/connections?channel=proposals', { token: admin }),
      ({ body }) => body.connections.length === 2,
    );

    const beginning = management.call('POST', '/drain', {
      token: admin,
      body: { forSeconds: 60, reason: 'a test' },
    });
    // One that is sent away and heeds nothing, in an environment that just let it in.
    const offered = await offer();
    const reconnect = () => handshakeStatus(urlOf('ProposalsWebSocketUrl'), offered);
    expect(await bettor.closed).toBe(1_000);
    expect([await reconnect(), await reconnect()]).toEqual([503, 503]);
    const begun = await beginning;
    expect(begun).toMatchObject({ status: 200, body: { socketsEnded: 2, socketsLeft: false } });
    const { draining } = begun.body;
    expect(draining).toEqual({ until: expect.any(Number), reason: 'a test' });

    const word = await bettor.until(({ event }) => event === 'reconnect');
    expect(word.data).toEqual({
      reason: 'draining',
      message: 'a test',
      retryMs: expect.any(Number),
    });
    await socketIs('waiting');
    expect(socket.view).toMatchObject({
      failures: { inARow: 0, total: 0 },
      problem: { code: 'draining', message: 'a test' },
    });
    const lastFrame = await reader.until(({ event }) => event === 'reconnect');
    expect(lastFrame.data).toEqual({ reason: 'draining', retryMs: expect.any(Number) });
    await page.until(() => page.stream.view.status === 'waiting');
    await put(1);

    // Environments that were warm read it within five seconds; by now they have.
    const refused = await ask(urlOf('StreamingChannelUrl'));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({
      code: 'DRAINING',
      recovery: 'reconnect',
      detail: 'received a connection during maintenance (a test); expected it later',
    });
    const poll = await untilSeen(
      () => management.call('GET', '/poll?channel=streaming', { token: admin }),
      ({ status }) => status === 503,
    );
    expect(poll.body.code).toBe('DRAINING');
    await untilSeen(
      () => management.call('GET', '/health'),
      ({ body }) => body.draining?.until === draining.until,
    );
    // A lease stays in the index for a while after its stream has ended; then nothing comes.
    const openNow = () => management.call('GET', '/connections', { token: admin });
    await untilSeen(openNow, ({ body }) => body.connections.length === 0);
    expect(await reconnect()).toBe(503);
    expect((await openNow()).body.connections).toEqual([]);

    expect((await management.call('DELETE', '/drain', { token: admin })).body).toEqual({
      ended: true,
    });
    await put(2);
    await page.until(() => page.received.length === 3);
    expect(page.received).toEqual([`${prefix}.0`, `${prefix}.1`, `${prefix}.2`]);
    await socketIs('open');
    const tries = steps.filter(({ actions }) => actions.some(({ type }) => type === 'connect'));
    const lastFrames = steps.flatMap(({ at, signal }) =>
      signal.type === 'message' && signal.message.event === 'reconnect'
        ? [at + signal.message.data.retryMs]
        : [],
    );
    expect([tries.length, lastFrames.length]).toEqual([2, 1]);
    expect(tries[1]?.at).toBeGreaterThanOrEqual(Math.floor(lastFrames[0] ?? Infinity));
    expect(socket.view.failures.total).toBe(0);
    await untilSeen(
      () => management.call('GET', '/health'),
      ({ body }) => body.draining === undefined,
    );
    page.stream.close();
    socket.close();
    const audited = await untilSeen(
      () => management.call('GET', '/audit?actor=ana', { token: admin }),
      ({ body }) =>
        body.entries.filter(({ action }: { action: string }) => /_drain$/.test(action)).length ===
        2,
    );
    expect(
      audited.body.entries
        .filter(({ action }: { action: string }) => /_drain$/.test(action))
        .map(({ action, outcome, reason }: Record<string, string>) => [action, outcome, reason]),
    ).toEqual([
      ['end_drain', 'done', undefined],
      ['begin_drain', 'done', 'a test'],
    ]);
  }, 240_000);

  test('whose page was opened at localhost lets it in, as at 127.0.0.1', async () => {
    const { port } = new URL(urlOf('DashboardUrl'));
    for (const origin of [`http://localhost:${port}`, `http://127.0.0.1:${port}`]) {
      const { status, headers } = await ask(`${urlOf('ManagementUrl')}connections`, { origin });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    }
    const origin = `http://localhost:${Number(port) === 1 ? 2 : 1}`;
    expect((await ask(`${urlOf('ManagementUrl')}connections`, { origin })).status).toBe(403);
  });

  test('refuses an address that connects too often, streams and sockets alike, and says when to retry', async () => {
    const url = urlOf('FightsChannelUrl');
    const { port } = new URL(urlOf('DashboardUrl'));
    const origin = `http://127.0.0.1:${port}`;
    const attempt = async () => {
      const response = await fetch(url, { headers: { origin } });
      const { status, headers } = response;
      return { status, headers, body: await response.json() };
    };
    const limited = await untilSeen(
      async () => {
        const answers = await Promise.all(Array.from({ length: 20 }, attempt));
        return answers.find(({ status }) => status === 429);
      },
      answer => answer !== undefined,
      { everyMs: 1, withinMs: 150_000 },
    );
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(limited?.headers.get('access-control-allow-origin')).toBe(origin);
    expect(limited?.body).toMatchObject({
      code: 'RATE_LIMITED',
      recovery: 'backoff',
      detail: `received more than ${attemptsPerAddress} attempts to connect from this address in 60 s; expected a pause`,
    });
    // At the seam of two minutes a new count begins; then it fills up again.
    await untilSeen(
      async () => {
        await Promise.all(Array.from({ length: 20 }, attempt));
        return await handshakeStatus(urlOf('ProposalsWebSocketUrl'), await offer());
      },
      status => status === 429,
      { everyMs: 1, withinMs: 150_000 },
    );
    await untilSeen(
      () => management.call('GET', '/audit?actor=anonymous', { token: admin }),
      ({ body }) => body.entries.some(({ code }: { code?: string }) => code === 'RATE_LIMITED'),
    );
  }, 360_000);
});
