import type { EventData, ReceivedEvent } from '../../clients/react/index.ts';

export type FightState = EventData<'FIGHT_CREATED'>['status'];

/** A proposal that waits for its answer. */
export interface OpenProposal {
  readonly proposalId: string;
  readonly kind: string;
  readonly fromUserId: string;
  readonly toUserId: string;
  readonly amount: number;
  readonly currency: string | undefined;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** One fight, as far as the events that were seen describe it. */
export interface Fight {
  readonly fightId: string;
  readonly state: FightState;
  readonly title: string | undefined;
  readonly venue: string | undefined;
  readonly red: string | undefined;
  readonly blue: string | undefined;
  readonly winner: string | undefined;
  /** Undefined: before what is known. */
  readonly createdAtMs: number | undefined;
  readonly changedAtMs: number;
  /** When bets were opened, and closed again. */
  readonly openedAtMs: number | undefined;
  readonly closedAtMs: number | undefined;
  readonly bets: Readonly<Record<'red' | 'blue' | 'draw', { count: number; amount: number }>>;
  readonly matchedAmount: number;
  readonly currency: string | undefined;
  /** Bets of several currencies: what they are together is no amount of any. */
  readonly hasSeveralCurrencies: boolean;
  /** Those that can still be accepted: none once its bets are closed. */
  readonly proposals: readonly OpenProposal[];
}

export type FightBoard = ReadonlyMap<string, Fight>;

/**
 * Ended fights beyond this many leave the board, oldest first. Those under way stay, however long
 * ago they changed: there are no more of them than events, and of these a feed has a bounded list.
 */
export const maxEnded = 200;

/**
 * The board after the events, in the order in which they happened. It remembers no more than there are
 * events, and of these a feed has a bounded list.
 */
export function fightBoard(events: readonly ReceivedEvent[]): FightBoard {
  const board = new Map<string, Fight>();
  const fightOfBet = new Map<string, string>();
  const seen = new Set<string>();
  for (const event of events.toSorted((one, other) => one.timestamp - other.timestamp)) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    const fightId = fightIdOf(event, fightOfBet);
    if (fightId === undefined) continue;
    if (event.type === 'NEW_BET') fightOfBet.set(event.data.betId, fightId);
    const before = board.get(fightId) ?? unknown(fightId, event);
    if (before !== undefined) board.set(fightId, withProposalsThatWait(applied(before, event)));
  }
  return bounded(board);
}

/** The fight that an event changes; a match names its bet only. */
function fightIdOf(
  event: ReceivedEvent,
  fightOfBet: ReadonlyMap<string, string>,
): string | undefined {
  switch (event.type) {
    case 'FIGHT_CREATED':
    case 'FIGHT_STATUS_UPDATE':
    case 'BETTING_WINDOW_OPENED':
    case 'BETTING_WINDOW_CLOSED':
    case 'NEW_BET':
    case 'PAGO_PROPOSAL':
    case 'DOY_PROPOSAL':
      return event.data.fightId;
    case 'BET_MATCHED':
      return fightOfBet.get(event.data.betId);
    default:
      return undefined;
  }
}

/** Whether its bets were open and are so no more: what is proposed for it can be accepted no more. */
export const isPastBets = (state: FightState): boolean => state === 'live' || isOver(state);

function withProposalsThatWait(fight: Fight): Fight {
  return isPastBets(fight.state) && fight.proposals.length > 0
    ? { ...fight, proposals: [] }
    : fight;
}

const noBets = {
  red: { count: 0, amount: 0 },
  blue: { count: 0, amount: 0 },
  draw: { count: 0, amount: 0 },
} as const;

/**
 * A fight whose creation was before what is known of history: its state follows from what came. Bets
 * come while a window is open. From a match or the end of a proposal no state follows, so neither is a
 * reason to show a fight.
 */
