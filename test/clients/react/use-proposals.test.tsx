import { useProposals } from '../../../clients/react/index.ts';
import { doing, renderHook } from './render-hook.tsx';

const proposal = (
  proposalId: string,
  status = 'pending',
  createdAt = '2026-11-21T20:00:00.000Z',
) => ({
  proposalId,
  kind: 'pago',
  fightId: 'f1',
  fromUserId: 'ana',
  toUserId: 'bea',
  amount: 500,
  status,
  createdAt,
  expiresAt: '2026-11-21T20:03:00.000Z',
});

let count = 0;
const message = (event: string, data: object, requestId?: string) => {
  count += 1;
  return {
    event,
    id: `m${count}`,
    data,
    timestamp: 1_795_000_000_000,
    ...(requestId && { requestId }),
  };
};

const pending = (...list: object[]) =>
  message('pending_proposals', { pending: list, recent: [], truncated: false });

const received = (seen: ReturnType<typeof proposal>) =>
  message('proposal_received', { proposalId: seen.proposalId, proposal: seen });

const render = (limit?: number) =>
  renderHook(
    ({ environment }) => useProposals({ environment, ...(limit === undefined ? {} : { limit }) }),
    {},
  );

test('it opens a socket as the user of the provider, and shows what is pending', async () => {
  const { result, place } = render();
  await doing(() => undefined);
  expect(place.socket).toMatchObject({
    url: 'wss://socket.example/live',
    protocols: ['gallobets.v1', 'bearer.provided'],
  });
  expect(result.current).toMatchObject({ isConnected: false, isComplete: false, proposals: [] });
  await doing(() => place.socket.open());
  await doing(() => place.socket.receive(pending(proposal('p1'))));
  expect(result.current).toMatchObject({ isConnected: true, isComplete: true });
  expect(result.current.proposals.map(({ proposalId }) => proposalId)).toEqual(['p1']);
});

test('the currencies that proposals may be in are those that the server listed last', async () => {
  const { result, place } = render();
  await doing(() => place.socket.open());
  expect(result.current.currencies).toEqual([]);
  const seen = (...currencies: object[]) =>
    message('pending_proposals', { pending: [], recent: [], truncated: false, currencies });
  await doing(() => place.socket.receive(seen({ code: 'MXN', decimals: 2 })));
  // As a server of before does, which may still run while a deploy is under way.
  await doing(() => place.socket.receive(pending()));
  expect(result.current.currencies).toEqual([{ code: 'MXN', decimals: 2 }]);
  await doing(() => place.socket.receive(seen({ code: 'JPY', decimals: 0 })));
  expect(result.current.currencies).toEqual([{ code: 'JPY', decimals: 0 }]);
});

test('it shows what the server calls its connection, and says what it is itself', async () => {
  const { result, place } = renderHook(
    ({ environment }) =>
      useProposals({ environment, clientType: 'cage-screen', username: 'Ana María' }),
    {},
  );
  await doing(() => undefined);
  const { searchParams } = new URL(place.socket.url);
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ clientType: 'cage-screen', username: 'Ana María' },
  });
  await doing(() => place.socket.open());
  expect(result.current.connectionId).toBeUndefined();
  const greeting = { pending: [], recent: [], truncated: false, connectionId: 'c-1.a1' };
  await doing(() => place.socket.receive(message('pending_proposals', greeting)));
  expect(result.current.connectionId).toBe('c-1.a1');
});

test('what one proposes is there with its answer, and changes with its result [G12]', async () => {
  const { result, place } = render();
  await doing(() => place.socket.open());
  let outcome: unknown;
  await doing(() => {
    void result.current
      .propose('pago', { toUserId: 'bea', fightId: 'f1', amount: 500 })
      .then(seen => {
        outcome = seen;
      });
  });
  const [sent] = place.socket.sent.filter(({ action }) => action === 'create_pago_proposal');
  expect(sent).toMatchObject({ data: { toUserId: 'bea', fightId: 'f1', amount: 500 } });
  await doing(() =>
    place.socket.receive(
      message('proposal_created', { proposalId: 'p1', proposal: proposal('p1') }, sent.requestId),
    ),
  );
  expect(outcome).toMatchObject({ kind: 'answered' });
  expect(result.current.proposals).toMatchObject([{ proposalId: 'p1', status: 'pending' }]);
  await doing(() =>
    place.socket.receive(
      message('proposal_result', {
        proposalId: 'p1',
        proposal: proposal('p1', 'accepted'),
        outcome: 'accepted',
      }),
    ),
  );
  expect(result.current.proposals).toMatchObject([{ proposalId: 'p1', status: 'accepted' }]);
});

