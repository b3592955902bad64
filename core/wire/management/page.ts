import * as z from 'zod';
import { wholeNumber } from './whole-number.ts';

/** Longer than any key of ours: a payment stream's id may have 256 characters, as JSON six bytes each. */
export const maxNextLength = 2_560;

/** The place behind a page, as its reader passes it on; what it holds is the server's matter. */
export const nextSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'expected what an answer had as next')
  .max(maxNextLength, 'expected what an answer had as next');

/** The parameters of every list. */
export const pageParameters = {
  limit: wholeNumber(1, 100).default(50).describe('How many at most'),
  next: nextSchema.optional().describe('`next` of the page before, unchanged'),
};

/** What every list's answer has, unless it is the last page. */
export const pageFields = {
  next: nextSchema.optional().describe('For the page behind this one; the last one has none'),
};
