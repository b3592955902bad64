import { created, open, proposal, wanted } from './open-socket.ts';

/** A value that holds itself. */
function circular() {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

describe('what cannot leave on a socket', () => {
  it('for its length in bytes is refused at once, with the limit, and disturbs nothing else', async () => {
    const { around, socket } = await open();
    const other = socket.propose('pago', wanted, { requestId: 'other' });
    const message = 'é'.repeat(9_000);
    const tooLong = socket.propose('pago', { ...wanted, message }, { requestId: 'long' });
    expect(await tooLong).toEqual({
      kind: 'refused',
      code: 'INVALID_MESSAGE',
      message: 'received 18121 bytes; expected at most 16384',
    });
    expect(around.socket.sent.map(({ requestId }) => requestId)).toEqual(['other']);
    expect(socket.view).toMatchObject({ status: 'open', pendingRequests: 1 });
    await around.socket.receive({ ...created, requestId: 'other' });
    expect(await other).toMatchObject({ kind: 'answered' });
    await around.pass(20_000);
    expect(around.sockets).toHaveLength(1);
  });

  it.each([
    ['16,384 bytes', 16_263, 'answered'],
    ['one byte more', 16_264, 'refused'],
  ])('is %s: a message of %i characters is %s', async (_size, length, kind) => {
    const { around, socket } = await open();
    const message = 'x'.repeat(length);
    const asked = socket.propose('pago', { ...wanted, message }, { requestId: 'edge' });
    await around.socket.receive({ ...created, requestId: 'edge' });
    expect((await asked).kind).toBe(kind);
  });

  it.each([
    ['what holds itself', circular(), /circular/i],
    ['a BigInt', 5_000n, /BigInt/],
    [
      'what refuses to be serialized',
      {
        toJSON: () => {
          throw new Error('not this one');
        },
      },
      /not this one/,
    ],
  ])('as JSON is refused at once, with the reason: %s', async (_what, amount, words) => {
    const { around, socket } = await open();
    const asked = socket.propose('pago', { ...wanted, amount: amount as unknown as number });
    expect(await asked).toEqual({
      kind: 'refused',
      code: 'INVALID_MESSAGE',
      message: expect.stringMatching(words),
    });
    expect(around.socket.sent).toEqual([]);
    expect(socket.view.pendingRequests).toBe(0);
  });

  it('is refused before there is a connection, too', async () => {
    const { around, socket } = await open();
    await around.socket.drop();
    const message = 'x'.repeat(20_000);
    expect(await socket.propose('doy', { ...wanted, message })).toMatchObject({ kind: 'refused' });
    expect(await socket.cancel('p'.repeat(20_000))).toMatchObject({ kind: 'refused' });
  });
});

describe('what leaves on a socket', () => {
  it('is what it was when it was asked for, whatever becomes of the object, also when it is sent again', async () => {
    const { around, socket } = await open();
    await around.socket.drop();
    const proposal = { ...wanted, amount: 100, message: 'va' };
    const asked = socket.propose('pago', proposal, { requestId: 'r-1' });
    const sent = { action: 'create_pago_proposal', requestId: 'r-1', data: { ...proposal } };
    proposal.amount = 77_777;
    proposal.message = 'x'.repeat(40_000);
    await around.pass(500);
    await around.socket.open();
    await around.pass(5_000);
    expect(around.socket.sent).toEqual([sent, sent]);
    await around.socket.receive({ ...created, requestId: 'r-1' });
    expect(await asked).toMatchObject({ kind: 'answered' });
  });

  it('is what JSON made of it: a date as its text, and what JSON leaves out left out', async () => {
    const { around, socket } = await open();
    const message = new Date(0) as unknown as string;
    void socket.propose('doy', { ...wanted, betId: undefined, message } as never);
    expect(around.socket.sent[0].data).toEqual({ ...wanted, message: '1970-01-01T00:00:00.000Z' });
  });

  it('under a name that is none is refused with the words of the server', async () => {
    const { around, socket } = await open();
    const asked = socket.ping({ requestId: 'a b' });
    const data = { code: 'INVALID_MESSAGE', message: 'requestId: must be …' };
    await around.socket.receive({ event: 'proposal_error', id: 'x', data, requestId: 'a b' });
    expect(await asked).toEqual({ kind: 'refused', ...data });
  });
});

describe('the id of a connection', () => {
  const greeting = {
    event: 'pending_proposals',
    id: 'c-1.a1.greeting.1',
    data: { pending: [proposal], recent: [], truncated: false, connectionId: 'c-1.a1' },
  };

  it('is known from its greeting on, and for as long as it is open', async () => {
    const { around, socket } = await open();
    expect(socket.view.connectionId).toBeUndefined();
    await around.socket.receive(greeting);
    expect(socket.view.connectionId).toBe('c-1.a1');
    await around.socket.receive({ event: 'pong', id: 'x', data: {} });
    expect(socket.view.connectionId).toBe('c-1.a1');
    await around.socket.drop();
    expect(socket.view.connectionId).toBeUndefined();
    await around.pass(500);
    await around.socket.open();
    expect(socket.view.connectionId).toBeUndefined();
  });
});

describe('what a client reports of itself', () => {
  it('goes in the address of the socket, beside whatever stands there', async () => {
    const { around } = await open({
      ...{ url: 'wss://socket.example.com/live?stage=a', token: 'jwt' },
      ...{ clientType: 'cage-screen', username: 'Ana María & co' },
    });
    const { searchParams } = new URL(around.socket.url);
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ stage: 'a', clientType: 'cage-screen', username: 'Ana María & co' },
    });
    expect(around.socket.protocols).toEqual(['gallobets.v1', 'bearer.jwt']);
  });
});
