import type { PaymentStreamFilter } from '../../clients/browser/index.ts';
import type { ChannelName } from '../../core/wire/event.ts';

/** What `channel` takes for the payment streams that it shows. */
export const choiceOptions = {
  streams: { type: 'string', multiple: true },
  users: { type: 'string', multiple: true },
  all: { type: 'boolean' },
} as const;

interface Given {
  readonly streams?: readonly string[] | undefined;
  readonly users?: readonly string[] | undefined;
  readonly all?: boolean | undefined;
}

/** As many as the server takes. */
const most = { streams: 100, users: 20 } as const;

/** The filter that the options say, nothing without them, or why it is none. */
export function readChoice(
  { streams, users, all }: Given,
  channels: readonly ChannelName[],
): PaymentStreamFilter | undefined | string {
  const lists = {
    ...(streams && { streams: listed(streams) }),
    ...(users && { users: listed(users) }),
  };
  for (const [name, list] of Object.entries(lists) as [keyof typeof most, string[]][]) {
    if (list.some(one => one === ''))
      return `--${name}: received an empty one, expected ${name === 'streams' ? 'ids' : 'names'} separated by commas`;
    if (list.length > most[name])
      return `--${name}: received ${list.length}, expected at most ${most[name]}`;
  }
  const filter = { ...lists, ...(all && { all }) };
  const [first] = Object.keys(filter);
  if (first === undefined) return undefined;
  if (channels.includes('payment-streams')) return filter;
  return `received --${first} without payment-streams, expected it among the channels`;
}

const listed = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap(text => text.split(','))),
];

/** The filter in words: `streams 1, 2; users GABC`. */
export function choiceText({ streams = [], users = [], all }: PaymentStreamFilter): string {
  if (all) return 'all';
  const lists = [
    ...(streams.length > 0 ? [`streams ${streams.join(', ')}`] : []),
    ...(users.length > 0 ? [`users ${users.join(', ')}`] : []),
  ];
  return lists.join('; ');
}
