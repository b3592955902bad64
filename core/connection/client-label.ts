import * as z from 'zod';
import { readableTextSchema } from '../wire/readable-text.ts';

/** What a client says of itself. Shown to admins, and never trusted: nothing is decided by it. */
export interface ClientLabel {
  /** The kind of client, such as `ios` or `dashboard-4.2`. */
  readonly clientType?: string;
  /** A name for people to read. Not the user's id, which the token says. */
  readonly username?: string;
}

const typeExpected = 'expected 1 to 32 letters, digits or . _ -';
const nameExpected =
  'expected 1 to 64 characters in one line, without control characters and marks that turn its direction';

/** The label as query parameters have it; what is not given is absent. */
export const clientLabelFields = {
  clientType: z
    .string()
    .regex(/^[\w.-]{1,32}$/, typeExpected)
    .optional(),
  username: z
    .string()
    .min(1, nameExpected)
    .max(64, nameExpected)
    .refine(text => readableTextSchema.safeParse(text).success, nameExpected)
    .optional(),
};

/** The label of whatever has one, and nothing else. */
export function labelOf({
  clientType,
  username,
}: {
  readonly clientType?: string | undefined;
  readonly username?: string | undefined;
}): ClientLabel {
  return {
    ...(clientType === undefined ? {} : { clientType }),
    ...(username === undefined ? {} : { username }),
  };
}
