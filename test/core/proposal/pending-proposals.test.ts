import { type PendingPage, pendingProposalsOf } from '../../../core/proposal/pending-proposals.ts';
import type { StoredProposal } from '../../../core/proposal/proposal.ts';
import type {
  ListName,
  ListPage,
  ListPosition,
  ListRead,
} from '../../../core/proposal/proposal-lists.ts';
import { exampleProposal } from './example-proposal.ts';

const now = Date.parse('2026-11-20T20:02:00.000Z');

const outcome = { status: 'accepted', decidedAt: '2026-11-20T20:01:00.000Z' } as const;

type Lists = Partial<Readonly<Record<ListName, readonly StoredProposal[]>>>;

/** Lists in memory, in the order in which they are given. */
function reader(lists: Lists, reads: ListRead[] = []) {
  const read = async (asked: ListRead): Promise<ListPage> => {
    reads.push(asked);
    const { list, after, limit } = asked;
    const all = (lists[list] ?? []).map(proposal => ({
      proposal,
      place: { key: proposal.decidedAt ?? proposal.expiresAt, proposalId: proposal.proposalId },
    }));
    const from = after === undefined ? 0 : indexOf(all, after.proposalId) + 1;
    const found = all.slice(from, from + limit);
    const stop = found.at(-1)?.place;
    return { found, ...(from + limit < all.length && stop ? { stop } : {}) };
  };
  return { read };
}

function indexOf(all: readonly { readonly proposal: StoredProposal }[], proposalId: string) {
  return all.findIndex(({ proposal }) => proposal.proposalId === proposalId);
}

async function pagesOf(lists: Lists): Promise<readonly PendingPage[]> {
  const pages: PendingPage[] = [];
  let after: ListPosition | undefined;
  do {
    const page = await pendingProposalsOf({ userId: 'ana', after }, reader(lists), now);
    pages.push(page);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

const idsOf = (proposals: readonly StoredProposal[]) => proposals.map(one => one.proposalId);

const many = (name: string, count: number, change: Partial<StoredProposal> = {}) =>
  Array.from({ length: count }, (_, index) =>
    exampleProposal({ proposalId: `${name}-${index}`, ...change }),
  );

test('of both sides: what ends first is first, and the newest outcome', async () => {
  const [page, ...more] = await pagesOf({
    received: [
      exampleProposal({ proposalId: 'r-1', expiresAt: '2026-11-20T20:02:30.000Z' }),
      exampleProposal({ proposalId: 'r-3', expiresAt: '2026-11-20T20:04:00.000Z' }),
    ],
    made: [exampleProposal({ proposalId: 'm-2', expiresAt: '2026-11-20T20:03:00.000Z' })],
    'ended-made': [exampleProposal({ proposalId: 'em-1', ...outcome })],
    'ended-received': [
      exampleProposal({
        proposalId: 'er-2',
        status: 'timeout',
        decidedAt: '2026-11-20T20:01:30.000Z',
      }),
    ],
  });
  expect(idsOf(page?.pending ?? [])).toEqual(['r-1', 'm-2', 'r-3']);
  expect(idsOf(page?.recent ?? [])).toEqual(['er-2', 'em-1']);
  expect(page).not.toHaveProperty('next');
  expect(more).toEqual([]);
});

test('pending ones are asked for from now on, outcomes of the last hour', async () => {
  const reads: ListRead[] = [];
  await pendingProposalsOf({ userId: 'ana' }, reader({}, reads), now);
  expect(reads.map(({ list, userId, boundIso }) => [list, userId, boundIso])).toEqual([
    ['received', 'ana', '2026-11-20T20:02:00.000Z'],
    ['made', 'ana', '2026-11-20T20:02:00.000Z'],
    ['ended-made', 'ana', '2026-11-20T19:02:00.000Z'],
    ['ended-received', 'ana', '2026-11-20T19:02:00.000Z'],
  ]);
});

test('one that is pending past its end is in neither list', async () => {
  const overdue = exampleProposal({ expiresAt: '2026-11-20T20:02:00.000Z' });
  expect(await pagesOf({ received: [overdue] })).toEqual([{ pending: [], recent: [] }]);
});

test('a hundred are on a page, pending ones first, and what follows is on the next', async () => {
  const pages = await pagesOf({
    received: many('r', 120),
    made: many('m', 20),
    'ended-made': many('em', 30, outcome),
    'ended-received': many('er', 131, outcome),
  });
  expect(pages.map(({ pending, recent }) => [pending.length, recent.length])).toEqual([
    [100, 0],
    [40, 60],
    [0, 100],
    [0, 1],
  ]);
  expect(new Set(pages.flatMap(({ pending }) => idsOf(pending))).size).toBe(140);
  expect(new Set(pages.flatMap(({ recent }) => idsOf(recent))).size).toBe(161);
});

test('a page stays under the 128 KB of a WebSocket message, and the rest is on the next', async () => {
  const long = { message: '€'.repeat(13_000) };
  const pages = await pagesOf({
    received: many('r', 2, long),
    'ended-received': many('er', 2, { ...long, ...outcome }),
  });
  expect(pages.map(({ pending, recent }) => [idsOf(pending), idsOf(recent)])).toEqual([
    [['r-0', 'r-1'], ['er-0']],
    [[], ['er-1']],
  ]);
  expect(new TextEncoder().encode(JSON.stringify(pages[0])).length).toBeLessThan(121_000);
});

test('one that no message could hold is passed over, and hides none behind it', async () => {
  const [huge] = many('huge', 1, { message: 'x'.repeat(120_000) });
  const pages = await pagesOf({ received: huge ? [huge, ...many('r', 101)] : [] });
  expect(pages.map(({ pending }) => pending.length)).toEqual([99, 2]);
});

test('what the decision remembers for itself is not shown', async () => {
  const [page] = await pagesOf({
    'ended-made': [exampleProposal({ ...outcome, decisionId: 'd-1' })],
  });
  expect(page?.recent[0]).not.toHaveProperty('decisionId');
});
