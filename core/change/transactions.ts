import type { TransactionStatus } from '../wire/payload/finance.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type TransactionItem = TableItem<'Transactions'>;

const known: KnownTransitions<TransactionStatus> = {
  pending: ['completed', 'failed'],
  completed: [],
  failed: [],
};

/** The events of a write to Transactions: at most one. */
export function transactionEvents(write: Write<TransactionItem>): readonly StateEventDraft[] {
  const { item, before, thresholds } = write;
  const oldStatus = before?.status;
  if (item.status === oldStatus) return [];
  const surprise = oldStatus === undefined ? {} : surpriseAt(known, oldStatus, item.status);
  if (item.type === 'deposit' || item.type === 'withdrawal') {
    return [walletTransaction(item, item.type, surprise, thresholds.largeTransactionAmount)];
  }
  // A payment or payout that is still pending was not processed.
  if (item.status === 'pending' && !surprise.unexpected) return [];
  return [item.type === 'payment' ? payment(item, surprise) : payout(item, surprise)];
}

function walletTransaction(
  { transactionId, userId, amount, currency, status }: TransactionItem,
  type: 'deposit' | 'withdrawal',
  surprise: Surprise,
  largeAmount: number,
): StateEventDraft {
  const isHigh = status === 'failed' || amount >= largeAmount || surprise.unexpected;
  const data = { ...surprise, transactionId, userId, type, amount, currency, status };
  const priority = isHigh ? 'high' : 'normal';
  return { rule: 'wallet', type: 'WALLET_TRANSACTION', priority, data };
}

function payment(item: TransactionItem, surprise: Surprise): StateEventDraft {
  const { transactionId, userId, amount, currency, provider, status } = item;
  const priority = status === 'failed' || surprise.unexpected ? 'high' : 'normal';
  const data = { ...surprise, transactionId, userId, amount, currency, provider, status };
  return { rule: 'payment', type: 'PAYMENT_PROCESSED', priority, data };
}

function payout(item: TransactionItem, surprise: Surprise): StateEventDraft {
  const { transactionId, userId, amount, currency, status } = item;
  const data = { ...surprise, transactionId, userId, amount, currency, status };
  return { rule: 'payout', type: 'PAYOUT_PROCESSED', priority: 'high', data };
}
