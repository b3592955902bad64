import type { Management } from './management.ts';
import { type Target, unique } from './target.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
export type Fields = any;

export const readers = ['stranger', 'sender', 'recipient', 'operator', 'admin'] as const;
export type ReaderName = (typeof readers)[number];

/** Three payment streams between people of their own, and five who read them. */
export interface World {
  /** A: from ana to bea's address; B: from carla to dora's; C: from ana to dora's. */
  readonly streams: Readonly<Record<'A' | 'B' | 'C', string>>;
  readonly names: Readonly<Record<string, string>>;
  /** The stranger zoe, the sender ana, the recipient bea by an address, and two of staff. */
  readonly users: Readonly<Record<ReaderName, string>>;
  readonly tokens: Readonly<Record<ReaderName, string>>;
  readonly sinceMs: number;
  /** Where the logs of the channel and of Live stood before, as an admin was given them. */
  readonly cursors: { readonly channel: string; readonly live: string };
}

/** Makes worlds on one target. */
export interface Worlds {
  /** Resolves when every log has the three `stream.created`. */
  create(): Promise<World>;
  /** Cancels all three: events of high priority, so that `notifications` has them too. */
  cancel(world: World): Promise<void>;
  /** Waits until every log has such an event, of this payment stream or with this id. */
  appended(type: string, name: string): Promise<void>;
}

/** Reads `global`, which is appended to last: what it has, every log has. */
export async function createWorlds(target: Target, management: Management): Promise<Worlds> {
  const admin = await target.token(unique('admin'), 'admin');
  const all = await target.open('Global', { follows: true });
  await all.until(({ event }) => event === 'connected');

  async function appended(type: string, name: string): Promise<void> {
    const isIt = ({ event, data }: { event: string; data: Fields }): boolean =>
      event === type && [data.id, data.data?.streamId].includes(name);
    await all.until(isIt, 30_000);
  }

  async function put(streamId: string, sender: string, recipient: string): Promise<void> {
    // It lasts for years: no deadline of its own is among its events.
    const amounts = { ratePerSecond: '3', depositedAmount: '900000000' };
    const startTime = new Date().toISOString();
    await target.put('PaymentStreams', {
      ...{ streamId, sender, recipient, ...amounts, startTime, status: 'active' },
    });
  }

  async function cursorOf(channels: string): Promise<string> {
    const path = `/poll?${channels}=payment-streams&limit=1`;
    return (await management.call('GET', path, { token: admin })).body.cursor;
  }

  return {
    appended,
    create: async () => {
      const people = await createPeople(target);
      const { users, names } = people;
      const of = () => unique('stream-');
      const streams = { A: of(), B: of(), C: of() };
      const sinceMs = Date.now();
      const cursors = { channel: await cursorOf('channel'), live: await cursorOf('channels') };
      await put(streams.A, users.sender, names.GBEA);
      await put(streams.B, names.carla, names.GDORA);
      await put(streams.C, users.sender, names.GDORA);
      for (const streamId of Object.values(streams)) await appended('stream.created', streamId);
      return { ...people, streams, sinceMs, cursors };
    },
    cancel: async ({ streams }) => {
      for (const streamId of Object.values(streams)) {
        await target.update('PaymentStreams', { streamId }, { status: 'cancelled' });
        await appended('stream.cancelled', streamId);
      }
    },
  };
}

async function createPeople(target: Target) {
  const of = (name: string) => unique(`${name}-`);
  const users = {
    stranger: of('zoe'),
    sender: of('ana'),
    recipient: of('bea'),
    operator: of('oli'),
    admin: of('kim'),
  };
  const names = {
    ...{ zoe: users.stranger, ana: users.sender, bea: users.recipient },
    ...{ GBEA: of('GBEA,'), carla: of('carla'), GDORA: of('GDORA'), nobody: of('nobody') },
  };
  const bettor = { role: 'bettor', ttlSeconds: 600 };
  const { stranger, sender, recipient, operator, admin } = users;
  const tokens = {
    stranger: await target.sign({ sub: stranger, ...bettor, addresses: [of('GZOE')] }),
    sender: await target.sign({ sub: sender, ...bettor }),
    recipient: await target.sign({ sub: recipient, ...bettor, addresses: [of('0x'), names.GBEA] }),
    operator: await target.token(operator, 'operator'),
    admin: await target.token(admin, 'admin'),
  };
  return { users, names, tokens };
}

/** `?streams=A&users=ana` with the names of this world. */
export function queryIn({ streams, names }: World, text: string): string {
  const known: Readonly<Record<string, string>> = { ...streams, ...names };
  const named = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(text)) named.append(name, known[value] ?? value);
  return named.toString();
}

/**
 * Which of the payment streams these events are of, such as `A C`; of each both of its events have to
 * be there, once and in order.
 */
export function lettersOf({ streams }: World, events: readonly Fields[]): string {
  const letters = Object.entries(streams).flatMap(([letter, streamId]) => {
    const ofStream = events.filter(({ data }) => data?.streamId === streamId);
    const types = ofStream.map(({ type }) => type).filter(type => type.startsWith('stream.'));
    if (types.length === 0) return [];
    const isWhole = types.join(' ') === 'stream.created stream.cancelled';
    return isWhole ? letter : `${letter}: ${types.join(' ')}`;
  });
  return letters.join(' ') || 'nothing';
}

const not = '403 ROLE_NOT_ALLOWED';
const none = 'nothing';

/** What the stranger, the sender ana, the recipient by address, an operator and an admin are shown. */
export const rows = [
  ['', [none, 'A C', 'A', 'A B C', 'A B C']],
  ['all=false', [none, 'A C', 'A', 'A B C', 'A B C']],
  ['streams=A', [none, 'A', 'A', 'A', 'A']],
  ['streams=B&streams=A', [none, 'A', 'A', 'A B', 'A B']],
  ['streams=nobody', [none, none, none, none, none]],
  ['users=ana', [not, 'A C', not, 'A C', 'A C']],
  ['users=GBEA', [not, not, 'A', 'A', 'A']],
  ['users=bea&users=GBEA', [not, not, 'A', 'A', 'A']],
  ['users=carla', [not, not, not, 'B', 'B']],
  ['users=nobody', [not, not, not, none, none]],
  ['users=zoe', [none, not, not, none, none]],
  ['streams=B&users=ana', [not, 'A C', not, 'A B C', 'A B C']],
  ['all=true', [not, not, not, 'A B C', 'A B C']],
  ['all=true&streams=A', [not, not, not, 'A B C', 'A B C']],
] as const;