function unknown(fightId: string, event: ReceivedEvent): Fight | undefined {
  if (event.type === 'BET_MATCHED' || isProposalEnd(event)) return undefined;
  return {
    fightId,
    state: 'betting',
    title: undefined,
    venue: undefined,
    red: undefined,
    blue: undefined,
    winner: undefined,
    createdAtMs: undefined,
    changedAtMs: event.timestamp,
    openedAtMs: undefined,
    closedAtMs: undefined,
    bets: noBets,
    matchedAmount: 0,
    currency: undefined,
    hasSeveralCurrencies: false,
    proposals: [],
  };
}

const isProposalEnd = (event: ReceivedEvent): boolean =>
  (event.type === 'PAGO_PROPOSAL' || event.type === 'DOY_PROPOSAL') &&
  event.data.action !== 'created';

function applied(fight: Fight, event: ReceivedEvent): Fight {
  switch (event.type) {
    case 'FIGHT_CREATED':
      return {
        ...fight,
        state: event.data.status,
        title: event.data.title || undefined,
        venue: event.data.venue || undefined,
        red: event.data.red || undefined,
        blue: event.data.blue || undefined,
        createdAtMs: event.timestamp,
        changedAtMs: event.timestamp,
      };
    case 'FIGHT_STATUS_UPDATE':
      return {
        ...fight,
        state: event.data.newStatus,
        winner: event.data.winner || fight.winner,
        changedAtMs: event.timestamp,
      };
    case 'BETTING_WINDOW_OPENED':
      return {
        ...fight,
        state: 'betting',
        openedAtMs: event.data.openedAt,
        closedAtMs: undefined,
      };
    case 'BETTING_WINDOW_CLOSED':
      // The update before it says what the fight went to; where that is not known, live is what follows.
      return {
        ...fight,
        state: fight.state === 'betting' ? 'live' : fight.state,
        closedAtMs: event.data.closedAt,
      };
    case 'NEW_BET':
      return withBet(fight, event.data);
    case 'BET_MATCHED':
      // A transition that its table does not know comes as this type, whatever it led to.
      return event.data.unexpected === true
        ? fight
        : { ...fight, matchedAmount: fight.matchedAmount + event.data.amount };
    case 'PAGO_PROPOSAL':
    case 'DOY_PROPOSAL':
      return withProposal(fight, event.data);
    default:
      return fight;
  }
}

function withBet(fight: Fight, bet: EventData<'NEW_BET'>): Fight {
  const { side } = bet;
  // A newer server may know other sides.
  if (!Object.hasOwn(fight.bets, side)) return fight;
  const { count, amount } = fight.bets[side];
  const currency = bet.currency || undefined;
  const isFirst = Object.values(fight.bets).every(bets => bets.count === 0);
  // None is one of its own: nobody says that it is that of the others.
  const isAnother = !isFirst && fight.currency !== currency;
  return {
    ...fight,
    currency: isFirst ? currency : fight.currency,
    hasSeveralCurrencies: fight.hasSeveralCurrencies || isAnother,
    bets: { ...fight.bets, [side]: { count: count + 1, amount: amount + bet.amount } },
  };
}

function withProposal(fight: Fight, proposal: EventData<'PAGO_PROPOSAL'>): Fight {
  const { proposalId, kind, fromUserId, toUserId, amount, action } = proposal;
  const others = fight.proposals.filter(other => other.proposalId !== proposalId);
  if (action !== 'created') return { ...fight, proposals: others };
  const opened: OpenProposal = {
    proposalId,
    kind,
    fromUserId,
    toUserId,
    amount,
    currency: proposal.currency || undefined,
    createdAtMs: proposal.createdAt,
    expiresAtMs: proposal.expiresAt,
  };
  return { ...fight, proposals: [...others, opened] };
}

/** All that are under way, and of those that ended the newest. */
function bounded(board: Map<string, Fight>): FightBoard {
  const ended = [...board.values()].filter(({ state }) => isOver(state));
  const newestFirst = ended.sort((one, other) => other.changedAtMs - one.changedAtMs);
  for (const { fightId } of newestFirst.slice(maxEnded)) board.delete(fightId);
  return board;
}

const isOver = (state: FightState): boolean => state === 'completed' || state === 'cancelled';
