import { channels as served } from '../channel/channels.ts';
import { isSelected, liveSelection } from '../channel/selection.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import { isInLog } from '../wire/shown-on.ts';
import { matchesType } from '../wire/webhook.ts';
import type { StoredWebhook } from './stored-webhook.ts';

/** What webhooks report of themselves begins so; sent to a webhook it would go round in circles. */
const ownTypes = 'webhook.';

/** All but `global`, which would bring everything; whoever may not read one is shown nothing of it. */
const allChannels: readonly ChannelName[] = served
  .map(({ name }) => name)
  .filter(name => name !== 'global');

/**
 * Whether the event goes to the webhook: one of its types, on one of its channels, and what its maker may
 * read there. A channel that the maker may not read any more shows nothing.
 */
export function isForWebhook(
  event: ChannelEvent,
  { channels, types, maker }: Pick<StoredWebhook, 'channels' | 'types' | 'maker'>,
): boolean {
  if (!isOfTypes(event, types)) return false;
  const { userId, role, permissions, addresses } = maker;
  // No event is addressed to a webhook as to a connection.
  const reader = { userId, role, permissions, addresses, connectionId: '' };
  return isSelected(event, reader, liveSelection(channels ?? allChannels));
}

/** Whether the webhook is to look at the event: false only for what is surely not for it. */
export function mayWant(
  event: ChannelEvent,
  { channels, types }: Pick<StoredWebhook, 'channels' | 'types'>,
): boolean {
  if (!isOfTypes(event, types)) return false;
  return channels === undefined || channels.some(channel => isInLog(event, channel));
}

function isOfTypes({ type }: ChannelEvent, types: readonly string[]): boolean {
  return !type.startsWith(ownTypes) && matchesType(type, types);
}
