import { guests } from './cast.ts';
import type { Actor, Stage } from './stage.ts';
import { demoBettors, type Item } from './step.ts';

const [azul, morado] = guests;
const [rojo, verde] = demoBettors;

/** What is paid out to the last unit is so within the night, however fast that is played. */
interface PaymentStream {
  readonly actor: Actor;
  /** What its rate comes to between two moments of the night. */
  readonly earned: (fromMs: number, toMs: number) => bigint;
  readonly ratePerSecond: string;
}

/** Three payment streams: one with everything that can happen, one that runs out, one that goes on. */
export function playPaymentStreams(stage: Stage): void {
  playCancelled(stage);
  playDepleted(stage);
  playLasting(stage);
}

/** Topped up, withdrawn from, paused, resumed, and cancelled with some of it left. */
function playCancelled(stage: Stage): void {
  const { actor, earned } = begin(stage, 1, 5_000, {
    perSecond: 1_000,
    sender: azul,
    recipient: rojo,
  });
  actor.at(60_000, { depositedAmount: '500000' });
  actor.at(90_000, { withdrawnAmount: String(earned(5_000, 80_000)) });
  const paused = { ...snapshot(stage, 120_000, earned(5_000, 120_000)), status: 'paused' };
  actor.at(120_000, paused);
  actor.at(150_000, { ...snapshot(stage, 150_000, earned(5_000, 120_000)), status: 'active' });
  const accrued = earned(5_000, 120_000) + earned(150_000, 200_000);
  const refundedAmount = String(500_000n - accrued);
  actor.at(200_000, { ...snapshot(stage, 200_000, accrued), refundedAmount, status: 'cancelled' });
}

/** Its deposit is used up in the middle of the night; later all of it is withdrawn. */
function playDepleted(stage: Stage): void {
  const { actor } = begin(stage, 2, 7_000, { perSecond: 4_000, sender: verde, recipient: azul });
  actor.at(180_000, { withdrawnAmount: '300000', status: 'completed' });
}

/** Paid faster from the middle of the night on; it outlasts the night. */
function playLasting(stage: Stage): void {
  const { actor, earned, ratePerSecond } = begin(stage, 3, 9_000, {
    ...{ perSecond: 50, sender: rojo, recipient: morado },
  });
  actor.at(110_000, {
    ...snapshot(stage, 110_000, earned(9_000, 110_000)),
    ratePerSecond: String(2n * BigInt(ratePerSecond)),
  });
}

function begin(
  stage: Stage,
  number: number,
  atMs: number,
  { perSecond, sender, recipient }: { perSecond: number; sender: string; recipient: string },
): PaymentStream {
  // A night that is played faster pays faster.
  const ratePerSecond = String(Math.round((perSecond * 1_000_000) / realMs(stage, 0, 1_000_000)));
  const actor = stage.enter('PaymentStreams', `${stage.nightId}-payment-${number}`, {
    ...{ sender, recipient, tokenAddress: 'demo-token', ratePerSecond },
    ...{ depositedAmount: '300000', withdrawnAmount: '0', startTime: stage.timeAt(atMs) },
  });
  actor.at(atMs, { status: 'active' });
  const earned = (fromMs: number, toMs: number) =>
    (BigInt(ratePerSecond) * BigInt(realMs(stage, fromMs, toMs))) / 1_000n;
  return { actor, earned, ratePerSecond };
}

function snapshot(stage: Stage, atMs: number, amount: bigint): Item {
  return { snapshotAmount: String(amount), snapshotTime: stage.timeAt(atMs) };
}

function realMs({ timeAt }: Stage, fromMs: number, toMs: number): number {
  return Date.parse(timeAt(toMs)) - Date.parse(timeAt(fromMs));
}
