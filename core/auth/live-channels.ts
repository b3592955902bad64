import { channels as served } from '../channel/channels.ts';
import type { ChannelName } from '../wire/event.ts';
import { type ChannelRefusal, channelRefusal } from './channel-refusal.ts';
import type { Identity } from './identity.ts';

/** The channels that are read together, or why they may not be. */
export type LiveChannels =
  | { readonly kind: 'channels'; readonly channels: readonly ChannelName[] }
  | { readonly kind: 'refused'; readonly refusal: ChannelRefusal };

/**
 * The channels of a stream or poll of several: those that were named, if this identity may read each
 * of them; without names all that it may, but for `global`, which would bring everything.
 */
export function liveChannels(
  identity: Pick<Identity, 'role' | 'permissions' | 'channels'>,
  named: readonly ChannelName[] | undefined,
): LiveChannels {
  const refusals = named?.map(channel => channelRefusal(identity, channel)) ?? [];
  const refusal = refusals.find(each => each !== undefined);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const channels = named ?? allOf(identity);
  if (channels.length > 0) return { kind: 'channels', channels };
  const bound = identity.channels?.join(', ') ?? 'no channel';
  const detail = `received a token for ${bound}; expected one for a channel that the role ${identity.role} may read, or its name in channels`;
  return { kind: 'refused', refusal: { code: 'CHANNEL_NOT_ALLOWED', detail } };
}

/** Why `historyOf` does not fit: it names a channel that is not read; `undefined` when it fits. */
export function strangerTo(
  channels: readonly ChannelName[],
  historyOf: readonly ChannelName[] | undefined,
): string | undefined {
  const stranger = historyOf?.find(name => !channels.includes(name));
  if (stranger === undefined) return undefined;
  return `received historyOf with ${stranger}; expected some of ${channels.join(', ')}`;
}

function allOf(
  identity: Pick<Identity, 'role' | 'permissions' | 'channels'>,
): readonly ChannelName[] {
  return served
    .map(({ name }) => name)
    .filter(name => name !== 'global' && channelRefusal(identity, name) === undefined);
}
