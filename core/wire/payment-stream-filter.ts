import type { ChannelEvent } from './event.ts';

/**
 * Which payment streams a reader wants to see of those that it may see: those that are named, and
 * those of the users that are named. Without names, and with `all`, every one.
 */
export interface PaymentStreamFilter {
  /** Payment streams by their `streamId`. */
  readonly streams?: readonly string[] | undefined;
  /** Senders and recipients, as payment streams have them. */
  readonly users?: readonly string[] | undefined;
  readonly all?: boolean | undefined;
}

/** The filter among the parameters of a query; `undefined` if there is none. */
export function filterIn({
  streams,
  users,
  all,
}: PaymentStreamFilter): PaymentStreamFilter | undefined {
  const given = Object.entries({ streams, users, all }).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** Whether the filter leaves events away: one that names nothing, or says `all`, does not. */
export function isNarrow({ streams = [], users = [], all = false }: PaymentStreamFilter): boolean {
  return !all && streams.length + users.length > 0;
}

/** Whether the filter lets the event pass: one of the streams, or of one of the users. */
export function passes({ data }: ChannelEvent, filter: PaymentStreamFilter): boolean {
  if (!isNarrow(filter)) return true;
  const { streamId, sender, recipient } = data;
  const { streams = [], users = [] } = filter;
  return (
    streams.some(id => id === streamId) || users.some(name => name === sender || name === recipient)
  );
}
