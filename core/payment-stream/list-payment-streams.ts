import { base64url } from '../base64url.ts';
import { sha256 } from '../digest.ts';
import { type IdPage, type IdPlace, mergedPage } from '../id-page.ts';
import { inKeyOrder } from '../key-order.ts';
import { keyOfPage, pageToken } from '../page-token.ts';
import { AppError } from '../wire/app-error.ts';
import type { PaymentStreamsQuery } from '../wire/management/payment-streams.ts';
import { paymentStreamStatuses } from '../wire/payment-stream.ts';
import type { PaymentStreamKeys, PaymentStreamLists } from './payment-stream-lists.ts';
import type { StoredPaymentStream } from './stored-payment-stream.ts';
import { isOf, type PaymentStreamReader, whoseStreams } from './whose.ts';

/** One page; without `next` it is the last. */
export interface PaymentStreamPage {
  readonly items: readonly StoredPaymentStream[];
  readonly next?: string;
}

/** What is listed: of these names, or everyone's; of these ids, if there are any. */
type Selected = Pick<PaymentStreamsQuery, 'status' | 'streams'> & {
  readonly names: readonly string[] | undefined;
};

/**
 * A page of the payment streams that the query is for, by their ids. Which there are is known from
 * indexes, a moment late; whether they belong here is judged by the items as they are now.
 *
 * @throws Refused ROLE_NOT_ALLOWED for a user who is not the reader
 * @throws AppError INPUT_INVALID for a `next` that is none of this list
 */
export async function listPaymentStreams(
  query: PaymentStreamsQuery,
  reader: PaymentStreamReader,
  lists: PaymentStreamLists,
): Promise<PaymentStreamPage> {
  const { user, status, streams, limit, next } = query;
  const selected: Selected = { names: whoseStreams(reader, user), status, streams };
  const list = await nameOf(selected);
  const after = next === undefined ? undefined : placeIn(list, next);
  const { ids, hasMore } = await idsOf(selected, { after, limit }, lists);
  const found = ids.length === 0 ? [] : await lists.findAll(ids);
  const items = found
    .filter(item => isOf(item, selected.names))
    .filter(item => status === undefined || item.status === status)
    .sort((one, other) => inKeyOrder(one.streamId, other.streamId));
  const last = ids.at(-1);
  return hasMore && last !== undefined
    ? { items, next: pageToken({ list, after: last }) }
    : { items };
}

async function idsOf(
  { names, status, streams }: Selected,
  place: IdPlace,
  lists: PaymentStreamLists,
): Promise<IdPage> {
  const pages =
    streams === undefined
      ? await Promise.all(keysOf(names, status).map(keys => lists.idsOf(keys, place)))
      : [{ ids: streams, hasMore: false }];
  return mergedPage(pages, place);
}

function keysOf(
  names: readonly string[] | undefined,
  status: PaymentStreamsQuery['status'],
): readonly PaymentStreamKeys[] {
  if (names !== undefined) {
    return names.flatMap(value => [
      { by: 'sender', value },
      { by: 'recipient', value },
    ]);
  }
  const statuses = status === undefined ? paymentStreamStatuses : [status];
  return statuses.map(value => ({ by: 'status', value }));
}

/** By which a page of one list is distinguished from one of another, another's among them. */
async function nameOf({ names, status, streams }: Selected): Promise<string> {
  const text = JSON.stringify([names?.toSorted(), status, streams?.toSorted()]);
  return base64url((await sha256(text)).slice(0, 12));
}

function placeIn(list: string, next: string): string {
  const place = keyOfPage(next, ['list', 'after']);
  if (place?.after === undefined || place.list !== list) {
    throw new AppError('INPUT_INVALID', 'next is no page of this list; expected one as given');
  }
  return place.after;
}
