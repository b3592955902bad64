import * as z from 'zod';
import { amount, id, surprise } from './field.ts';

export const transactionTypes = ['deposit', 'withdrawal', 'payment', 'payout'] as const;
export const transactionStatuses = ['pending', 'completed', 'failed'] as const;

export type TransactionStatus = (typeof transactionStatuses)[number];

const money = {
  ...surprise,
  transactionId: id,
  userId: id,
  amount,
  currency: z.string().optional(),
  status: z.enum(transactionStatuses),
};

/** The payloads at home on `finance`. */
export const financePayloads = {
  WALLET_TRANSACTION: z.looseObject({ ...money, type: z.enum(['deposit', 'withdrawal']) }),
  PAYMENT_PROCESSED: z.looseObject({ ...money, provider: z.string().optional() }),
  PAYOUT_PROCESSED: z.looseObject(money),
} as const;
