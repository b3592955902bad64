/**
 * How many invocations may run at once: the account's concurrency, and what single functions have
 * reserved (docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html). Reserved concurrency is
 * apart from the shared part here, so that a reservation made for AWS does not starve a laptop.
 */
export class Concurrency {
  readonly #sharedLimit: number;
  #sharedRunning = 0;
  readonly #reserved = new Map<string, { readonly limit: number; running: number }>();

  constructor(sharedLimit: number) {
    this.#sharedLimit = sharedLimit;
  }

  reserve(functionArn: string, limit: number): void {
    this.#reserved.set(functionArn, { limit, running: 0 });
  }

  /** Takes a place, to be given back with the returned function; undefined means throttled. */
  enter(functionArn: string): (() => void) | undefined {
    const own = this.#reserved.get(functionArn);
    if (own !== undefined) {
      if (own.running >= own.limit) return undefined;
      own.running += 1;
      return () => {
        own.running -= 1;
      };
    }
    if (this.#sharedRunning >= this.#sharedLimit) return undefined;
    this.#sharedRunning += 1;
    return () => {
      this.#sharedRunning -= 1;
    };
  }
}
