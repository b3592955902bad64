import { ProposalSocket } from '../../../../clients/browser/index.ts';
import { FakeEnvironment, settled } from '../fake-environment.ts';
import { created, open, proposal, wanted } from './open-socket.ts';

describe('a socket', () => {
  it('opens with the token as a subprotocol, and nothing of it in the URL', async () => {
    const { around, socket } = await open({ token: 'jwt' });
    expect(around.socket.url).toBe('wss://socket.example.com/live');
    expect(around.socket.protocols).toEqual(['gallobets.v1', 'bearer.jwt']);
    expect(socket.view).toMatchObject({ status: 'open', pendingRequests: 0 });
  });

  it('opens with the token in the URL if that is wanted', async () => {
    const { around } = await open({ token: 'jwt', tokenInUrl: true });
    expect(around.socket.url).toBe('wss://socket.example.com/live?token=jwt');
    expect(around.socket.protocols).toEqual([]);
  });

  it('delivers what the server pushes, each id once', async () => {
    const { around, socket } = await open();
    const received: string[] = [];
    socket.on('proposal_received', ({ proposalId }) => received.push(proposalId));
    const push = {
      event: 'proposal_received',
      id: 'p-1.received',
      data: { proposalId: 'p-1', proposal },
    };
    await around.socket.receive(push);
    await around.socket.receive(push);
    expect(received).toEqual(['p-1']);
  });

  it('delivers addressed events', async () => {
    const { around, socket } = await open();
    const cursors: string[] = [];
    socket.on('inbox_event', ({ cursor }) => cursors.push(cursor));
    await around.socket.receive({ event: 'inbox_event', id: 'e-1', data: { cursor: 'k3f9.4' } });
    expect(cursors).toEqual(['k3f9.4']);
  });

  it('that is closed is opened again after a random wait whose bound doubles', async () => {
    const { around, socket } = await open();
    await around.socket.drop();
    expect(socket.view).toMatchObject({ status: 'waiting', failures: { inARow: 1, total: 1 } });
    await around.pass(500);
    expect(around.sockets).toHaveLength(2);
    await around.socket.drop();
    await around.pass(999);
    expect(around.sockets).toHaveLength(2);
    await around.pass(1);
    expect(around.sockets).toHaveLength(3);
  });

  it('that held for ten seconds sets the count of failures to zero', async () => {
    const { around, socket } = await open();
    await around.socket.drop();
    await around.pass(500);
    await around.socket.open();
    await around.pass(10_000);
    await around.socket.receive({ event: 'pong', id: 'x', data: {} });
    expect(socket.view.failures).toEqual({ inARow: 0, total: 1 });
  });

  it('is not opened when its token comes after closing', async () => {
    const token = Promise.withResolvers<string>();
    const { environment, sockets } = new FakeEnvironment();
    const socket = new ProposalSocket({ url: 'wss://x', token: () => token.promise, environment });
    socket.connect();
    socket.close();
    token.resolve('late');
    await settled();
    expect(sockets).toEqual([]);
  });

  it('whose handshake is refused reconnects with a fresh token: a browser gives no reason', async () => {
    const fresh: boolean[] = [];
    const { around } = await open({
      token: need => {
        fresh.push(need.fresh);
        return 'jwt';
      },
    });
    await around.socket.drop();
    await around.pass(500);
    await around.socket.drop();
    await around.pass(1_000);
    expect(fresh).toEqual([false, false, true]);
  });

  it('that is silent is pinged, and closed if it stays silent', async () => {
    const { around, socket } = await open();
    await around.pass(60_000);
    expect(around.socket.sent).toEqual([{ action: 'ping' }]);
    await around.socket.receive({ event: 'pong', id: 'x', data: {} });
    await around.pass(60_000);
    expect(around.socket.sent).toHaveLength(2);
    await around.pass(10_000);
    expect(socket.view).toMatchObject({
      status: 'waiting',
      problem: { code: 'CONNECTION_SILENT' },
    });
    expect(around.sockets[0]?.isClosed).toBe(true);
  });

  it('is pinged at once when the tab is visible again', async () => {
    const { around } = await open();
    await around.surround('woke');
    expect(around.socket.sent).toEqual([{ action: 'ping' }]);
  });

  it('leaves nothing behind when it is closed', async () => {
    const { around, socket } = await open();
    const received: number[] = [];
    socket.countDown({ expiresAt: around.now + 60_000 }, ms => received.push(ms));
    socket.close();
    expect(around.socket.isClosed).toBe(true);
    expect(around.held).toBe(0);
    await around.pass(60_000);
    expect(received).toHaveLength(1);
  });
});

