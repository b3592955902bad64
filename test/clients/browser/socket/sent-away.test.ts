import type { SocketSignal } from '../../../../clients/browser/socket/socket-state.ts';
import { socketTransition } from '../../../../clients/browser/socket/socket-transition.ts';
import { created, open, wanted } from './open-socket.ts';
import { at, stateOf } from './socket-states.ts';

const words = 'a restore at nine';

function sentAway(retryMs: unknown): Extract<SocketSignal, { readonly type: 'message' }> {
  const data = { reason: 'draining', message: words, retryMs: retryMs as number } as const;
  const message = { event: 'reconnect', id: 'd-1', data, timestamp: 99_900 } as const;
  return { type: 'message', attempt: 7, message };
}

const away = (retryMs: unknown) =>
  socketTransition(stateOf('open', { requests: [] }), sentAway(retryMs), at(100_000)).state;

describe('a socket that is sent away by plan', () => {
  it.each([
    [30_000, 130_000],
    [1_000, 101_000],
    [0, 101_000],
    [-5, 101_000],
    [undefined, 101_000],
    ['soon', 101_000],
    [3_600_000, 3_700_000],
    [1e15, 3_700_000],
  ])('with retryMs %p reconnects at %i, and has not failed', (retryMs, until) => {
    const before = stateOf('open');
    const { state, actions } = socketTransition(before, sentAway(retryMs), at(100_000));
    expect(state).toMatchObject({ kind: 'waiting', until });
    expect(actions.map(({ type }) => type)).toEqual(['disconnect', 'deliver']);
    expect(state.memory.failures).toEqual({ inARow: 0, total: 0 });
    expect(state.memory.needsFreshToken).toBe(false);
    expect(state.memory.problem).toEqual({
      category: 'CONNECTION',
      code: 'draining',
      message: words,
      recovery: 'reconnect',
    });
    expect(state.memory.requests).toMatchObject([{ requestId: 'r-1', resendAt: undefined }]);
  });

  it.each([
    ['online', []],
    ['woke', []],
    ['offline, online', ['offline']],
    ['offline, woke', ['offline']],
  ] as const)('is not sooner for anything around it: %s', (received, first) => {
    let state = away(45_000);
    for (const type of first) state = socketTransition(state, { type }, at(101_000)).state;
    const type = received.endsWith('woke') ? 'woke' : 'online';
    state = socketTransition(state, { type }, at(102_000)).state;
    expect(state).toMatchObject({ kind: 'waiting', until: 145_000 });
    const early = socketTransition(state, { type: 'timer' }, at(144_999));
    expect(early.state).toBe(state);
    const due = socketTransition(state, { type: 'timer' }, at(145_000));
    expect(due.actions).toEqual([
      { type: 'connect', attempt: expect.any(Number), freshToken: false },
    ]);
  });

  it('does not probe sooner while the machine says that it is offline', () => {
    const { state } = socketTransition(away(45_000), { type: 'offline' }, at(101_000));
    expect(state).toMatchObject({ kind: 'offline', until: 145_000 });
  });

  it('that is refused when it reconnects waits as after any failure', () => {
    const waiting = away(30_000);
    const { state: connecting } = socketTransition(waiting, { type: 'timer' }, at(130_000));
    const problem = { ...stateOf('open').memory.problem } as never;
    const { attempt } = connecting.memory;
    const closed = { type: 'closed', attempt, problem } as const;
    const { state } = socketTransition(connecting, closed, at(131_000));
    expect(state).toMatchObject({ kind: 'waiting', until: 131_500 });
    expect(state.memory.failures).toEqual({ inARow: 1, total: 1 });
  });

  it('tries nothing before its time, says why, and takes its requests with it', async () => {
    const { around, socket } = await open();
    const received: string[] = [];
    socket.on('reconnect', ({ message }) => received.push(message));
    const asked = socket.propose('pago', wanted, { requestId: 'r-9', timeoutMs: 60_000 });
    const first = around.socket;
    const data = { reason: 'draining', message: words, retryMs: 20_000 };
    await first.receive({ event: 'reconnect', id: 'd-1', data });
    await first.drop();
    expect(received).toEqual([words]);
    expect(socket.view).toMatchObject({
      status: 'waiting',
      failures: { inARow: 0, total: 0 },
      problem: { code: 'draining', message: words },
    });
    await around.pass(19_999);
    expect(around.sockets).toHaveLength(1);
    await around.pass(1);
    expect(around.sockets).toHaveLength(2);
    await around.socket.open();
    expect(socket.view).toMatchObject({ status: 'open', problem: undefined });
    await around.socket.receive({ ...created, requestId: 'r-9' });
    expect(await asked).toMatchObject({ kind: 'answered' });
  });
});
