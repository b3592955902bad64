import type { Proposal } from '../../../core/wire/socket/proposal.ts';
import { findProposal, PendingBook, shortId } from '../../../tools/client/pending-book.ts';

const proposal = (
  proposalId: string,
  minute: number,
  changes: Partial<Proposal> = {},
): Proposal => ({
  proposalId,
  kind: 'doy',
  fightId: 'f1',
  fromUserId: 'ana',
  toUserId: 'beto',
  amount: 5_000,
  status: 'pending',
  createdAt: `2026-11-21T12:0${minute}:00.000Z`,
  expiresAt: `2026-11-21T12:0${minute + 3}:00.000Z`,
  ...changes,
});

const noon = Date.parse('2026-11-21T12:00:00.000Z');
const ids = (proposals: readonly Proposal[]) => proposals.map(({ proposalId }) => proposalId);

describe('the book of what is pending', () => {
  it('has the one that ends first first, and each is new once', () => {
    const book = new PendingBook();
    expect([book.enter(proposal('late', 2)), book.enter(proposal('soon', 1))]).toEqual([
      true,
      true,
    ]);
    expect(book.enter(proposal('soon', 1))).toBe(false);
    expect(ids(book.pendingAt(noon))).toEqual(['soon', 'late']);
  });

  it('drops what is decided, and an older message does not bring it back', () => {
    const book = new PendingBook();
    book.enter(proposal('one', 1));
    book.enter(proposal('one', 1, { status: 'accepted' }));
    expect(book.enter(proposal('one', 1))).toBe(false);
    expect(book.pendingAt(noon)).toEqual([]);
  });

  it('counts nothing whose time is over by the server’s clock', () => {
    const book = new PendingBook();
    book.enter(proposal('one', 0));
    expect(ids(book.pendingAt(noon + 179_999))).toEqual(['one']);
    expect(book.pendingAt(noon + 180_000)).toEqual([]);
  });

  it('keeps 5,000, and what comes later pushes none out that ends sooner', () => {
    const book = new PendingBook();
    book.enter(proposal('honest', 1));
    for (let n = 0; n < 5_000; n += 1) book.enter(proposal(`p${n}`, 2));
    expect(book.pendingAt(noon)).toHaveLength(5_000);
    expect(ids(book.pendingAt(noon))).toContain('honest');
    expect(book.enter(proposal('later', 3))).toBe(false);
    expect(book.enter(proposal('sooner', 0))).toBe(true);
    expect(ids(book.pendingAt(noon)).slice(0, 2)).toEqual(['sooner', 'honest']);
  });
});

test('a proposal is found by its id, by the beginning of it alone, or as the last', () => {
  const all = [proposal('p-ab12', 2), proposal('p-ab34', 1), proposal('p-ab', 0)];
  expect(
    ['p-ab12', 'p-ab3', 'last', 'p-ab', 'p-a', 'x'].map(id => findProposal(all, id)?.proposalId),
  ).toEqual(['p-ab12', 'p-ab34', 'p-ab12', 'p-ab', undefined, undefined]);
  expect(findProposal([], 'last')).toBeUndefined();
  expect(shortId('p-a0ba9e2bbf73e8963c1e')).toBe('p-a0ba9e2b');
});
