import { bettors, paymentProviders } from './cast.ts';
import type { Stage } from './stage.ts';

const types = ['deposit', 'deposit', 'withdrawal', 'payment'] as const;

/** Deposits, withdrawals and payments all night: most go through, some fail, one is very large. */
export function playWallets(stage: Stage, endsAtMs: number): void {
  const { random } = stage;
  let atMs = 1_000;
  for (let index = 0; atMs < endsAtMs - 5_000; index += 1) {
    const transaction = stage.enter('Transactions', `${stage.nightId}-wallet-${index + 1}`, {
      userId: random.pick(bettors),
      type: types[index % types.length] ?? 'deposit',
      amount: index === 5 ? 2_500_000 : random.int(2, 80) * 5_000,
      currency: stage.currency,
      provider: random.pick(paymentProviders),
    });
    transaction.at(atMs, { status: 'pending' });
    // Each type fails once in a while: 7 and the number of types have no common divisor.
    transaction.at(atMs + random.int(1_200, 4_000), {
      status: index % 7 === 6 ? 'failed' : 'completed',
    });
    atMs += random.int(3_000, 6_000);
  }
}
