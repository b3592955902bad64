import { keyOfPage, pageToken } from '../page-token.ts';
import { AppError } from '../wire/app-error.ts';
import { type ConnectionChannel, connectionChannels } from '../wire/connection-state.ts';
import type { ConnectionsQuery } from '../wire/management/connections.ts';
import type { Connection, ConnectionDirectory } from './connection.ts';

/** Reads for one page at most: of a rare state there may be few among many. */
const maxReads = 30;

/** One page; without `next` it is the last. */
export interface ConnectionsPage {
  readonly connections: readonly Connection[];
  readonly next?: string;
}

/**
 * A page of the connections that the query is for. One user's come from the table itself and show
 * every write committed before; those of channels come through an index, which lags a moment.
 *
 * @throws AppError INPUT_INVALID for a `next` that is none of this list
 */
export async function listConnections(
  query: ConnectionsQuery,
  directory: ConnectionDirectory,
): Promise<ConnectionsPage> {
  return query.userId === undefined
    ? await pageOfChannels(query, directory)
    : pageOfUser(query, await directory.ofUser(query.userId));
}

/**
 * Through the channels one after the other: those of a channel lie together in the index. So do Live
 * streams, whatever they show: those of one channel are looked for among all of them.
 */
async function pageOfChannels(
  { channel, state, limit, next }: ConnectionsQuery,
  directory: ConnectionDirectory,
): Promise<ConnectionsPage> {
  const channels = placesOf(channel);
  let { index, at } = placeOf(next, channels);
  const connections: Connection[] = [];
  for (let reads = 0; reads < maxReads && connections.length < limit; reads += 1) {
    const current = channels[index];
    if (current === undefined) return { connections };
    const page = await directory.onChannel(current, {
      limit: limit - connections.length,
      ...(at === undefined ? {} : { next: at }),
    });
    connections.push(...page.connections.filter(one => isAskedFor(one, { channel, state })));
    at = page.next;
    if (at === undefined) index += 1;
  }
  const current = channels[index];
  if (current === undefined) return { connections };
  return { connections, next: pageToken({ channel: current, ...(at && { at }) }) };
}

/** Under which channels the index has what is asked for. */
function placesOf(channel: ConnectionChannel | undefined): readonly ConnectionChannel[] {
  if (channel === undefined) return connectionChannels;
  return channel === 'live' || channel === 'proposals' ? [channel] : [channel, 'live'];
}

function isAskedFor(
  one: Connection,
  { channel, state }: Pick<ConnectionsQuery, 'channel' | 'state'>,
): boolean {
  const isOfChannel =
    channel === undefined ||
    one.channel === channel ||
    one.channels?.some(name => name === channel) === true;
  return isOfChannel && (state === undefined || one.state === state);
}

function placeOf(next: string | undefined, channels: readonly ConnectionChannel[]) {
  if (next === undefined) return { index: 0, at: undefined };
  const place = keyOfPage(next, ['channel', 'at']) ?? keyOfPage(next, ['channel']);
  const index = (channels as readonly unknown[]).indexOf(place?.channel);
  if (index < 0) throw noPage();
  return { index, at: place?.at === undefined ? undefined : String(place.at) };
}

/** A user has few: they are read whole, and cut here. */
function pageOfUser(
  { channel, state, limit, next }: ConnectionsQuery,
  all: readonly Connection[],
): ConnectionsPage {
  const after = next === undefined ? '' : keyOfPage(next, ['after'])?.after;
  if (after === undefined) throw noPage();
  const wanted = all
    .filter(one => isAskedFor(one, { channel, state }))
    .filter(one => one.connectionId > String(after))
    .sort((one, other) => (one.connectionId < other.connectionId ? -1 : 1));
  const connections = wanted.slice(0, limit);
  const last = connections.at(-1);
  return last === undefined || wanted.length <= limit
    ? { connections }
    : { connections, next: pageToken({ after: last.connectionId }) };
}

function noPage(): AppError {
  return new AppError('INPUT_INVALID', 'next is no page of this list; expected one as given');
}
