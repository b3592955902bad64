import type { FightBill } from './fight-bill.ts';
import type { Stage } from './stage.ts';
import type { DemoBettor } from './step.ts';

/** How the night's proposals go, in turn: so that each outcome is seen within one night. */
const outcomes = ['accept', 'reject', 'cancel', 'accept', 'none'] as const;

/** Proposals between the two demo bettors while one fight's window is open. */
export function playProposals(stage: Stage, bill: FightBill): void {
  for (let turn = 0; turn < 3; turn += 1) {
    const index = (bill.number - 1) * 3 + turn;
    const from: DemoBettor = index % 2 === 0 ? 'bettor-rojo' : 'bettor-verde';
    const toUserId: DemoBettor = from === 'bettor-rojo' ? 'bettor-verde' : 'bettor-rojo';
    const kind = stage.random.chance(0.5) ? 'pago' : 'doy';
    stage.propose(bill.opensAtMs + 2_000 + turn * 5_500, {
      requestId: `${bill.fightId}-${turn + 1}`,
      from,
      action: kind === 'pago' ? 'create_pago_proposal' : 'create_doy_proposal',
      data: {
        toUserId,
        fightId: bill.fightId,
        amount: stage.random.int(2, 40) * 5_000,
        currency: stage.currency,
        odds: stage.random.pick([0.8, 0.9, 1, 1.1]),
        message: `${kind === 'pago' ? 'Pago' : 'Doy'} al ${from === 'bettor-rojo' ? bill.red : bill.blue}`,
      },
      answer: outcomes[index % outcomes.length] ?? 'none',
      answerAfterMs: stage.random.int(2_000, 6_000),
    });
  }
}
