import { asksTheSame, makeProposal } from '../../../core/proposal/make-proposal.ts';
import { proposalIdFor } from '../../../core/proposal/proposal-id.ts';
import { proposalIdSchema } from '../../../core/wire/socket/proposal.ts';
import { currencies } from '../../support/currencies.ts';
import { createdAtMs, exampleProposal } from './example-proposal.ts';

const request = {
  kind: 'pago',
  fromUserId: 'ana',
  requestId: 'r-1',
  data: { toUserId: 'beto', fightId: 'f-1', amount: 5000 },
} as const;

const terms = { timeoutMs: 180_000, currencies };

test('a proposal carries what was asked for, the first currency of the stack, and its end', async () => {
  expect(await makeProposal(request, createdAtMs, terms)).toEqual({
    proposalId: 'p-a0ba9e2bbf73e8963c1e02b96499f6d065f087eca5d5a7fdf5cd0bd20d54a381',
    kind: 'pago',
    fromUserId: 'ana',
    toUserId: 'beto',
    fightId: 'f-1',
    amount: 5000,
    currency: 'MXN',
    status: 'pending',
    createdAt: '2026-11-20T20:00:00.000Z',
    expiresAt: '2026-11-20T20:03:00.000Z',
  });
});

test('a proposal that names its currency is in it', async () => {
  const inYen = { ...request, data: { ...request.data, currency: 'JPY' } };
  expect(await makeProposal(inYen, createdAtMs, terms)).toMatchObject({
    amount: 5000,
    currency: 'JPY',
  });
});

test('an id is the same for the same user and request, and another for any other pair', async () => {
  const id = await proposalIdFor('ana', 'r-1');
  expect(await proposalIdFor('ana', 'r-1')).toBe(id);
  expect(await proposalIdFor('anar', '-1')).not.toBe(id);
  expect(await proposalIdFor('beto', 'r-1')).not.toBe(id);
  expect(id).toHaveLength(66);
  expect(proposalIdSchema.safeParse(id).success).toBe(true);
});

test.each([
  ['kind', { kind: 'doy' }],
  ['recipient', { toUserId: 'carla' }],
  ['fight', { fightId: 'f-2' }],
  ['bet', { betId: 'b-1' }],
  ['amount', { amount: 5001 }],
  ['currency', { currency: 'JPY' }],
  ['odds', { odds: 2 }],
  ['message', { message: 'va' }],
] as const)('another %s is another wish', (_title, change) => {
  expect(asksTheSame(exampleProposal(), exampleProposal(change))).toBe(false);
});

test('another time or status is the same wish', () => {
  const later = exampleProposal({ status: 'accepted', createdAt: '2026-11-20T20:00:01.000Z' });
  expect(asksTheSame(exampleProposal(), later)).toBe(true);
});
