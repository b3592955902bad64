import * as z from 'zod';
import { repeated } from './management/repeated.ts';

const maxStreams = 100;
const maxUsers = 20;

function name(maxLength: number) {
  const expected = `expected 1 to ${maxLength} characters`;
  return z.string().min(1, expected).max(maxLength, expected);
}

const flag = z
  .enum(['true', 'false'], 'expected true or false')
  .transform(text => text === 'true')
  .optional();

const names = z.array(z.string()).readonly().optional();

/** The filter of a reader, as it is kept and shown. */
export const paymentStreamFilterSchema = z.strictObject({
  streams: names,
  users: names,
  all: z.boolean().optional(),
});

/** What a query may ask of the channel `payment-streams`; repeated, never separated by commas. */
export const paymentStreamFields = {
  streams: repeated(name(256), maxStreams, 'payment streams')
    .optional()
    .describe('Of `payment-streams` only these, by `streamId`; repeated for each'),
  users: repeated(name(128), maxUsers, 'users')
    .optional()
    .describe(
      'Of `payment-streams` only those that one of these sends or receives; who is not staff names only itself; repeated for each',
    ),
  all: flag.describe('Of `payment-streams` all, whatever `streams` and `users` say; for staff'),
};
