import type { Transaction } from 'sequelize';

/**
 * Does the job once everything around the transaction is committed, at once without one. A nested
 * transaction is a savepoint: its own commit makes nothing last, so its jobs go to the one around it.
 *
 * Sequelize 6 calls these hooks in a `finally`, also when COMMIT itself failed. So the job may not
 * take for granted that what the transaction wrote is there.
 */
export function whenCommitted(transaction: Transaction | null | undefined, job: () => void): void {
  if (!transaction) {
    job();
    return;
  }
  transaction.afterCommit(() => whenCommitted(parentOf(transaction), job));
}

/** Part of Sequelize 6, not of its types. */
function parentOf(transaction: Transaction): Transaction | undefined {
  return Reflect.get(transaction, 'parent') as Transaction | undefined;
}
