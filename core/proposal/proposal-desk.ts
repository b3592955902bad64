import type { Clock } from '../clock.ts';
import type { Currencies } from '../wire/currency.ts';
import type { Proposal, ProposalOutcome } from '../wire/socket/proposal.ts';
import { type Decision, type DecisionRequest, decideProposal } from './decide-proposal.ts';
import {
  asksTheSame,
  type CreationRequest,
  makeProposal,
  type ProposalTerms,
} from './make-proposal.ts';
import { idsOfEnded, maxPendingPerMaker } from './pending-set.ts';
import { type StoredProposal, visibleProposal } from './proposal.ts';
import type { BetRefusal, ProposalStore } from './proposal-store.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What the desk works with. */
export interface DeskPorts extends ProposalTerms {
  readonly store: ProposalStore;
  readonly now: Clock;
}

/** The proposal that a request made, now or the first time it was sent; or why there is none. */
export type CreationAnswer =
  | {
      readonly kind: 'done';
      readonly proposal: Proposal;
      /** Whether this request was it, or an earlier one that it repeats. */
      readonly isNew: boolean;
    }
  | Refusal;

/** The proposal as it ended, or why it did not end. */
export type EndAnswer =
  | {
      readonly kind: 'done';
      readonly proposal: Proposal;
      readonly outcome: ProposalOutcome;
      /** Whether this request ended it, or an earlier one that it repeats. */
      readonly isNew: boolean;
    }
  | Refusal;

/** How often room is made for one proposal. Each time it is gone again, another request has had it. */
const maxTimesRoomIsMade = 5;

/** Makes a proposal, or finds the one that the same request has made already. */
export async function createProposal(
  request: CreationRequest,
  ports: DeskPorts,
): Promise<CreationAnswer> {
  const { fromUserId, data } = request;
  if (data.toUserId === fromUserId) {
    return refuse('SELF_PROPOSAL', 'received the maker in toUserId, expected another user');
  }
  const { currency } = data;
  if (currency !== undefined && !ports.currencies.some(({ code }) => code === currency)) {
    return refuseCurrency(currency, ports.currencies);
  }
  const proposal = await makeProposal(request, ports.now(), ports);
  for (let made = 0; ; made += 1) {
    const result = await ports.store.create(proposal, request.traceparent);
    switch (result.kind) {
      case 'created':
        return done(proposal, true);
      case 'exists':
        return repeated(proposal, result.proposal);
      case 'no-room': {
        const isRoom = made < maxTimesRoomIsMade && (await makeRoom(fromUserId, result.ids, ports));
        if (!isRoom) return tooManyPending(fromUserId);
        break;
      }
      default:
        return refuseBet(result, { fightId: data.fightId, userId: fromUserId, other: 'recipient' });
    }
  }
}

/** Takes out of the maker's set what has ended; false when nothing has. */
async function makeRoom(
  makerId: string,
  ids: readonly string[],
  { store, now }: DeskPorts,
): Promise<boolean> {
  const found = await Promise.all(ids.map(id => store.find(id)));
  const ended = idsOfEnded(ids, found, now());
  if (ended.length === 0) return false;
  await store.release(makerId, ended);
  return true;
}

/** Accepts, rejects or cancels a proposal, if whoever asks may and nothing else was faster. */
export async function endProposal(
  request: DecisionRequest,
  { store, now }: Pick<DeskPorts, 'store' | 'now'>,
): Promise<EndAnswer> {
  const found = await store.find(request.proposalId);
  const decision = decideProposal(found, request, now());
  if (decision.kind !== 'write') return ended(decision);
  const { write, proposal } = decision;
  const result = await store.decide(write, request.traceparent);
  switch (result.kind) {
    case 'written':
      return {
        kind: 'done',
        proposal: visibleProposal(proposal),
        outcome: write.outcome,
        isNew: true,
      };
    case 'lost':
      // Judged no earlier than the write was, lest a clock that steps back finds nothing wrong.
      return explainLoss(result.proposal, request, Math.max(now(), Date.parse(write.decidedAt)));
    default:
      return refuseBet(result, {
        fightId: proposal.fightId,
        userId: request.userId,
        other: 'maker',
      });
  }
}

/** The write lost against another; what stands now says why, by the same rules. */
function explainLoss(
  proposal: StoredProposal | undefined,
  request: DecisionRequest,
  now: number,
): EndAnswer {
  const decision = decideProposal(proposal, request, now);
  if (decision.kind !== 'write') return ended(decision);
  return refuse('PROPOSAL_NOT_PENDING', 'another change of the proposal was faster; ask again');
}

function ended(decision: Exclude<Decision, { readonly kind: 'write' }>): EndAnswer {
  if (decision.kind === 'refused') return decision;
  const { proposal, outcome } = decision;
  return { kind: 'done', proposal: visibleProposal(proposal), outcome, isNew: false };
}

function repeated(proposal: StoredProposal, earlier: StoredProposal): CreationAnswer {
  if (asksTheSame(proposal, earlier)) return done(earlier, false);
  return refuse(
    'REQUEST_ID_REUSED',
    'received a requestId that made another proposal before, expected a new one',
  );
}

function refuseCurrency(currency: string, currencies: Currencies): Refusal {
  const codes = currencies.map(({ code }) => code);
  return refuse(
    'CURRENCY_NOT_ALLOWED',
    `received the currency ${currency}, expected ${codes.length === 1 ? codes[0] : `one of ${codes.join(', ')}`}`,
  );
}

function tooManyPending(makerId: string): Refusal {
  return refuse(
    'TOO_MANY_PENDING',
    `user ${makerId} has ${maxPendingPerMaker} pending proposals, expected fewer; wait, or cancel one`,
  );
}

/** A bet that was asked for: on which fight, by whom, and who the other side is. */
interface AskedBet {
  readonly fightId: string;
  readonly userId: string;
  readonly other: 'maker' | 'recipient';
}

const otherNotAvailable = {
  recipient: 'RECIPIENT_NOT_AVAILABLE',
  maker: 'MAKER_NOT_AVAILABLE',
} as const;

function refuseBet(refusal: BetRefusal, { fightId, userId, other }: AskedBet): Refusal {
  switch (refusal.kind) {
    case 'fight-not-found':
      return refuse('FIGHT_NOT_FOUND', `there is no fight ${fightId}`);
    case 'betting-closed':
      return refuse(
        'BETTING_CLOSED',
        `fight ${fightId} has status ${refusal.fightStatus}, expected status betting`,
      );
    case 'user-not-allowed':
      return refuse(
        'USER_NOT_ALLOWED',
        refusal.userStatus === undefined
          ? `there is no user ${userId} yet, expected one with status active`
          : `user ${userId} has status ${refusal.userStatus}, expected status active`,
      );
    case 'other-not-available':
      return refuse(
        otherNotAvailable[other],
        `the ${other} takes no part in bets now, expected an active user`,
      );
  }
}

function done(proposal: StoredProposal, isNew: boolean): CreationAnswer {
  return { kind: 'done', proposal: visibleProposal(proposal), isNew };
}
