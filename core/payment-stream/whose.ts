import type { Identity } from '../auth/identity.ts';
import { ownNames } from '../wire/addressee.ts';
import { shownText } from '../wire/readable-text.ts';
import { Refused } from '../wire/refused.ts';
import { isStaff } from '../wire/role.ts';
import type { StoredPaymentStream } from './stored-payment-stream.ts';

/** Who asks for payment streams. */
export type PaymentStreamReader = Pick<Identity, 'userId' | 'role' | 'addresses'>;

/**
 * Whose payment streams are meant: those names, or everyone's (`undefined`), which only staff get.
 * Refuses a name that is none of the reader's own, whether it exists or not.
 */
export function whoseStreams(
  reader: PaymentStreamReader,
  user?: string,
): readonly string[] | undefined {
  if (isStaff(reader.role)) return user === undefined ? undefined : [user];
  const own = ownNames(reader);
  if (user === undefined) return own;
  if (own.includes(user)) return [user];
  const detail = `received user=${shownText(user, 64)}; expected the token's own sub, or one of its addresses`;
  throw new Refused('ROLE_NOT_ALLOWED', detail);
}

/** Whether one of its sides has one of the names. */
export function isOf(
  { sender, recipient }: StoredPaymentStream,
  names: readonly string[] | undefined,
): boolean {
  return names === undefined || names.includes(sender) || names.includes(recipient);
}
