import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../core/clock.ts';
import { readPendingPage } from '../../../core/proposal/pending-page.ts';
import { visibleProposal } from '../../../core/proposal/proposal.ts';
import { createProposal, endProposal } from '../../../core/proposal/proposal-desk.ts';
import { proposalIdFor } from '../../../core/proposal/proposal-id.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import type { Proposal } from '../../../core/wire/socket/proposal.ts';
import type { ProposalDesk } from '../proposal-desk.ts';
import {
  type Cancellation,
  type NewProposal,
  type PendingInput,
  parseCancellation,
  parseFindInput,
  parseNewProposal,
  parsePendingInput,
} from '../proposal-input.ts';
import type { PendingProposals, ProposalResult } from '../proposal-result.ts';
import { type RetryPolicy, withRetries } from '../retry.ts';

/** A request on its way. Those of one maker go out one after the other. */
export interface ProposalAct {
  readonly makerId: string;
  readonly run: () => Promise<ProposalResult>;
}

/** What the actions on proposals work with. */
export interface ProposalActionsOptions {
  /** Absent when the publisher was given nothing of the stack's proposals. */
  readonly desk: ProposalDesk | undefined;
  readonly push: (act: ProposalAct) => Promise<ProposalResult>;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  /** The backend's name, by which the audit knows it. */
  readonly source: string;
  /** Of what the backend is doing now, asked as an action is called. */
  readonly traceparent: () => string | undefined;
}

/**
 * Proposals for users, by the rules that hold for a bettor's own: requests, that may be refused. Each
 * can be repeated as a whole, because a repetition is recognized by its id.
 */
export function proposalActions(options: ProposalActionsOptions) {
  const { desk, push, clock, retry, source } = options;
  const make = async (input: NewProposal): Promise<ProposalResult> => {
    const { kind, fromUserId, requestId, ...data } = parseNewProposal(input);
    const { store, timeoutMs, currencies } = existing(desk);
    const traceparent = options.traceparent();
    // Nothing is awaited before it is queued: a maker's go out in the order of the calls.
    const run = async (): Promise<ProposalResult> => {
      const id = await proposalIdFor(fromUserId, requestId);
      const now = clock();
      const request = { kind, fromUserId, requestId, data, madeBy: source, traceparent };
      const answer = await withRetries(
        retry,
        async () => await createProposal(request, { store, timeoutMs, currencies, now: () => now }),
      );
      if (answer.kind === 'refused') return refused(id, answer);
      const { proposal } = answer;
      // An attempt whose answer was lost made it at this very time.
      const isNew = proposal.createdAt === new Date(now).toISOString();
      return { outcome: isNew ? 'written' : 'already', id, proposal };
    };
    return await push({ makerId: fromUserId, run });
  };

  const cancel = async (input: Cancellation): Promise<ProposalResult> => {
    const { proposalId: id, fromUserId } = parseCancellation(input);
    const { store } = existing(desk);
    const decisionId = randomUUID();
    const traceparent = options.traceparent();
    const run = async (): Promise<ProposalResult> =>
      await withRetries(retry, async () => {
        const wish = { proposalId: id, action: 'cancel', userId: fromUserId } as const;
        const answer = await endProposal(
          { ...wish, decisionId, endedBy: source, traceparent },
          { store, now: clock },
        );
        if (answer.kind === 'done') return { outcome: 'written', id, proposal: answer.proposal };
        if (answer.code !== 'PROPOSAL_NOT_PENDING') return refused(id, answer);
        const found = await store.find(id);
        if (found?.status !== 'cancelled') return refused(id, answer);
        return { outcome: 'already', id, proposal: visibleProposal(found) };
      });
    return await push({ makerId: fromUserId, run });
  };

  return {
    /** PAGO_PROPOSAL or DOY_PROPOSAL; its recipient gets `proposal_received`. */
    make,

    /** The same events as `cancelled`: both sides receive it. Only the maker's own, and while pending. */
    cancel,

    /** The proposal as it is now; `undefined` when there is none. */
    get: async (id: string): Promise<Proposal | undefined> => {
      const { proposalId } = parseFindInput({ proposalId: id });
      const { store } = existing(desk);
      const found = await withRetries(retry, async () => ({ is: await store.find(proposalId) }));
      return found.is && visibleProposal(found.is);
    },

    /** The pending proposals as a user's socket receives them. Eventually consistent. */
    pendingOf: async (input: PendingInput): Promise<PendingProposals> => {
      const { userId, next } = parsePendingInput(input);
      const { lists } = existing(desk);
      const after = next === undefined ? undefined : lists.positionOf(next);
      if (next !== undefined && after === undefined) {
        throw new AppError(
          'INPUT_INVALID',
          'next: received what no page had as next, expected it unchanged',
        );
      }
      const request = { userId, after };
      return await withRetries(retry, async () => await readPendingPage(request, lists, clock()));
    },
  };
}

function existing(desk: ProposalDesk | undefined): ProposalDesk {
  if (desk !== undefined) return desk;
  throw new AppError(
    'CONFIG_INVALID',
    'received a publisher without `proposals`, expected what readStackTables gives: the tables and settings of proposals',
  );
}

function refused(
  id: string,
  { code, message }: Pick<Extract<ProposalResult, { outcome: 'refused' }>, 'code' | 'message'>,
): ProposalResult {
  return { outcome: 'refused', id, code, message };
}
