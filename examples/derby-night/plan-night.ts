import { gallos, palenques } from './cast.ts';
import { playDesk } from './desk-story.ts';
import type { FightBill } from './fight-bill.ts';
import { playFight } from './fight-story.ts';
import { playMachineRoom } from './machine-room-story.ts';
import { playPaymentStreams } from './payment-stream-story.ts';
import { playPeople } from './people-story.ts';
import { playProposals } from './proposal-story.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createStage, type Stage } from './stage.ts';
import type { Step } from './step.ts';
import { playWallets } from './wallet-story.ts';

/** Which night to plan: the same numbers give the same night, to the millisecond. */
export interface NightOptions {
  readonly seed: number;
  /** Milliseconds since the Unix epoch. */
  readonly startsAtMs: number;
  /** 1: a night of about four minutes; 2: twice as fast. */
  readonly speed: number;
  /** What everything is paid in, by ISO 4217. */
  readonly currency: string;
}

/** Everything that happens in a night, in the order of time. */
export interface Night {
  readonly steps: readonly Step[];
  readonly endsAtMs: number;
}

const fightCount = 5;
/** One fight's window opens while the one before is still fought, as on a real card. */
const fightEveryMs = 40_000;
const nightMs = 235_000;

/** Plans one derby night: five fights and everything around them. */
export function planNight({ seed, startsAtMs, speed, currency }: NightOptions): Night {
  const stage = createStage({ startsAtMs, speed, currency, random: createSeededRandom(seed) });
  for (const bill of drawCard(stage, new Date(startsAtMs).getUTCFullYear())) {
    playFight(stage, bill);
    playProposals(stage, bill);
  }
  playPeople(stage, nightMs);
  playWallets(stage, nightMs);
  playMachineRoom(stage, nightMs);
  playDesk(stage, nightMs);
  playPaymentStreams(stage);
  return { steps: stage.steps(), endsAtMs: Math.round(startsAtMs + nightMs / speed) };
}

/** Who meets whom; one of the later fights is called off, and two videos have their troubles. */
function drawCard({ random, nightId }: Stage, year: number): FightBill[] {
  const names = random.shuffle(gallos);
  const venue = random.pick(palenques);
  const cancelled = random.int(3, fightCount);
  return Array.from({ length: fightCount }, (_, index): FightBill => {
    const number = index + 1;
    return {
      fightId: `derby-${nightId}-${number}`,
      number,
      title: `Derby Nacional ${year}, pelea ${number}`,
      venue,
      red: names[index * 2] ?? 'El Rojo',
      blue: names[index * 2 + 1] ?? 'El Verde',
      announcedAtMs: index * 700,
      opensAtMs: 6_000 + index * fightEveryMs,
      ends: number === cancelled ? 'cancelled' : 'completed',
      video: number === 1 ? 'interrupted' : number === 2 ? 'lost' : 'steady',
    };
  });
}
