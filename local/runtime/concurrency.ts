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

/** Lambda reserves no more than what leaves so many to all other functions: same page. */
const keptUnreserved = 100;

/** Of how many an account is: of so many in all, or of so many beside what its functions reserve. */
export type AccountSize =
  | { readonly concurrentExecutions: number }
  | { readonly unreservedExecutions: number };

/** What `GetAccountSettings` says of it. */
export interface ConcurrencyLimits {
  readonly ConcurrentExecutions: number;
  readonly UnreservedConcurrentExecutions: number;
}

/**
 * How many invocations may run at once, and begin within a second: what single functions have
 * reserved, and what is left of the account's for all others together. An account that has no size of
 * its own grows with what is reserved, so that a reservation made for AWS does not starve a laptop.
 */
export class Concurrency {
  readonly #account: AccountSize;
  readonly #reserved = new Map<string, Places>();
  #reservedSum = 0;
  #unreserved: Places;

  constructor(account: AccountSize) {
    this.#account = account;
    this.#unreserved = new Places(this.limits().UnreservedConcurrentExecutions);
  }

  /** As the template has it, before anything runs; @throws Error where Lambda refuses. */
  reserve(functionArn: string, limit: number): void {
    const left = this.limits().UnreservedConcurrentExecutions - limit;
    if ('concurrentExecutions' in this.#account && left < keptUnreserved) {
      throw new Error(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${keptUnreserved}].`,
      );
    }
    this.#reserved.set(functionArn, new Places(limit));
    this.#reservedSum += limit;
    this.#unreserved = new Places(this.limits().UnreservedConcurrentExecutions);
  }

  limits(): ConcurrencyLimits {
    const account = this.#account;
    const ConcurrentExecutions =
      'concurrentExecutions' in account
        ? account.concurrentExecutions
        : account.unreservedExecutions + this.#reservedSum;
    const UnreservedConcurrentExecutions = ConcurrentExecutions - this.#reservedSum;
    return { ConcurrentExecutions, UnreservedConcurrentExecutions };
  }

  /** Takes a place, to be given back with the returned function; undefined means throttled. */
  enter(functionArn: string): (() => void) | undefined {
    return (this.#reserved.get(functionArn) ?? this.#unreserved).take();
  }
}
