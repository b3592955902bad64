import * as z from 'zod';
import { readableTextSchema, shownText } from '../wire/readable-text.ts';

/** What a client says of itself. Shown to admins, and never trusted: nothing is decided by it. */
export interface ClientLabel {
  /** The kind of client, such as `ios` or `dashboard-4.2`. */
  readonly clientType?: string;
  /** A name for people to read. Not the user's id, which the token says. */
  readonly username?: string;
}

const typeExpected = 'expected 1 to 32 letters, digits or . _ -';
const nameExpected =
  'expected 1 to 64 characters in one line, one of them visible, without control characters and marks that turn its direction';

/** The label as query parameters have it; what is not given is absent. */
export const clientLabelFields = {
  clientType: z
    .string()
    .regex(/^[\w.-]{1,32}$/, typeExpected)
    .optional(),
  username: z
    .string()
    .max(64, nameExpected)
    // Beside a connection, a name of spaces and joiners looks as if there were none.
    .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, nameExpected)
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

const labelSchema = z.object(clientLabelFields);

/** A label as far as it holds, and of each part that does not what was received and expected. */
export interface ValidLabel {
  readonly label: ClientLabel;
  readonly leftOut: readonly string[];
}

/**
 * The label of a handshake, whose answer a page cannot read: refused for its label, a socket would
 * connect again for ever and never learn why.
 */
export function validLabel(
  query: Readonly<Record<string, readonly string[] | undefined>>,
): ValidLabel {
  const held: { clientType?: string; username?: string } = {};
  const leftOut: string[] = [];
  for (const name of ['clientType', 'username'] as const) {
    const values = query[name] ?? [];
    const [value] = values;
    if (value === undefined) continue;
    const { error } = labelSchema.shape[name].safeParse(value);
    const expected = error?.issues[0]?.message;
    if (values.length > 1) leftOut.push(`received ${values.length} of ${name}; expected one`);
    else if (expected) leftOut.push(`received ${name}=${shownText(value, 64)}; ${expected}`);
    else held[name] = value;
  }
  return { label: held, leftOut };
}
