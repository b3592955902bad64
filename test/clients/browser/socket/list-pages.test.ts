import { open, proposal, unasked } from './open-socket.ts';

/** A page with one proposal on it. */
function page(proposalId: string, next?: string, status = 'pending') {
  const one = { ...proposal, proposalId, status };
  return {
    ...(status === 'pending' ? { pending: [one], recent: [] } : { pending: [], recent: [one] }),
    truncated: next !== undefined,
    ...(next === undefined ? {} : { next }),
  };
}

const list = (id: string, data: object, requestId?: string) => ({
  event: 'pending_proposals',
  id,
  data,
  ...(requestId === undefined ? {} : { requestId }),
});

async function listening() {
  const { around, socket } = await open(unasked);
  const received: string[] = [];
  socket.on('pending_proposals', ({ pending, recent }) =>
    received.push(...[...pending, ...recent].map(({ proposalId }) => proposalId)),
  );
  return { around, socket, received };
}

const ask = (next: string, requestId: string) => ({
  action: 'get_pending_proposals',
  data: { next },
  requestId,
});

/** What the socket names a list that nobody asked for. */
const own = 'missed-1795000000000';

describe('a list that the server sends by itself', () => {
  it('is read on, page by page, to its end', async () => {
    const { around, socket, received } = await listening();
    await around.socket.receive(list('c.greeting.1', page('p-1', 'n-1')));
    expect(around.socket.sent).toEqual([ask('n-1', own)]);
    await around.socket.receive(list('gw-2', page('p-2', 'n-2'), own));
    expect(around.socket.sent.slice(1)).toEqual([ask('n-2', own)]);
    await around.socket.receive(list('gw-3', page('p-3'), own));
    await around.pass(60_000);
    expect(around.socket.sent).toHaveLength(2);
    expect(received).toEqual(['p-1', 'p-2', 'p-3']);
    expect(socket.view.pendingRequests).toBe(0);
  });

  it('is asked for again until it is answered, on the next connection too', async () => {
    const { around, received } = await listening();
    await around.socket.receive(list('c.greeting.1', page('p-1', 'n-1')));
    await around.pass(5_000);
    expect(around.socket.sent).toEqual([ask('n-1', own), ask('n-1', own)]);
    await around.socket.drop();
    await around.pass(10_000);
    await around.socket.open();
    expect(around.socket.sent).toEqual([ask('n-1', own)]);
    await around.socket.receive(list('gw-2', page('p-2'), own));
    expect(received).toEqual(['p-1', 'p-2']);
  });

  it('that starts over replaces the one that is being read', async () => {
    const { around, socket } = await listening();
    await around.socket.receive(list('c.greeting.1', page('p-1', 'n-1')));
    await around.socket.receive(list('c.greeting.2', page('p-1', 'n-2')));
    expect(socket.view.pendingRequests).toBe(1);
    expect(around.socket.sent).toEqual([ask('n-1', own), ask('n-2', own)]);
  });

  it('loses no page when answers come twice', async () => {
    const { around, received, socket } = await listening();
    await around.socket.receive(list('c.greeting.1', page('p-1', 'n-1')));
    await around.socket.receive(list('gw-2', page('p-2', 'n-2'), own));
    await around.socket.receive(list('gw-3', page('p-2', 'n-2'), own));
    await around.socket.receive(list('gw-4', page('p-3'), own));
    await around.socket.receive(list('gw-5', page('p-3'), own));
    await around.socket.receive(list('gw-6', page('p-2', 'n-2'), own));
    expect(new Set(received)).toEqual(new Set(['p-1', 'p-2', 'p-3']));
    expect(around.socket.sent).toEqual([ask('n-1', own), ask('n-2', own), ask('n-2', own)]);
    expect(socket.view.pendingRequests).toBe(0);
  });

  it.each([
    ['whose next page is refused', async () => undefined],
    [
      'that has no end',
      async (receive: (data: object) => Promise<unknown>) => {
        await receive(page('p', 'n'));
      },
    ],
  ])('%s is read for a minute', async (_title, answer) => {
    const { around, socket } = await listening();
    await around.socket.receive(list('c.greeting.1', page('p-1', 'n-1')));
    for (let second = 0; second < 60; second += 1) {
      expect(socket.view.pendingRequests).toBe(1);
      const data = { code: 'INVALID_MESSAGE', category: 'VALIDATION', message: 'none' };
      await around.socket.receive({
        event: 'proposal_error',
        id: `x-${second}`,
        data,
        requestId: own,
      });
      await answer(received => around.socket.receive(list(`m-${second}`, received, own)));
      await around.pass(1_000);
    }
    expect(socket.view.pendingRequests).toBe(0);
  });
});

describe('a list that is asked for', () => {
  it('is answered by its last page, when all were delivered', async () => {
    const { around, socket, received } = await listening();
    const outcome = socket.pending({ requestId: 'mine' });
    await around.socket.receive(list('gw-1', page('p-1', 'n-1'), 'mine'));
    await around.socket.receive(list('gw-2', page('p-2', undefined, 'accepted'), 'mine'));
    expect(await outcome).toMatchObject({
      kind: 'answered',
      data: { pending: [], recent: [{ proposalId: 'p-2' }], truncated: false },
    });
    expect(around.socket.sent).toEqual([
      { action: 'get_pending_proposals', requestId: 'mine' },
      ask('n-1', 'mine'),
    ]);
    expect(received).toEqual(['p-1', 'p-2']);
  });

  it('is refused as a whole when a page of it is', async () => {
    const { around, socket } = await listening();
    const outcome = socket.pending();
    await around.socket.receive(list('gw-1', page('p-1', 'n-1'), 'id-1'));
    const data = { code: 'INTERNAL_ERROR', message: 'not now' };
    await around.socket.receive({ event: 'proposal_error', id: 'x', data, requestId: 'id-1' });
    expect(await outcome).toEqual({ kind: 'refused', ...data });
  });
});