test('what is decided is not undone by a message that comes late', async () => {
  const { result, place } = render();
  await doing(() => place.socket.open());
  const accepted = proposal('p1', 'accepted');
  await doing(() =>
    place.socket.receive(
      message('proposal_result', { proposalId: 'p1', proposal: accepted, outcome: 'accepted' }),
    ),
  );
  await doing(() => place.socket.receive(received(proposal('p1'))));
  expect(result.current.proposals).toMatchObject([{ status: 'accepted' }]);
});

test('a countdown goes by the server’s clock, however wrong the machine’s is', async () => {
  const { result, place } = render();
  place.now = Date.parse('2026-11-21T23:00:00.000Z');
  await doing(() => place.socket.open());
  const timestamp = Date.parse('2026-11-21T20:01:00.000Z');
  await doing(() => place.socket.receive({ ...pending(proposal('p1')), timestamp }));
  expect(result.current.remainingMs(proposal('p1'))).toBe(120_000);
  place.now += 30_000;
  expect(result.current.remainingMs(proposal('p1'))).toBe(90_000);
});

test('what ended long ago while nobody listened is not shown as pending for ever', async () => {
  const { result, place } = render();
  await doing(() => place.socket.open());
  const timestamp = Date.parse('2026-11-21T20:01:00.000Z');
  const fresh = { ...proposal('p2'), expiresAt: '2026-11-21T23:05:00.000Z' };
  await doing(() => place.socket.receive({ ...pending(proposal('p1'), fresh), timestamp }));
  place.now += 3 * 3_600_000;
  await doing(() => place.socket.drop());
  await doing(() => place.pass(60_000));
  await doing(() => place.socket.open());
  // The list comes from an index, which may lag: what has time left is not dropped for its absence.
  await doing(() =>
    place.socket.receive({ ...pending(), timestamp: Date.parse('2026-11-21T23:02:00.000Z') }),
  );
  expect(result.current.proposals.map(({ proposalId }) => proposalId)).toEqual(['p2']);
});

test('beyond the limit decided ones go first, and then the oldest', async () => {
  const { result, place } = render(2);
  await doing(() => place.socket.open());
  await doing(() =>
    place.socket.receive(
      pending(
        proposal('old', 'pending', '2026-11-21T20:00:01.000Z'),
        proposal('done', 'rejected', '2026-11-21T20:00:03.000Z'),
        proposal('new', 'pending', '2026-11-21T20:00:02.000Z'),
      ),
    ),
  );
  expect(result.current.proposals.map(({ proposalId }) => proposalId)).toEqual(['new', 'old']);
});

test('the limit is for decided ones: what is pending is never pushed out by what comes later', async () => {
  const { result, place } = render(2);
  await doing(() => place.socket.open());
  await doing(() => place.socket.receive(pending(proposal('honest'))));
  for (let n = 0; n < 5; n += 1) {
    const made = proposal(`later-${n}`, 'pending', `2026-11-21T20:01:0${n}.000Z`);
    await doing(() => place.socket.receive(received(made)));
  }
  expect(result.current.proposals.map(({ proposalId }) => proposalId)).toEqual([
    ...['later-4', 'later-3', 'later-2', 'later-1', 'later-0', 'honest'],
  ]);
});

test('a list of several pages is read to its end, and complete once all pending ones are listed', async () => {
  const { result, place } = render();
  await doing(() => place.socket.open());
  const page = (id: string, next?: string) => ({
    ...{ pending: [proposal(id)], recent: [], truncated: next !== undefined },
    ...(next && { next }),
  });
  await doing(() => place.socket.receive(message('pending_proposals', page('p1', 'n1'))));
  expect(result.current.isComplete).toBe(false);
  const asked = place.socket.sent.at(-1);
  expect(asked).toMatchObject({ action: 'get_pending_proposals', data: { next: 'n1' } });
  await doing(() =>
    place.socket.receive(message('pending_proposals', page('p2'), asked.requestId)),
  );
  expect(result.current.isComplete).toBe(true);
  expect(result.current.proposals.map(({ proposalId }) => proposalId)).toEqual(['p1', 'p2']);
});

test('once it is gone the socket is closed and nothing is left', async () => {
  const { place, unmount } = render();
  await doing(() => place.socket.open());
  unmount();
  await doing(() => undefined);
  expect(place.sockets.every(({ isClosed }) => isClosed)).toBe(true);
  expect(place.held).toBe(0);
});

test('of a list that the server cut it is known that there is more', async () => {
  const { result, place } = render();
  await doing(() => place.socket.open());
  await doing(() => place.socket.receive(pending(proposal('p1'))));
  expect(result.current.isTruncated).toBe(false);
  const cut = { pending: [proposal('p1')], recent: [], truncated: true };
  await doing(() => place.socket.receive(message('pending_proposals', cut)));
  expect(result.current.isTruncated).toBe(true);
});
