import { Throttle } from './throttle.ts';

/** Requests per second for each unit of concurrency: docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const requestsPerSecondEach = 10;

/** A number of places, and how often they may be taken. */
class Places {
  readonly #limit: number;
  readonly #requests: Throttle;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
    const requestsPerSecond = limit * requestsPerSecondEach;
    this.#requests = new Throttle(requestsPerSecond, requestsPerSecond);
  }

  take(): (() => void) | undefined {
    if (this.#taken >= this.#limit || !this.#requests.allows(Date.now())) return undefined;
    this.#taken += 1;
    return () => {
      this.#taken -= 1;
    };
  }
}

/**
 * How many invocations may run at once, and begin within a second: the account's concurrency, and
 * what single functions have reserved. Reserved concurrency is apart from the shared part here, so
 * that a reservation made for AWS does not starve a laptop.
 */
export class Concurrency {
  readonly #shared: Places;
  readonly #reserved = new Map<string, Places>();

  constructor(sharedLimit: number) {
    this.#shared = new Places(sharedLimit);
  }

  reserve(functionArn: string, limit: number): void {
    this.#reserved.set(functionArn, new Places(limit));
  }

  /** Takes a place, to be given back with the returned function; undefined means throttled. */
  enter(functionArn: string): (() => void) | undefined {
    return (this.#reserved.get(functionArn) ?? this.#shared).take();
  }
}
