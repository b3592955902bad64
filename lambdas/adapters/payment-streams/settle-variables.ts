import { text, wholeNumber } from '../runtime/read-environment.ts';

/** The variables of a function that settles payment streams. */
export const settleVariables = {
  PAYMENT_STREAMS_TABLE_NAME: text,
  DEADLINES_TABLE_NAME: text,
  /** How long before a deposit is used up that is published; 0: only that it is. */
  DEPLETION_NOTICE_SECONDS: wholeNumber,
};
