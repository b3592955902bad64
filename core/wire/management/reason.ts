import { readableTextSchema } from '../readable-text.ts';

/** Why an admin does something to someone: it stands in the audit, and nowhere else. */
export const reasonSchema = readableTextSchema
  .min(1, 'expected a reason')
  .max(256, 'expected a reason of at most 256 characters')
  .describe('For the audit');
