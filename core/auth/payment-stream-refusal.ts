import { ownNames } from '../wire/addressee.ts';
import type { ChannelName } from '../wire/event.ts';
import type { PaymentStreamFilter } from '../wire/payment-stream-filter.ts';
import { shownText } from '../wire/readable-text.ts';
import { isStaff } from '../wire/role.ts';
import type { Identity } from './identity.ts';

/** Why someone may not ask for these payment streams. */
export interface PaymentStreamRefusal {
  readonly code: 'QUERY_INVALID' | 'ROLE_NOT_ALLOWED';
  readonly detail: string;
}

/**
 * Why this identity may not filter these channels so; `undefined` when it may. Decided by what the
 * token says alone: whether a user or a payment stream exists is asked of nobody. `streams` are not
 * judged here, for those of others show nothing, just like those that there are not.
 */
export function paymentStreamRefusal(
  identity: Pick<Identity, 'userId' | 'role' | 'addresses'>,
  filter: PaymentStreamFilter | undefined,
  channels: readonly ChannelName[],
): PaymentStreamRefusal | undefined {
  if (filter === undefined) return undefined;
  if (!channels.includes('payment-streams')) {
    const given = Object.keys(filter).join(', ');
    const detail = `received ${given} for ${channels.join(', ')}; expected it for payment-streams only`;
    return { code: 'QUERY_INVALID', detail };
  }
  const { role } = identity;
  if (isStaff(role)) return undefined;
  const { users, all } = filter;
  if (all === true) return notAllowed(`received all=true of the role ${role}`);
  const stranger = users?.find(name => !ownNames(identity).includes(name));
  if (stranger === undefined) return undefined;
  return notAllowed(`received users=${shownText(stranger, 64)} of the role ${role}`);
}

function notAllowed(received: string): PaymentStreamRefusal {
  const expected = 'expected the caller’s own names in users, or the role admin or operator';
  return { code: 'ROLE_NOT_ALLOWED', detail: `${received}; ${expected}` };
}
