import { randomUUID } from 'node:crypto';

const fights = Array.from({ length: 5 }, () => randomUUID());
const users = Array.from({ length: 2_000 }, () => randomUUID());

/** A bet as a backend writes it, with ids as random as theirs: those are what does not compress. */
export function newBet() {
  return {
    betId: randomUUID(),
    fightId: oneOf(fights),
    userId: oneOf(users),
    side: Math.random() < 0.5 ? 'red' : 'blue',
    amount: 100 * (1 + Math.floor(Math.random() * 500)),
    currency: 'MXN',
    status: 'pending',
    createdAt: new Date().toISOString(),
  };
}

function oneOf(values: readonly string[]): string {
  return values[Math.floor(Math.random() * values.length)] ?? '';
}
