import type { TransactionStatus, transactionTypes } from '../../../core/wire/payload/finance.ts';
import type { ItemInput, OwnAttributes } from '../item-input.ts';
import type { ItemWriter } from '../item-writer.ts';

type TransactionType = (typeof transactionTypes)[number];

/** A new transaction; pending unless it says otherwise. */
export interface NewTransaction
  extends Omit<ItemInput<'Transactions'>, 'status' | 'type'>,
    OwnAttributes {
  readonly status?: TransactionStatus;
}

/**
 * What happens to money, on the channel `finance`: a deposit or a withdrawal is published when it begins
 * and when it ends, a payment or a payout when it ends.
 */
export function transactionActions(writer: ItemWriter) {
  const creationOf =
    (type: TransactionType) =>
    async ({ own, ...transaction }: NewTransaction) =>
      await writer.create('Transactions', { ...own, status: 'pending', ...transaction, type });
  const ended = async (transactionId: string, status: TransactionStatus) =>
    await writer.change({
      table: 'Transactions',
      id: transactionId,
      set: { status },
      expected: { attribute: 'status', is: ['pending'] },
    });
  return {
    /** WALLET_TRANSACTION. */
    deposit: creationOf('deposit'),
    /** WALLET_TRANSACTION. */
    withdrawal: creationOf('withdrawal'),
    /** PAYMENT_PROCESSED, once it is completed or failed. */
    payment: creationOf('payment'),
    /** PAYOUT_PROCESSED, once it is completed or failed. */
    payout: creationOf('payout'),
    /** A pending transaction went through. */
    completed: async (transactionId: string) => await ended(transactionId, 'completed'),
    /** A pending transaction did not. */
    failed: async (transactionId: string) => await ended(transactionId, 'failed'),
  };
}