describe('a request', () => {
  it('is answered by its requestId, and delivered to handlers once, though both sides are sent it', async () => {
    const { around, socket } = await open();
    const received: string[] = [];
    socket.on('proposal_created', ({ proposalId }) => received.push(proposalId));
    const outcome = socket.propose('pago', wanted);
    expect(around.socket.sent).toEqual([
      { action: 'create_pago_proposal', requestId: 'id-1', data: wanted },
    ]);
    await around.socket.receive({ ...created, requestId: 'id-1' });
    await around.socket.receive(created);
    expect(await outcome).toEqual({ kind: 'answered', data: { proposalId: 'p-1', proposal } });
    expect(received).toEqual(['p-1']);
  });

  it('whose answer was pushed before is answered all the same', async () => {
    const { around, socket } = await open();
    const outcome = socket.respond('p-1', 'accept');
    const result = {
      event: 'proposal_result',
      id: 'p-1.accepted',
      data: {
        proposalId: 'p-1',
        proposal: { ...proposal, status: 'accepted' },
        outcome: 'accepted',
      },
    };
    await around.socket.receive(result);
    await around.socket.receive({ ...result, requestId: 'id-1' });
    expect(await outcome).toMatchObject({ kind: 'answered', data: { outcome: 'accepted' } });
  });

  it('that is refused says so', async () => {
    const { around, socket } = await open();
    const outcome = socket.cancel('p-1');
    const data = { code: 'NOT_MAKER', message: 'received cancel from the recipient' };
    await around.socket.receive({ event: 'proposal_error', id: 'x', data, requestId: 'id-1' });
    expect(await outcome).toEqual({ kind: 'refused', ...data });
  });

  it('without an answer is sent again, and ends as unanswered at its deadline', async () => {
    const { around, socket } = await open();
    const outcome = socket.pending({ timeoutMs: 12_000 });
    await around.pass(12_000);
    expect(around.socket.sent.map(({ requestId }) => requestId)).toEqual(['id-1', 'id-1', 'id-1']);
    expect(await outcome).toEqual({ kind: 'unanswered', reason: 'timeout' });
    expect(socket.view.pendingRequests).toBe(0);
  });

  it.each([Number.POSITIVE_INFINITY, 10 * 365 * 86_400_000])(
    'whose deadline is %i ms away is waited for, and no timer fires before its time',
    async timeoutMs => {
      const around = new FakeEnvironment();
      const waits: number[] = [];
      const { environment } = around;
      const idle = new ProposalSocket({
        url: 'wss://socket.example.com/live',
        token: 'jwt-1',
        environment: {
          ...environment,
          setTimer: (callback, afterMs) => {
            waits.push(afterMs);
            return environment.setTimer(callback, afterMs);
          },
        },
      });
      void idle.pending({ timeoutMs });
      await around.pass(2 ** 31);
      expect(waits).toEqual([2 ** 31 - 1, 2 ** 31 - 1]);
      expect(idle.view.pendingRequests).toBe(1);
    },
  );

  it('whose deadline is no number ends as unanswered at once', async () => {
    const { around, socket } = await open();
    const outcome = socket.pending({ timeoutMs: Number.NaN });
    await around.pass(0);
    expect(await outcome).toEqual({ kind: 'unanswered', reason: 'timeout' });
  });

  it('that was under way when the connection broke is sent on the next one', async () => {
    const { around, socket } = await open();
    const outcome = socket.propose('doy', wanted, { requestId: 'mine' });
    await around.socket.drop();
    await around.pass(500);
    await around.socket.open();
    expect(around.socket.sent).toEqual([
      { action: 'create_doy_proposal', requestId: 'mine', data: wanted },
    ]);
    await around.socket.receive({ ...created, requestId: 'mine' });
    expect(await outcome).toMatchObject({ kind: 'answered' });
  });

  it('that is made twice by the same name is sent once, and both are answered', async () => {
    const { around, socket } = await open();
    const both = [1, 2].map(() => socket.propose('pago', wanted, { requestId: 'mine' }));
    expect(around.socket.sent).toHaveLength(1);
    await around.socket.receive({ ...created, requestId: 'mine' });
    expect((await Promise.all(both)).map(({ kind }) => kind)).toEqual(['answered', 'answered']);
  });

  it('is refused as busy beyond a hundred at once, and not sent', async () => {
    const { around, socket } = await open();
    const all = Array.from({ length: 101 }, () => socket.ping());
    expect(await all[100]).toEqual({ kind: 'unanswered', reason: 'busy' });
    expect(around.socket.sent).toHaveLength(100);
    socket.close();
    expect(await all[0]).toEqual({ kind: 'unanswered', reason: 'closed' });
  });

  it('on a closed socket is unanswered at once', async () => {
    const { socket } = await open();
    socket.close();
    expect(await socket.ping()).toEqual({ kind: 'unanswered', reason: 'closed' });
  });

  it('that came too often is sent again when the server said', async () => {
    const { around, socket } = await open();
    void socket.ping();
    const data = { code: 'RATE_LIMITED', message: 'too many', retryAfterMs: 3_000 };
    await around.socket.receive({ event: 'proposal_error', id: 'x', data, requestId: 'id-1' });
    await around.pass(2_999);
    expect(around.socket.sent).toHaveLength(1);
    await around.pass(1);
    expect(around.socket.sent).toHaveLength(2);
  });

  it('that came too often, with a wait beyond its deadline, is refused', async () => {
    const { around, socket } = await open();
    const outcome = socket.ping();
    const data = { code: 'RATE_LIMITED', message: 'too many', retryAfterMs: 15_000 };
    await around.socket.receive({ event: 'proposal_error', id: 'x', data, requestId: 'id-1' });
    expect(await outcome).toEqual({ kind: 'refused', code: 'RATE_LIMITED', message: 'too many' });
  });

  it('on a connection that the server does not know is sent on the next one', async () => {
    const { around, socket } = await open();
    void socket.ping();
    const data = { code: 'CONNECTION_UNKNOWN', message: 'closed here' };
    await around.socket.receive({ event: 'proposal_error', id: 'x', data, requestId: 'id-1' });
    await around.pass(500);
    await around.socket.open();
    expect(around.socket.sent).toEqual([{ action: 'ping', requestId: 'id-1' }]);
  });
});

