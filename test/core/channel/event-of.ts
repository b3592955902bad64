import type { ChannelEvent, ChannelName, Target } from '../../../core/wire/event.ts';
import type { Priority } from '../../../core/wire/priority.ts';

/** An event at home on that channel; the tests of channels look at nothing else of it. */
export function eventOf(
  channel: ChannelName,
  { priority = 'normal', target }: { priority?: Priority; target?: Target } = {},
): ChannelEvent {
  return {
    id: 'c1.created',
    type: 'NEW_BET',
    timestamp: 1_795_291_205_000,
    priority,
    source: 'Bets',
    version: '1.0',
    channel,
    data: {},
    ...(target && { metadata: { target } }),
  };
}
