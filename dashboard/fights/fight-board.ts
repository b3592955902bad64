/** An event, as far as the board reads it. */
export interface BoardEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export const fightStates = ['upcoming', 'betting', 'live', 'completed', 'cancelled'] as const;

export type FightState = (typeof fightStates)[number];

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

/** One fight, as the events that were seen tell it. */
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
export function fightBoard(events: readonly BoardEvent[]): FightBoard {
  const board = new Map<string, Fight>();
  const fightOfBet = new Map<string, string>();
  const seen = new Set<string>();
  for (const event of events.toSorted((one, other) => one.timestamp - other.timestamp)) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    const fightId = text(event, 'fightId') ?? fightOfBet.get(text(event, 'betId') ?? '');
    if (fightId === undefined) continue;
    if (event.type === 'NEW_BET') fightOfBet.set(text(event, 'betId') ?? '', fightId);
    const before = board.get(fightId) ?? unknown(fightId, event);
    if (before !== undefined) board.set(fightId, withProposalsThatWait(applied(before, event)));
  }
  return bounded(board);
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
 * come while a window is open; of what else is told of a fight (odds, an alert, the end of a proposal)
 * none follows, so it is no reason to show one.
 */
function unknown(fightId: string, event: BoardEvent): Fight | undefined {
  const isTold = stateChanges.includes(event.type);
  const isBet = event.type === 'NEW_BET' || isProposed(event);
  if (!isTold && !isBet) return undefined;
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

const stateChanges = [
  'FIGHT_CREATED',
  'FIGHT_STATUS_UPDATE',
  'BETTING_WINDOW_OPENED',
  'BETTING_WINDOW_CLOSED',
];

const isProposed = ({ type, data }: BoardEvent): boolean =>
  (type === 'PAGO_PROPOSAL' || type === 'DOY_PROPOSAL') && data.action === 'created';

function applied(fight: Fight, event: BoardEvent): Fight {
  switch (event.type) {
    case 'FIGHT_CREATED':
      return {
        ...fight,
        state: stateOf(event, 'status') ?? fight.state,
        title: text(event, 'title'),
        venue: text(event, 'venue'),
        red: text(event, 'red'),
        blue: text(event, 'blue'),
        createdAtMs: event.timestamp,
        changedAtMs: event.timestamp,
      };
    case 'FIGHT_STATUS_UPDATE':
      return {
        ...fight,
        state: stateOf(event, 'newStatus') ?? fight.state,
        winner: text(event, 'winner') ?? fight.winner,
        changedAtMs: event.timestamp,
      };
    case 'BETTING_WINDOW_OPENED':
      return {
        ...fight,
        state: 'betting',
        openedAtMs: number(event, 'openedAt'),
        closedAtMs: undefined,
      };
    case 'BETTING_WINDOW_CLOSED':
      // It says what the fight went to, also where the update before it is not known.
      return {
        ...fight,
        state: stateOf(event, 'status') ?? fight.state,
        closedAtMs: number(event, 'closedAt'),
      };
    case 'NEW_BET':
      return withBet(fight, event);
    case 'BET_MATCHED':
      // A transition that its table does not know is told by this type, whatever it led to.
      return event.data.unexpected === true
        ? fight
        : { ...fight, matchedAmount: fight.matchedAmount + number(event, 'amount') };
    case 'PAGO_PROPOSAL':
    case 'DOY_PROPOSAL':
      return withProposal(fight, event);
    default:
      return fight;
  }
}

function withBet(fight: Fight, event: BoardEvent): Fight {
  const side = text(event, 'side');
  if (side !== 'red' && side !== 'blue' && side !== 'draw') return fight;
  const { count, amount } = fight.bets[side];
  const currency = text(event, 'currency');
  const isFirst = Object.values(fight.bets).every(bets => bets.count === 0);
  // None is one of its own: nobody says that it is that of the others.
  const isAnother = !isFirst && fight.currency !== currency;
  return {
    ...fight,
    currency: isFirst ? currency : fight.currency,
    hasSeveralCurrencies: fight.hasSeveralCurrencies || isAnother,
    bets: {
      ...fight.bets,
      [side]: { count: count + 1, amount: amount + number(event, 'amount') },
    },
  };
}

function withProposal(fight: Fight, event: BoardEvent): Fight {
  const proposalId = text(event, 'proposalId') ?? '';
  const others = fight.proposals.filter(proposal => proposal.proposalId !== proposalId);
  if (!isProposed(event)) return { ...fight, proposals: others };
  const opened: OpenProposal = {
    proposalId,
    kind: text(event, 'kind') ?? '',
    fromUserId: text(event, 'fromUserId') ?? '',
    toUserId: text(event, 'toUserId') ?? '',
    amount: number(event, 'amount'),
    currency: text(event, 'currency'),
    createdAtMs: number(event, 'createdAt') || event.timestamp,
    expiresAtMs: number(event, 'expiresAt'),
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

function stateOf(event: BoardEvent, field: string): FightState | undefined {
  return fightStates.find(state => state === event.data[field]);
}

function text({ data }: BoardEvent, field: string): string | undefined {
  const value = data[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const number = ({ data }: BoardEvent, field: string): number => Number(data[field]) || 0;
