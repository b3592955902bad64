import { type Connection, shownChannels } from '../connection/connection.ts';
import type { Stats } from '../wire/management/stats.ts';
import { isNarrow } from '../wire/payment-stream-filter.ts';
import { isStaff } from '../wire/role.ts';

/** So many of each list are given, the most read first. */
const maxListed = 50;

type PaymentStreamReaders = Stats['paymentStreams'];

/** Who of these reads payment streams, and which: by their filters. */
export function paymentStreamReaders(connections: readonly Connection[]): PaymentStreamReaders {
  const readers = connections.filter(each => shownChannels(each).includes('payment-streams'));
  const narrow = readers.flatMap(({ paymentStreams = {} }) =>
    isNarrow(paymentStreams) ? [paymentStreams] : [],
  );
  const isOfAll = ({ role, paymentStreams = {} }: Connection): boolean =>
    isStaff(role) && !isNarrow(paymentStreams);
  return {
    readers: readers.length,
    all: readers.filter(isOfAll).length,
    byStream: mostRead(narrow.map(({ streams = [] }) => streams)).map(([streamId, count]) => ({
      streamId,
      readers: count,
    })),
    byUser: mostRead(narrow.map(({ users = [] }) => users)).map(([user, count]) => ({
      user,
      readers: count,
    })),
  };
}

/** How many readers name each, the most named first; who names one twice counts once. */
function mostRead(named: readonly (readonly string[])[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of named.flatMap(names => [...new Set(names)])) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, maxListed);
}
