import { created, open, proposal, tokenFor, unasked, wanted } from './open-socket.ts';

describe('the token', () => {
  const authenticated = (requestId: string, expiresAtSec: number) => ({
    event: 'authenticated',
    id: `x-${requestId}`,
    requestId,
    data: { userId: 'ana', role: 'bettor', expiresAt: expiresAtSec * 1_000 },
  });

  it('is renewed a minute before it ends', async () => {
    const fresh: boolean[] = [];
    const { around } = await open({
      ...unasked,
      token: need => {
        fresh.push(need.fresh);
        return tokenFor(fresh.length * 600);
      },
    });
    await around.pass(539_000);
    expect(fresh).toEqual([false]);
    await around.pass(1_000);
    expect(fresh).toEqual([false, true]);
    expect(around.socket.sent.at(-1)).toEqual({
      action: 'authenticate',
      requestId: 'renewal-1795000540000',
      data: { token: tokenFor(1_200) },
    });
  });

  it.each([
    ['ten minutes behind', -600_000, 1_140_000],
    ['five minutes ahead', 300_000, 240_000],
    ['so far ahead that it has ended', 3_700_000, 5_000],
  ])(
    'of the first connection is renewed by the server’s clock: %s',
    async (_, aheadMs, renewedMs) => {
      const { around } = await open({ ...unasked, token: () => tokenFor(600) });
      await around.pass(2_000);
      const data = { pending: [], recent: [], truncated: false };
      const greeting = {
        event: 'pending_proposals',
        id: 'g',
        data,
        timestamp: around.now + aheadMs,
      };
      await around.socket.receive(greeting);
      await around.pass(renewedMs - 2_001);
      expect(around.socket.sent).toEqual([]);
      await around.pass(1);
      expect(around.socket.sent.map(({ action }) => action)).toEqual(['authenticate']);
    },
  );

  it('that seems over by a clock far ahead is renewed by the server’s all the same', async () => {
    const { around } = await open({ ...unasked, token: () => tokenFor(600 - 3_600) });
    await around.socket.receive({
      event: 'pong',
      id: 'x',
      data: {},
      timestamp: around.now - 3_600_000,
    });
    await around.pass(539_999);
    expect(around.socket.sent).toEqual([]);
    await around.pass(1);
    expect(around.socket.sent.map(({ action }) => action)).toEqual(['authenticate']);
  });

  it('is renewed by the server’s clock', async () => {
    const { around } = await open({ ...unasked, token: () => tokenFor(600) });
    // The server is ten minutes behind: by its clock the token has twenty minutes left.
    await around.socket.receive({
      event: 'pong',
      id: 'x',
      data: {},
      timestamp: around.now - 600_000,
    });
    await around.socket.drop();
    await around.pass(500);
    await around.socket.open();
    const sent = around.socket;
    await around.pass(900_000 - 500);
    const renewals = () => sent.sent.filter(({ action }) => action === 'authenticate');
    expect(renewals()).toEqual([]);
    await around.pass(239_999);
    expect(renewals()).toEqual([]);
    await around.pass(1);
    expect(renewals()).toHaveLength(1);
  });

  it('that has expired holds requests back, is renewed, and they are sent again', async () => {
    const { around, socket } = await open({
      ...unasked,
      token: ({ fresh }) => tokenFor(3_600, fresh ? 'b' : 'a'),
    });
    const outcome = socket.propose('pago', wanted);
    const data = { code: 'TOKEN_EXPIRED', message: 'expired' };
    await around.socket.receive({ event: 'proposal_error', id: 'x', data, requestId: 'id-1' });
    expect(around.socket.sent.map(({ action }) => action)).toEqual([
      'create_pago_proposal',
      'authenticate',
    ]);
    await around.socket.receive(authenticated('renewal-1795000000000', 1_795_003_600));
    expect(around.socket.sent.at(-1)).toMatchObject({ requestId: 'id-1' });
    await around.socket.receive({ ...created, requestId: 'id-1' });
    expect(await outcome).toMatchObject({ kind: 'answered' });
  });

  it('that had ended when it was renewed: what was not sent meanwhile is requested, until it arrives', async () => {
    const { around, socket } = await open({
      ...unasked,
      token: ({ fresh }) => tokenFor(fresh ? 3_600 : 600),
    });
    const received: string[] = [];
    socket.on('pending_proposals', ({ pending }) =>
      received.push(...pending.map(p => p.proposalId)),
    );
    // The machine sleeps past the token's end.
    around.now += 700_000;
    await around.surround('woke');
    const data = { code: 'TOKEN_EXPIRED', message: 'expired' };
    await around.socket.receive({ event: 'proposal_error', id: 'x', data });
    await around.socket.receive(authenticated('renewal-1795000700000', 1_795_003_600));
    const asked = { action: 'get_pending_proposals', requestId: 'missed-1795000700000' };
    expect(around.socket.sent.slice(-2)).toMatchObject([{ action: 'authenticate' }, asked]);
    const failed = { code: 'INTERNAL_ERROR', message: 'not now' };
    const { requestId } = asked;
    await around.socket.receive({ event: 'proposal_error', id: 'y', data: failed, requestId });
    await around.pass(5_000);
    expect(around.socket.sent.slice(-2)).toEqual([asked, asked]);
    const list = { pending: [proposal], recent: [], truncated: false };
    await around.socket.receive({ event: 'pending_proposals', id: 'z', data: list, requestId });
    await around.pass(5_000);
    expect(received).toEqual(['p-1']);
    expect(around.socket.sent).toHaveLength(4);
    expect(socket.view.pendingRequests).toBe(0);
  });

  it('that was renewed in time: nothing was missed, and nothing is asked for', async () => {
    const { around } = await open({ ...unasked, token: () => tokenFor(600) });
    await around.pass(540_000);
    await around.socket.receive(authenticated('renewal-1795000540000', 1_795_001_200));
    expect(around.socket.sent.map(({ action }) => action)).toEqual(['authenticate']);
  });

  it('that has expired again and again is an answer the second time', async () => {
    const { around, socket } = await open({ ...unasked });
    const outcome = socket.ping();
    const data = { code: 'TOKEN_EXPIRED', message: 'expired' };
    const expired = { event: 'proposal_error', id: 'x', data, requestId: 'id-1' };
    await around.socket.receive(expired);
    await around.socket.receive(authenticated('renewal-1795000000000', 1_795_003_600));
    await around.socket.receive(expired);
    expect(await outcome).toEqual({ kind: 'refused', ...data });
  });

  it('that is taken makes up for one that was refused', async () => {
    const { around, socket } = await open({ ...unasked, token: () => tokenFor(100) });
    const refuse = (requestId: string) =>
      around.socket.receive({
        event: 'authentication_error',
        id: `x-${requestId}`,
        requestId,
        data: { code: 'TOKEN_REFUSED', message: 'not of this stack' },
      });
    await around.pass(80_000);
    await refuse('renewal-1795000080000');
    await around.socket.receive(authenticated('renewal-1795000080000', 1_795_000_200));
    await around.pass(100_000);
    await refuse(around.socket.sent.at(-1).requestId);
    expect(socket.view.status).toBe('open');
  });

  it('that is refused is replaced once; a second refusal ends it: unauthorized', async () => {
    const { around, socket } = await open({ ...unasked, token: () => tokenFor(100) });
    const outcome = socket.pending({ timeoutMs: 600_000 });
    await around.socket.receive({ event: 'pong', id: 'p', data: {} });
    await around.pass(80_000);
    const refuse = (requestId: string) =>
      around.socket.receive({
        event: 'authentication_error',
        id: `x-${requestId}`,
        requestId,
        data: { code: 'TOKEN_REFUSED', message: 'not of this stack' },
      });
    const renewals = () =>
      around.socket.sent.filter(({ action }) => action === 'authenticate').map(s => s.requestId);
    await refuse(renewals()[0]);
    expect(renewals()).toHaveLength(2);
    await refuse(renewals()[1]);
    expect(socket.view).toMatchObject({
      status: 'stopped',
      stopReason: 'unauthorized',
      problem: { category: 'AUTHENTICATION', code: 'TOKEN_REFUSED', recovery: 'refresh' },
    });
    expect(await outcome).toEqual({ kind: 'unanswered', reason: 'closed' });
  });

  it.each([
    ['INTERNAL_ERROR', 'SERVER', {}, 5_000],
    ['RATE_LIMITED', 'RATE_LIMIT', { retryAfterMs: 8_000 }, 8_000],
  ])(
    'that could not be checked is no refusal, however often: %s',
    async (code, category, more, waitMs) => {
      const { around, socket } = await open({ ...unasked, token: () => tokenFor(600) });
      await around.pass(540_000);
      const data = { code, category, message: 'not now', ...more };
      const renewals = () =>
        around.socket.sent.filter(({ action }) => action === 'authenticate').map(s => s.requestId);
      const asked = [0, 1, 2].map(n => `renewal-${1_795_000_540_000 + n * waitMs}`);
      for (const [n, requestId] of asked.entries()) {
        expect(renewals()).toEqual(asked.slice(0, n + 1));
        await around.socket.receive({ event: 'proposal_error', id: requestId, data, requestId });
        expect(socket.view).toMatchObject({ status: 'open', problem: { code, category } });
        await around.pass(waitMs - 1);
        expect(renewals()).toEqual(asked.slice(0, n + 1));
        await around.pass(1);
      }
      await around.socket.receive(authenticated(renewals().at(-1), 1_795_001_200));
      expect(socket.view).toMatchObject({ status: 'open', problem: undefined });
    },
  );

  it('of another user ends it at once', async () => {
    const { around, socket } = await open({ ...unasked, token: () => tokenFor(60) });
    await around.socket.receive({ event: 'pong', id: 'p', data: {} });
    await around.pass(48_000);
    await around.socket.receive({
      event: 'authentication_error',
      id: 'x',
      requestId: around.socket.sent.at(-1).requestId,
      data: { code: 'OTHER_USER', message: 'another user' },
    });
    expect(socket.view).toMatchObject({ status: 'stopped', stopReason: 'unauthorized' });
  });

  it('that cannot be had now is asked for again, and the old one serves', async () => {
    let asked = 0;
    const { around, socket } = await open({
      ...unasked,
      token: ({ fresh }) => {
        if (!fresh) return tokenFor(100);
        asked += 1;
        throw new Error('no network');
      },
    });
    await around.pass(95_000);
    expect(asked).toBe(4);
    expect(socket.view).toMatchObject({ status: 'open', problem: { code: 'TOKEN_UNAVAILABLE' } });
  });
});

test('a provider that never answers times out, and requests go out with the old token', async () => {
  const never = new Promise<string>(() => undefined);
  const { around, socket } = await open({
    ...unasked,
    token: ({ fresh }) => (fresh ? never : tokenFor(600)),
  });
  await around.pass(540_000);
  void socket.ping({ timeoutMs: 60_000 });
  expect(around.socket.sent).toEqual([]);
  await around.pass(25_000);
  expect(around.socket.sent).toContainEqual({ action: 'ping', requestId: 'id-1' });
  expect(socket.view.problem?.code).toBe('TOKEN_UNAVAILABLE');
});

test('no trace repeats a token', async () => {
  const traced: unknown[] = [];
  const { around } = await open({
    ...unasked,
    token: () => tokenFor(600, 'very-secret'),
    trace: step => traced.push(step),
  });
  await around.pass(540_000);
  expect(around.socket.sent.at(-1).data.token).toContain('very-secret');
  expect(JSON.stringify(traced)).not.toContain('very-secret');
});
