import { mayRead, servedChannel } from '../channel/channels.ts';
import type { ChannelName } from '../wire/event.ts';
import type { Identity } from './identity.ts';

/** Why someone may not read a channel. */
export interface ChannelRefusal {
  readonly code: 'ROLE_NOT_ALLOWED' | 'CHANNEL_NOT_ALLOWED';
  readonly detail: string;
}

/** Why this identity may not read the channel, by its role, its permissions, or what its token is bound to. */
export function channelRefusal(
  { role, permissions, channels }: Pick<Identity, 'role' | 'permissions' | 'channels'>,
  channel: ChannelName,
): ChannelRefusal | undefined {
  if (!mayRead(channel, { role, permissions })) {
    const needed = servedChannel(channel)?.permission;
    const without = needed === undefined ? '' : ` without the permission ${needed}`;
    const detail = `received the role ${role}, which may not read the channel ${channel}${without}`;
    return { code: 'ROLE_NOT_ALLOWED', detail };
  }
  if (channels !== undefined && !channels.includes(channel)) {
    const detail = `received a token for ${channels.join(', ')}; expected one for the channel ${channel}`;
    return { code: 'CHANNEL_NOT_ALLOWED', detail };
  }
  return undefined;
}
