import type {
  PaymentStream,
  PaymentStreamList,
} from '../../core/wire/management/payment-streams.ts';
import { accrued, depletesAtMs, uncovered, withdrawable } from '../browser/index.ts';
import type { ItemKind, ItemsRead, ItemView, Pace } from './item-kind.ts';

/** What is shown of a payment stream. A new object whenever something differs. */
export interface PaymentStreamView extends ItemView {
  readonly status: 'reading' | 'missing' | PaymentStream['status'];
  /** As it was read last; its own amounts are of that moment. */
  readonly stream: PaymentStream | undefined;
  /** What the recipient has earned by now, in the smallest unit of the token; `undefined` until it is known. */
  readonly accrued: bigint | undefined;
  /** What of it is not yet paid out. */
  readonly withdrawable: bigint | undefined;
  /** What is owed beyond the deposit. */
  readonly uncovered: bigint | undefined;
  /** When the deposit is used up, in milliseconds since 1970; `undefined` where that never comes. */
  readonly depletesAt: number | undefined;
}

const unread: PaymentStreamView = {
  status: 'reading',
  stream: undefined,
  accrued: undefined,
  withdrawable: undefined,
  uncovered: undefined,
  depletesAt: undefined,
  isConnected: false,
  error: undefined,
};

/** Payment streams: their balances grow by the server's clock between two reads. */
export const paymentStreamKind: ItemKind<PaymentStream, PaymentStreamView> = {
  channel: 'payment-streams',
  idOf: ({ streamId }) => streamId,
  idIn: ({ data }) => String(data.streamId),
  maxAsked: 100,
  async read(management, streams, signal) {
    const query = { streams, limit: streams.length };
    const result = await management.get<PaymentStreamList>('streams', query, signal);
    return result.kind === 'ok' ? { kind: 'ok', data: itemsOf(result.data) } : result;
  },
  unread,
  missing: { ...unread, status: 'missing' },
  viewAt: (stream, nowMs) => ({
    ...unread,
    status: stream.status,
    stream,
    accrued: accrued(stream, nowMs),
    withdrawable: withdrawable(stream, nowMs),
    uncovered: uncovered(stream, nowMs),
    depletesAt: depletesAtMs(stream),
  }),
  paceOf,
  // Each answer is of a later request than the one before.
  isBefore: () => false,
};

/** A page of them, as a book takes it. */
export const itemsOf = ({ at, streams, next }: PaymentStreamList): ItemsRead<PaymentStream> => ({
  at,
  items: streams,
  next,
});

const second = 1_000;

/** With each frame while its balance grows or is about to, and once a second while only what is uncovered does. */
function paceOf(stream: PaymentStream, atMs: number): Pace {
  const { status, ratePerSecond, startTime, snapshotTime } = stream;
  if (status !== 'active' || ratePerSecond === '0') return 'still';
  if (startTime === undefined && snapshotTime === undefined) return 'still';
  // What is shown once a second must not begin so much late.
  const isBegun = atMs + second >= Math.max(startTime ?? 0, snapshotTime ?? 0);
  const isDepleted = atMs >= (depletesAtMs(stream) ?? Number.POSITIVE_INFINITY);
  return isBegun && !isDepleted ? 'frame' : 'second';
}
