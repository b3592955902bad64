import type { Reader } from '../../core/channel/is-visible.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';

/** Fails if someone who is not staff got a payment stream's event that is not theirs. */
export function checkSides(
  events: readonly ChannelEvent[],
  { role, userId, addresses = [] }: Reader,
): void {
  if (role !== 'bettor') return;
  const own = [userId, ...addresses];
  for (const { channel, data, metadata } of events) {
    const { users, roles, connections } = metadata?.target ?? {};
    if (channel !== 'payment-streams' || users || roles || connections) continue;
    expect(own.some(name => name === data.sender || name === data.recipient)).toBe(true);
  }
}

/** Fails if the channel's own stream shows what its reader's filter does not let pass. */
export function checkFilter(
  events: readonly ChannelEvent[],
  { paymentStreams = {} }: Reader,
): void {
  const { streams = [], users = [], all } = paymentStreams;
  if (all || streams.length + users.length === 0) return;
  for (const { data } of events) {
    const isOfStream = streams.some(id => id === data.streamId);
    expect(isOfStream || users.some(name => name === data.sender || name === data.recipient)).toBe(
      true,
    );
  }
}
