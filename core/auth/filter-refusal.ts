import type { ChannelFilters } from '../wire/channel-filters.ts';
import type { ChannelName } from '../wire/event.ts';
import type { Identity } from './identity.ts';
import { type PaymentStreamRefusal, paymentStreamRefusal } from './payment-stream-refusal.ts';

/**
 * Why this identity may not narrow these channels so; `undefined` when it may. Like payment streams,
 * workflows are looked up by nobody: those that the reader may not see show nothing, just like those
 * that there are not.
 */
export function filterRefusal(
  identity: Pick<Identity, 'userId' | 'role' | 'addresses'>,
  { paymentStreams, workflows }: ChannelFilters,
  channels: readonly ChannelName[],
): PaymentStreamRefusal | undefined {
  if (workflows !== undefined && !channels.includes('workflows')) {
    const detail = `received workflows for ${channels.join(', ')}; expected it for workflows only`;
    return { code: 'QUERY_INVALID', detail };
  }
  return paymentStreamRefusal(identity, paymentStreams, channels);
}