describe('the countdown', () => {
  it('goes by the server’s clock, ticks each second, and ends at 0', async () => {
    const { around, socket } = await open();
    // The server is 2.5 s ahead.
    await around.socket.receive({
      event: 'pong',
      id: 'x',
      data: {},
      timestamp: around.now + 2_500,
    });
    const left: number[] = [];
    socket.countDown({ expiresAt: new Date(around.now + 6_000).toISOString() }, ms =>
      left.push(ms),
    );
    await around.pass(10_000);
    expect(left).toEqual([3_500, 3_000, 2_000, 1_000, 0]);
  });

  it.each([60_000, -60_000])('goes on when the clock here is set by %i ms', async byMs => {
    const { around, socket } = await open();
    await around.socket.receive({ event: 'pong', id: 'x', data: {} });
    const left: number[] = [];
    socket.countDown({ expiresAt: around.now + 3_000 }, ms => left.push(ms));
    await around.pass(500);
    around.setClock(byMs);
    await around.pass(500);
    const timestamp = around.now - byMs;
    await around.socket.receive({ event: 'pong', id: 'y', data: {}, timestamp });
    await around.pass(10_000);
    expect(left).toEqual([3_000, 2_000, 1_000, 0]);
  });

  it('ends when it is stopped', async () => {
    const { around, socket } = await open();
    const left: number[] = [];
    const stop = socket.countDown({ expiresAt: around.now + 5_000 }, ms => left.push(ms));
    stop();
    await around.pass(10_000);
    expect(left).toEqual([5_000]);
  });
});

test('what a handler throws is reported, and the socket stays open', async () => {
  const { around, socket } = await open();
  socket.on('pending_proposals', () => {
    throw new Error('mine');
  });
  const data = { pending: [], recent: [], truncated: false };
  await around.socket.receive({ event: 'pending_proposals', id: 'g', data });
  expect(around.reported).toEqual([new Error('mine')]);
  expect(socket.view.status).toBe('open');
});

test('a frame that is not understood is reported, and the next one is read', async () => {
  const { around, socket } = await open();
  const received: string[] = [];
  socket.on('error', ({ code }) => received.push(code));
  socket.on('inbox_event', ({ cursor }) => received.push(cursor));
  await around.socket.receive({ event: 'new_thing' });
  await around.socket.receive({ event: 'inbox_event', id: 'e-1', data: { cursor: 'k3f9.4' } });
  expect(received).toEqual(['ANSWER_MALFORMED', 'k3f9.4']);
});
