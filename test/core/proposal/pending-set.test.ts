import fc from 'fast-check';
import { idsOfEnded, isPendingAt } from '../../../core/proposal/pending-set.ts';
import type { StoredProposal } from '../../../core/proposal/proposal.ts';
import { createProposal } from '../../../core/proposal/proposal-desk.ts';
import type { ProposalStore } from '../../../core/proposal/proposal-store.ts';
import { currencies } from '../../support/currencies.ts';
import { exampleProposal } from './example-proposal.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');
const lifeMs = 10_000;

test('what is pending keeps its place; what has ended, is past its end or is gone, does not', () => {
  const now = Date.parse('2026-11-20T20:01:00.000Z');
  const found = [
    exampleProposal({ proposalId: 'pending', expiresAt: '2026-11-20T20:01:00.001Z' }),
    exampleProposal({ proposalId: 'accepted', status: 'accepted' }),
    exampleProposal({ proposalId: 'timeout', status: 'timeout' }),
    exampleProposal({ proposalId: 'over', expiresAt: '2026-11-20T20:01:00.000Z' }),
    undefined,
  ];
  const ids = ['pending', 'accepted', 'timeout', 'over', 'gone'];
  expect(idsOfEnded(ids, found, now)).toEqual(['accepted', 'timeout', 'over', 'gone']);
});

/** What happens to the proposals of one maker; `which` is taken modulo those that there are. */
type Step =
  | { readonly kind: 'create' }
  /** By an answer, the clock or a backend: nobody touches the set. */
  | { readonly kind: 'end'; readonly which: number }
  /** A backend gives it more time. */
  | { readonly kind: 'prolong'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ kind: 'create' } as const) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('prolong' as const), which: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.integer({ min: 1, max: lifeMs }),
    }),
  },
);

/** Proposals and the set of their maker: each call is carried out at once, whenever it is its turn. */
function world(turn: <T>(work: () => T) => Promise<T>) {
  const proposals = new Map<string, StoredProposal>();
  const set = new Set<string>();
  let now = start;
  let most = 0;
  const pending = () => [...proposals.values()].filter(one => isPendingAt(one, now));
  const look = () => {
    most = Math.max(most, pending().length);
  };
  const change = (which: number, part: Partial<StoredProposal>) => {
    const one = pending()[which % Math.max(1, pending().length)];
    if (one) proposals.set(one.proposalId, { ...one, ...part });
  };
  const store: Pick<ProposalStore, 'find' | 'create' | 'release'> = {
    find: id => turn(() => proposals.get(id)),
    create: proposal =>
      turn(() => {
        if (set.size >= 20) return { kind: 'no-room', ids: [...set] };
        proposals.set(proposal.proposalId, proposal);
        set.add(proposal.proposalId);
        look();
        return { kind: 'created' };
      }),
    release: (_makerId, ids) =>
      turn(() => {
        for (const id of ids) set.delete(id);
      }),
  };
  const ports = {
    store: { ...store, decide: () => Promise.reject(new Error('nobody decides here')) },
    now: () => now,
    timeoutMs: lifeMs,
    currencies,
  };
  let requests = 0;
  const create = () => {
    requests += 1;
    const data = { toUserId: 'beto', fightId: 'f-1', amount: 1 };
    const request = { kind: 'pago', fromUserId: 'ana', requestId: `r-${requests}`, data } as const;
    return createProposal(request, ports);
  };
  const run = (one: Step): Promise<unknown> => {
    switch (one.kind) {
      case 'create':
        return create();
      case 'end':
        return turn(() => change(one.which, { status: 'cancelled' }));
      case 'prolong':
        return turn(() =>
          change(one.which, { expiresAt: new Date(now + 3 * lifeMs).toISOString() }),
        );
      case 'pass':
        return turn(() => {
          now += one.ms;
        });
    }
  };
  return { run, create, pending, most: () => most };
}

test('whatever meets whatever, never more than twenty are pending, and there is room for the twentieth', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(step, { minLength: 30, maxLength: 120 }),
      async (scheduler, steps) => {
        const turn = async <T>(work: () => T): Promise<T> => {
          await scheduler.schedule(Promise.resolve());
          return work();
        };
        const { run, create, pending, most } = world(turn);
        const all = Promise.all(steps.map(run));
        await scheduler.waitFor(all);
        expect(most()).toBeLessThanOrEqual(20);
        // All is quiet: now what is refused is refused for twenty that are pending.
        while (pending().length < 20) {
          expect(await scheduler.waitFor(create())).toMatchObject({ kind: 'done' });
        }
        expect(await scheduler.waitFor(create())).toMatchObject({ code: 'TOO_MANY_PENDING' });
      },
    ),
    { numRuns: 150 },
  );
});

test('room that others take five times in a row is not made a sixth time', async () => {
  let created = 0;
  let released = 0;
  const answer = await createProposal(
    {
      kind: 'pago',
      fromUserId: 'ana',
      requestId: 'r-1',
      data: { toUserId: 'beto', fightId: 'f-1', amount: 1 },
    },
    {
      store: {
        find: async () => undefined,
        create: async () => {
          created += 1;
          return { kind: 'no-room', ids: ['ended'] };
        },
        release: async () => {
          released += 1;
        },
        decide: () => Promise.reject(new Error('nobody decides here')),
      },
      now: () => start,
      timeoutMs: lifeMs,
      currencies,
    },
  );
  expect(answer).toMatchObject({ kind: 'refused', code: 'TOO_MANY_PENDING' });
  expect([created, released]).toEqual([6, 5]);
});
