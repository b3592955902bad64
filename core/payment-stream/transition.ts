import type { PaymentStreamStatus } from '../wire/payment-stream.ts';
import type { PaymentStreamActionKind } from './payment-stream-action.ts';

/** How a payment stream stands, or that there is none. */
export type PaymentStreamState = 'none' | PaymentStreamStatus;

/** Where an action leads by itself, that it is so already, or the code of its refusal. */
export type Transition =
  | { readonly to: PaymentStreamStatus }
  | { readonly to: 'as it is' }
  | { readonly refused: 'STREAM_NOT_FOUND' | 'STREAM_EXISTS' | 'STREAM_ENDED' };

const notFound = { refused: 'STREAM_NOT_FOUND' } as const;
/** Unless it is the creation of this very stream once more. */
const exists = { refused: 'STREAM_EXISTS' } as const;
const ended = { refused: 'STREAM_ENDED' } as const;
const asItIs = { to: 'as it is' } as const;

/**
 * A payment stream's whole life. Two ways lead to an end and none leads back; what had accrued by then
 * is the recipient's, and can be withdrawn afterwards, as `withdrawable` says. A withdrawal of all that
 * was deposited completes it.
 */
export const transitions = {
  none: {
    create: { to: 'active' },
    top_up: notFound,
    withdraw: notFound,
    pause: notFound,
    resume: notFound,
    change_rate: notFound,
    cancel: notFound,
    complete: notFound,
  },
  active: {
    create: exists,
    top_up: { to: 'active' },
    withdraw: { to: 'active' },
    pause: { to: 'paused' },
    resume: asItIs,
    change_rate: { to: 'active' },
    cancel: { to: 'cancelled' },
    complete: { to: 'completed' },
  },
  paused: {
    create: exists,
    top_up: { to: 'paused' },
    withdraw: { to: 'paused' },
    pause: asItIs,
    resume: { to: 'active' },
    change_rate: { to: 'paused' },
    cancel: { to: 'cancelled' },
    complete: { to: 'completed' },
  },
  cancelled: {
    create: exists,
    top_up: ended,
    withdraw: { to: 'cancelled' },
    pause: ended,
    resume: ended,
    change_rate: ended,
    cancel: asItIs,
    complete: ended,
  },
  completed: {
    create: exists,
    top_up: ended,
    withdraw: { to: 'completed' },
    pause: ended,
    resume: ended,
    change_rate: ended,
    cancel: ended,
    complete: asItIs,
  },
} as const satisfies Record<PaymentStreamState, Record<PaymentStreamActionKind, Transition>>;
