import { channelRefusal } from '../../auth/channel-refusal.ts';
import type { ChannelName } from '../../wire/event.ts';
import { Refused } from '../../wire/refused.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import { isArn } from '../webhook-url.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';

/** What a request may say of a webhook; each is checked here, whether it is new or changed. */
interface Wish {
  readonly url?: string | undefined;
  readonly channels?: readonly (ChannelName | '*')[] | undefined;
  readonly types?: readonly string[] | undefined;
}

/**
 * Refuses what no webhook may be: posted to where nothing may be posted, of a channel that its maker
 * may not read, or of types that no webhook is sent.
 *
 * @throws Refused ROLE_NOT_ALLOWED, BODY_INVALID, CHANNEL_NOT_ALLOWED
 */
export function refuseWish(
  { url, channels = [], types = [] }: Wish,
  manager: Manager,
  { urlDefect }: Pick<ManagePorts, 'urlDefect'>,
): void {
  if (url !== undefined) refuseDestination(url, manager);
  const defect = url === undefined ? undefined : urlDefect(url);
  if (defect !== undefined) throw new Refused('BODY_INVALID', `url: ${defect}`);
  if (channels.includes('*') && channels.length > 1) {
    const detail = 'received channels with * and others; expected * alone, or names';
    throw new Refused('BODY_INVALID', detail);
  }
  for (const channel of channels) {
    const refusal = channel === '*' ? undefined : channelRefusal(manager, channel);
    if (refusal !== undefined) throw new Refused('CHANNEL_NOT_ALLOWED', refusal.detail);
  }
  const ofWebhooks = types.find(type => type.startsWith('webhook.'));
  if (ofWebhooks !== undefined) {
    const detail = `received the type ${ofWebhooks}; expected others: what webhooks report of themselves is sent to none of them`;
    throw new Refused('BODY_INVALID', detail);
  }
}

/**
 * Refuses all but admins the queues and buses of AWS: what reads them believes what comes from here.
 *
 * @throws Refused ROLE_NOT_ALLOWED
 */
export function refuseDestination(url: string, { role }: Pick<Manager, 'role'>): void {
  if (!isArn(url) || role === 'admin') return;
  const detail = `received an ARN and the role ${role}; expected an https URL, or the role admin`;
  throw new Refused('ROLE_NOT_ALLOWED', detail);
}

/** Channels and types as they are kept: each once, and `*` as the absence of names. */
export function selectionOf({
  channels,
  types,
}: Pick<Wish, 'channels' | 'types'>): Partial<Pick<StoredWebhook, 'channels' | 'types'>> {
  const names = channels?.filter((channel): channel is ChannelName => channel !== '*');
  return {
    ...(names !== undefined && { channels: names.length === 0 ? undefined : [...new Set(names)] }),
    ...(types !== undefined && { types: [...new Set(types)] }),
  };
}
