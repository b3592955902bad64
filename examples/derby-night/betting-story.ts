import { bettors } from './cast.ts';
import type { FightBill } from './fight-bill.ts';
import type { Actor, Stage } from './stage.ts';

interface Bet {
  readonly actor: Actor;
  readonly userId: string;
  readonly side: 'red' | 'blue' | 'draw';
  readonly amount: number;
}

/** When the window closes, when the fight ends, and who won it; without a winner it was cancelled. */
export interface FightEnd {
  readonly closesAtMs: number;
  readonly endsAtMs: number;
  readonly winner?: 'red' | 'blue';
}

/** Bets while the window is open, matches between them, odds, and the settlement at the end. */
export function playBetting(stage: Stage, bill: FightBill, end: FightEnd): void {
  const waiting: Bet[] = [];
  const matched: Bet[] = [];
  let placed = 0;
  let atMs = bill.opensAtMs + 600;
  // The last bet leaves time for its match before the window closes.
  while (atMs < end.closesAtMs - 2_500) {
    const bet = placeBet(stage, bill, atMs, placed, waiting);
    placed += 1;
    const partner = waiting.find(other => opposes(other, bet));
    if (partner === undefined) waiting.push(bet);
    else {
      waiting.splice(waiting.indexOf(partner), 1);
      matchBets(stage, bill, atMs + stage.random.int(500, 1_900), [partner, bet]);
      matched.push(partner, bet);
    }
    atMs += stage.random.int(800, 1_900);
  }
  quoteOdds(stage, bill, end.closesAtMs);
  settle(stage, end, matched, waiting);
}

function placeBet(
  stage: Stage,
  bill: FightBill,
  atMs: number,
  index: number,
  waiting: readonly Bet[],
): Bet {
  const { random } = stage;
  const wanted = random.chance(0.55) ? waiting.find(other => other.side !== 'draw') : undefined;
  const userId = random.pick(bettors);
  const side = wanted ? (wanted.side === 'red' ? 'blue' : 'red') : random.pick(sides);
  const amount = wanted?.amount ?? betAmount(stage, index);
  const betId = `${bill.fightId}-bet-${index + 1}`;
  const actor = stage.enter('Bets', betId, {
    fightId: bill.fightId,
    userId,
    side,
    amount,
    currency: stage.currency,
  });
  actor.at(atMs, { status: 'pending' });
  return { actor, userId, side, amount };
}

const sides = ['red', 'red', 'red', 'blue', 'blue', 'blue', 'draw'] as const;

/** Mostly 50 to 900 pesos, where hundredths are counted; every fourth bet of a window is one of those that admins want to see. */
function betAmount({ random }: Stage, index: number): number {
  return index % 4 === 3 ? random.int(10, 60) * 10_000 : random.int(1, 18) * 5_000;
}

function opposes(other: Bet, bet: Bet): boolean {
  return (
    other.amount === bet.amount &&
    other.userId !== bet.userId &&
    ((other.side === 'red' && bet.side === 'blue') || (other.side === 'blue' && bet.side === 'red'))
  );
}

/** More than this in one match, and the risk desk is alerted: two of the largest small bets are not. */
const exposureLimit = 180_000;

function matchBets(
  stage: Stage,
  { fightId }: FightBill,
  atMs: number,
  [first, second]: readonly [Bet, Bet],
): void {
  first.actor.at(atMs, { status: 'matched', matchedBetId: second.actor.id });
  second.actor.at(atMs, { status: 'matched', matchedBetId: first.actor.id });
  const exposure = first.amount + second.amount;
  if (exposure <= exposureLimit) return;
  stage
    .enter('Outbox', `${first.actor.id}-exposure`, {
      channel: 'bets',
      type: 'EXPOSURE_ALERT',
      priority: 'high',
      source: 'risk',
      data: { fightId, exposure, limit: exposureLimit, currency: stage.currency },
    })
    .at(atMs + 300, {});
}

function quoteOdds(stage: Stage, bill: FightBill, closesAtMs: number): void {
  let red = stage.random.int(80, 125);
  for (let atMs = bill.opensAtMs + 1_200; atMs < closesAtMs; atMs += 6_000) {
    red += stage.random.int(-6, 6);
    stage
      .enter('Outbox', `${bill.fightId}-odds-${atMs}`, {
        channel: 'bets',
        type: 'ODDS_UPDATE',
        source: 'odds',
        data: { fightId: bill.fightId, red: red / 100, blue: (200 - red) / 100 },
      })
      .at(atMs, {});
  }
}

function settle(stage: Stage, end: FightEnd, matched: readonly Bet[], waiting: readonly Bet[]) {
  let atMs = end.endsAtMs + 900;
  for (const bet of waiting) {
    bet.actor.at(atMs, { status: 'cancelled' });
    atMs += 150;
  }
  for (const bet of matched) {
    bet.actor.at(atMs, { status: end.winner ? 'settled' : 'cancelled' });
    if (bet.side === end.winner) payOut(stage, atMs + 400, bet);
    atMs += 350;
  }
}

function payOut(stage: Stage, atMs: number, bet: Bet): void {
  const payout = stage.enter('Transactions', `${bet.actor.id}-payout`, {
    userId: bet.userId,
    type: 'payout',
    amount: bet.amount * 2,
    currency: stage.currency,
    provider: 'wallet',
  });
  payout.at(atMs, { status: 'pending' });
  payout.at(atMs + stage.random.int(900, 2_200), { status: 'completed' });
}
