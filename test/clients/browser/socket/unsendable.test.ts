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
    await around.socket.say({ ...created, requestId: 'other' });
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
    await around.socket.say({ ...created, requestId: 'edge' });
    expect((await asked).kind).toBe(kind);
  });

  it.each([
    ['what holds itself', circular(), /circular/i],
    ['a BigInt', 5_000n, /BigInt/],
    [
      'what refuses to be told',
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

describe('the id of a connection', () => {
  const greeting = {
    event: 'pending_proposals',
    id: 'c-1.a1.greeting.1',
    data: { pending: [proposal], recent: [], truncated: false, connectionId: 'c-1.a1' },
  };

  it('is known from its greeting on, and for as long as it is open', async () => {
    const { around, socket } = await open();
    expect(socket.view.connectionId).toBeUndefined();
    await around.socket.say(greeting);
    expect(socket.view.connectionId).toBe('c-1.a1');
    await around.socket.say({ event: 'pong', id: 'x', data: {} });
    expect(socket.view.connectionId).toBe('c-1.a1');
    await around.socket.drop();
    expect(socket.view.connectionId).toBeUndefined();
    await around.pass(500);
    await around.socket.open();
    expect(socket.view.connectionId).toBeUndefined();
  });
});

describe('what a client says of itself', () => {
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
