import { wholeList } from '../../../../clients/browser/socket/pending-pages.ts';
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
  const told: string[] = [];
  socket.on('pending_proposals', ({ pending, recent }) =>
    told.push(...[...pending, ...recent].map(({ proposalId }) => proposalId)),
  );
  return { around, socket, told };
}

describe('a list that the server sends by itself', () => {
  it('is read on, page by page, to its end', async () => {
    const { around, socket, told } = await listening();
    await around.socket.say(list('c.greeting.1', page('p-1', 'n-1')));
    const first = { action: 'get_pending_proposals', data: { next: 'n-1' } };
    expect(around.socket.sent).toEqual([{ ...first, requestId: 'behind-c.greeting.1' }]);
    await around.socket.say(list('gw-2', page('p-2', 'n-2'), 'behind-c.greeting.1'));
    const second = { action: 'get_pending_proposals', data: { next: 'n-2' } };
    expect(around.socket.sent.slice(1)).toEqual([{ ...second, requestId: 'behind-gw-2' }]);
    await around.socket.say(list('gw-3', page('p-3'), 'behind-gw-2'));
    await around.pass(60_000);
    expect(around.socket.sent).toHaveLength(2);
    expect(told).toEqual(['p-1', 'p-2', 'p-3']);
    expect(socket.view.pendingRequests).toBe(0);
  });

  it('is asked for again until it is answered, on the next connection too', async () => {
    const { around, told } = await listening();
    await around.socket.say(list('c.greeting.1', page('p-1', 'n-1')));
    await around.pass(5_000);
    expect(around.socket.sent).toHaveLength(2);
    await around.socket.drop();
    await around.pass(60_000);
    await around.socket.open();
    const asked = around.socket.sent[0];
    expect(asked).toMatchObject({ data: { next: 'n-1' } });
    await around.socket.say(list('gw-2', page('p-2'), String(asked?.requestId)));
    expect(told).toEqual(['p-1', 'p-2']);
  });

  it('that begins anew takes the place of the one that is read', async () => {
    const { around, socket } = await listening();
    await around.socket.say(list('c.greeting.1', page('p-1', 'n-1')));
    await around.socket.say(list('c.greeting.2', page('p-1', 'n-2')));
    expect(socket.view.pendingRequests).toBe(1);
    expect(around.socket.sent.map(({ data }) => data)).toEqual([{ next: 'n-1' }, { next: 'n-2' }]);
  });

  it('is not read twice when an answer comes twice', async () => {
    const { around } = await listening();
    await around.socket.say(list('c.greeting.1', page('p-1', 'n-1')));
    await around.socket.say(list('gw-2', page('p-2', 'n-2'), 'behind-c.greeting.1'));
    await around.socket.say(list('gw-3', page('p-2', 'n-2'), 'behind-c.greeting.1'));
    expect(around.socket.sent).toHaveLength(2);
  });

  it('whose next page is none is let be', async () => {
    const { around, socket } = await listening();
    await around.socket.say(list('c.greeting.1', page('p-1', 'n-1')));
    const data = { code: 'INVALID_MESSAGE', category: 'VALIDATION', message: 'none' };
    const requestId = 'behind-c.greeting.1';
    await around.socket.say({ event: 'proposal_error', id: 'x', data, requestId });
    await around.pass(60_000);
    expect(around.socket.sent).toHaveLength(1);
    expect(socket.view.pendingRequests).toBe(0);
  });

  it('is read for fifty pages and no more', async () => {
    const { around } = await listening();
    await around.socket.say(list('m-1', page('p-1', 'n')));
    for (let read = 1; read < 60; read += 1) {
      await around.socket.say(list(`m-${read + 1}`, page('p', 'n'), `behind-m-${read}`));
    }
    expect(around.socket.sent).toHaveLength(49);
  });
});

describe('a list that is asked for', () => {
  it('is given whole, each page told to handlers once, and nothing is asked for twice', async () => {
    const { around, socket, told } = await listening();
    const outcome = socket.pending();
    await around.socket.say(list('gw-1', page('p-1', 'n-1'), 'id-1'));
    await around.socket.say(list('gw-2', page('p-2', undefined, 'accepted'), 'id-2'));
    expect(await outcome).toMatchObject({
      kind: 'answered',
      data: {
        pending: [{ proposalId: 'p-1' }],
        recent: [{ proposalId: 'p-2' }],
        truncated: false,
      },
    });
    expect(around.socket.sent.map(({ data }) => data)).toEqual([undefined, { next: 'n-1' }]);
    expect(told).toEqual(['p-1', 'p-2']);
  });

  it('is refused as a whole when a page of it is', async () => {
    const { around, socket } = await listening();
    const outcome = socket.pending();
    await around.socket.say(list('gw-1', page('p-1', 'n-1'), 'id-1'));
    const data = { code: 'INTERNAL_ERROR', message: 'not now' };
    await around.socket.say({ event: 'proposal_error', id: 'x', data, requestId: 'id-2' });
    expect(await outcome).toEqual({ kind: 'refused', ...data });
  });
});

test('what was pending on one page and has ended on a later one has ended', () => {
  const accepted = page('p-1', undefined, 'accepted');
  const whole = wholeList([page('p-1', 'n-1'), accepted] as Parameters<typeof wholeList>[0]);
  expect(whole).toEqual({ pending: [], recent: accepted.recent, truncated: false });
});
