import type { KnownEvent } from '../../clients/browser/index.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type { EventType } from '../../core/wire/payloads.ts';

type Data<T extends EventType> = Extract<KnownEvent, { readonly type: T }>['data'];

/** What a payment stream's event says, in a sentence; `undefined` for an event of anything else. */
export function paymentStreamSentence(
  { type, data }: ChannelEvent,
  timeText: (timeMs: number) => string,
): string | undefined {
  const { streamId, sender, recipient } = data as Data<'stream.depleted'>;
  const between = `from ${sender} to ${recipient}`;
  const says = (what: string): string => `payment stream ${streamId} ${between} ${what}`;
  switch (type) {
    case 'stream.created': {
      const { ratePerSecond, depositedAmount } = data as Data<typeof type>;
      return says(`begins: ${ratePerSecond} a second, ${depositedAmount} paid in`);
    }
    case 'stream.topped_up': {
      const { added, depositedAmount } = data as Data<typeof type>;
      return says(`is topped up by ${added}: ${depositedAmount} paid in altogether`);
    }
    case 'stream.withdrawn': {
      const { withdrawn, withdrawnAmount } = data as Data<typeof type>;
      return says(`has paid out ${withdrawn}: ${withdrawnAmount} altogether`);
    }
    case 'stream.cancelled': {
      const { refunded } = data as Data<typeof type>;
      return says(refunded === undefined ? 'is cancelled' : `is cancelled: ${refunded} went back`);
    }
    case 'stream.completed': {
      const { withdrawnAmount } = data as Data<typeof type>;
      return says(`is completed: ${withdrawnAmount} paid out altogether`);
    }
    case 'stream.paused': {
      const { snapshotAmount } = data as Data<typeof type>;
      return says(snapshotAmount === undefined ? 'is paused' : `is paused at ${snapshotAmount}`);
    }
    case 'stream.resumed':
      return says(`goes on: ${(data as Data<typeof type>).ratePerSecond} a second`);
    case 'stream.rate_changed':
      return says(`has another rate: ${(data as Data<typeof type>).ratePerSecond} a second`);
    case 'stream.depleting': {
      const { depletesAt } = data as Data<typeof type>;
      return says(
        depletesAt === undefined
          ? 'will soon have used up its deposit'
          : `will have used up its deposit at ${timeText(depletesAt)}`,
      );
    }
    case 'stream.depleted':
      return says('has used up its deposit');
    default:
      return undefined;
  }
}
