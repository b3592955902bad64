import { signToken } from '../../core/auth/sign-token.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import type { StoredProposal } from '../../core/proposal/proposal.ts';
import type { ProposalStore } from '../../core/proposal/proposal-store.ts';
import { type AnswerPorts, answerMessage } from '../../core/socket/answer-message.ts';
import { nextOf, positionOf } from '../../lambdas/adapters/proposals/proposal-lists.ts';
import { currencies } from '../support/currencies.ts';
import { fixedSecret } from '../support/fixed-key.ts';
import { memorySegments } from '../support/memory-segments.ts';
import { expectRecorded, inputs, recordedAtMs } from './replay.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const hourMs = 3_600_000;
const iso = (afterMs: number) => new Date(recordedAtMs + afterMs).toISOString();
const terms = { issuer: 'gallobets', audience: 'gallobets-realtime' };

interface Message {
  readonly as: string;
  readonly text: string;
}

const given: readonly StoredProposal[] = [
  ['p-to-ana', 'beto', 'ana', 60_000],
  ['p-to-ana-2', 'beto', 'ana', 61_000],
  ['p-of-ana', 'ana', 'beto', 62_000],
  ['p-past', 'beto', 'ana', -1],
].map(([proposalId, fromUserId, toUserId, endsInMs]) => ({
  proposalId: String(proposalId),
  kind: 'doy',
  fromUserId: String(fromUserId),
  toUserId: String(toUserId),
  fightId: 'open',
  amount: 300,
  currency: 'MXN',
  status: 'pending',
  createdAt: iso(Number(endsInMs) - 180_000),
  expiresAt: iso(Number(endsInMs)),
}));

/** The rules of the table's conditions, in a map. */
function memoryStore(): ProposalStore {
  const proposals = new Map(given.map(proposal => [proposal.proposalId, proposal]));
  return {
    find: async id => {
      if (id === 'p-broken') throw new Error('the table cannot be read');
      return proposals.get(id);
    },
    create: async proposal => {
      const earlier = proposals.get(proposal.proposalId);
      if (earlier !== undefined) return { kind: 'exists', proposal: earlier };
      if (proposal.fightId === 'none') return { kind: 'fight-not-found' };
      if (proposal.fightId === 'closed') return { kind: 'betting-closed', fightStatus: 'live' };
      proposals.set(proposal.proposalId, proposal);
      return { kind: 'created' };
    },
    release: async () => undefined,
    decide: async ({ proposalId, outcome, decidedAt, decisionId }) => {
      const proposal = proposals.get(proposalId);
      if (proposal === undefined) return { kind: 'lost', proposal };
      proposals.set(proposalId, { ...proposal, status: outcome, decidedAt, decisionId });
      return { kind: 'written' };
    },
  };
}

const ports = {
  ...terms,
  store: memoryStore(),
  lists: {
    nextOf,
    positionOf,
    read: async ({ userId, list }) => ({
      found: given
        .filter(({ toUserId }) => list === 'received' && toUserId === userId)
        .map(proposal => ({
          proposal,
          place: { key: proposal.expiresAt, proposalId: proposal.proposalId },
        })),
    }),
  },
  rates: {
    take: async (_rate, holder) =>
      holder === 'rated' ? { kind: 'exceeded', retryAfterSec: 7 } : { kind: 'within' },
  },
  connections: {
    countMessage: async ({ userId }: { userId: string }) => {
      if (userId === 'fast') return { kind: 'too-many', retryAfterMs: 230 };
      if (userId === 'gone') return { kind: 'unknown' };
      const connection = {
        role: userId === 'operator' ? 'operator' : 'bettor',
        permissions: [],
        tokenExpiresAtMs: recordedAtMs + (userId === 'late' ? -1 : hourMs),
      };
      return { kind: 'counted', connection };
    },
    renew: async ({ userId }: { userId: string }) => userId !== 'late',
    close: async () => undefined,
  } as unknown as AnswerPorts['connections'],
  rooms: {
    join: async () => true,
    leave: async () => undefined,
    leaveAll: async () => undefined,
    membersOf: async () => [],
  },
  workflows: { find: async () => undefined },
  workflowLog: new LogReader({
    store: memorySegments(),
    channel: 'workflows',
    clock: () => recordedAtMs,
  }),
  gateway: { post: async () => ({ kind: 'sent' }), close: async () => ({ kind: 'sent' }) },
  revocations: { isRevoked: async ({ tokenId }) => tokenId === 'revoked' },
  tokenKey: { kind: 'secret', source: fixedSecret(secret) },
  timeoutMs: 180_000,
  currencies,
  now: () => recordedAtMs,
  onFailure: () => undefined,
} satisfies AnswerPorts;

test('messages of every action are answered byte for byte as they were', async () => {
  const tokenOf = (userId: string, ttlSeconds: number, tokenId: string) => {
    const request = { ...terms, userId, role: 'bettor', ttlSeconds, now: recordedAtMs, tokenId };
    return signToken(request, secret);
  };
  const tokens: Readonly<Record<string, string>> = {
    $good: await tokenOf('ana', 7_200, 'one'),
    $expired: await tokenOf('ana', -60, 'two'),
    $other: await tokenOf('beto', 3_600, 'three'),
    $revoked: await tokenOf('ana', 3_600, 'revoked'),
    $lost: await tokenOf('late', 3_600, 'four'),
  };
  const lines: string[] = [];
  for (const [index, { as: userId, text }] of inputs<Message>('socket-messages').entries()) {
    const answer = await answerMessage(
      {
        user: {
          userId,
          role: 'bettor',
          connectionId: `${userId}-1`,
          tokenExpiresAtMs: recordedAtMs + hourMs,
        },
        connectedAtMs: recordedAtMs,
        eventId: `gw-${index + 1}`,
        text: text.replace(/\$\w+/, name => tokens[name] ?? name),
      },
      ports,
    );
    lines.push(`${userId} < ${text}`, JSON.stringify(answer), '');
  }
  expectRecorded('socket', lines.join('\n'));
});
