import type { Environment } from './environment.ts';

interface SharedEnvironment {
  readonly environment: Promise<Environment>;
  alive: () => boolean;
  readers: number;
  /** Gives back the place that all its readers hold together. */
  leave: (() => void) | undefined;
}

/**
 * Environments that many streaming readers share, which no Lambda function does: a benchmark asks
 * for it, to find out what the code can serve without a thread for each reader. An environment
 * takes one place of the concurrency as long as it has readers.
 */
export class SharedEnvironments {
  readonly #readersEach: number;
  readonly #start: () => Promise<Environment>;
  readonly #enter: () => (() => void) | undefined;
  #environments: SharedEnvironment[] = [];

  constructor(
    readersEach: number,
    start: () => Promise<Environment>,
    enter: () => (() => void) | undefined,
  ) {
    this.#readersEach = readersEach;
    this.#start = start;
    this.#enter = enter;
  }

  /** Runs one reader's invocation in an environment that has room; undefined means throttled. */
  async use<Result>(
    invoke: (environment: Environment) => Promise<Result>,
  ): Promise<Result | undefined> {
    const shared = this.#withRoom();
    if (shared === undefined) return undefined;
    shared.readers += 1;
    try {
      return await invoke(await shared.environment);
    } finally {
      shared.readers -= 1;
      if (shared.readers === 0) {
        shared.leave?.();
        shared.leave = undefined;
      }
    }
  }

  #withRoom(): SharedEnvironment | undefined {
    this.#environments = this.#environments.filter(each => each.readers > 0 || each.alive());
    const found = this.#environments.find(each => each.alive() && each.readers < this.#readersEach);
    const leave = found?.leave ?? this.#enter();
    if (leave === undefined) return undefined;
    if (found !== undefined) {
      found.leave = leave;
      return found;
    }
    const environment = this.#start();
    const made: SharedEnvironment = { environment, alive: () => true, readers: 0, leave };
    this.#environments.push(made);
    void environment.then(started => {
      made.alive = () => started.alive && !started.isShuttingDown;
    });
    return made;
  }
}
