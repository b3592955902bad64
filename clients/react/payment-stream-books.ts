import type { PaymentStreamBook } from './payment-stream-book.ts';

/** Where the hooks of a page find their one book of payment streams. */
export class PaymentStreamBooks {
  #book: PaymentStreamBook | undefined;

  /** The first that asks for it makes it. */
  of(make: () => PaymentStreamBook): PaymentStreamBook {
    this.#book ??= make();
    return this.#book;
  }
}
