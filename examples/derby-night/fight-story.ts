import { playBetting } from './betting-story.ts';
import type { FightBill } from './fight-bill.ts';
import type { Stage } from './stage.ts';
import { playVideo } from './video-story.ts';

/** How long bets are taken, and how long the fight itself lasts, at speed 1. */
const windowMs = 24_000;
const fightMs = 26_000;

/** One fight from its announcement to its last payout: upcoming, betting, live, completed. */
export function playFight(stage: Stage, bill: FightBill): void {
  const { fightId, title, venue, red, blue, opensAtMs } = bill;
  const scheduledAt = stage.timeAt(opensAtMs + windowMs);
  const fight = stage.enter('Fights', fightId, { title, venue, red, blue, scheduledAt });
  fight.at(bill.announcedAtMs, { status: 'upcoming' });
  fight.at(opensAtMs, { status: 'betting' });

  const closesAtMs = opensAtMs + windowMs;
  if (bill.ends === 'cancelled') {
    fight.at(closesAtMs, { status: 'cancelled' });
    playBetting(stage, bill, { closesAtMs, endsAtMs: closesAtMs });
    playVideo(stage, bill, closesAtMs);
    return;
  }
  const endsAtMs = closesAtMs + fightMs;
  const winner = stage.random.chance(0.5) ? 'red' : 'blue';
  fight.at(closesAtMs, { status: 'live' });
  fight.at(endsAtMs, { status: 'completed', winner });
  playBetting(stage, bill, { closesAtMs, endsAtMs, winner });
  playVideo(stage, bill, endsAtMs);
}
