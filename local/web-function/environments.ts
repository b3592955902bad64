import type { HostLog } from '../contract/host-log.ts';
import type { StartGate } from '../runtime/start-gate.ts';
import { type ConcurrencyBounds, firstLimit, nextLimit } from './concurrency-limit.ts';
import type { WebEnvironmentMemory } from './messages.ts';
import { WebEnvironment, type WebFunctionSpec } from './web-environment.ts';
import type { WebFunctionLimits } from './web-function-limits.ts';

/** What the environments of one endpoint are made of, and how many there may be. */
export interface EnvironmentsOptions {
  readonly spec: WebFunctionSpec;
  readonly concurrency: ConcurrencyBounds;
  /** `ScalingConfig.MaxEnvironments`; absent: no limit but that of this machine. */
  readonly maxEnvironments?: number | undefined;
  readonly limits: WebFunctionLimits;
  /** Shared with the functions, for they share the processors. */
  readonly starts: StartGate;
  readonly log: HostLog;
  /** How much slower than at once the next environment is to start, in ms. @default - not slower */
  slowStartMs?(): number;
}

/** A request's place in an environment; left once its answer is over. */
export interface Place {
  readonly environment: WebEnvironment;
  /** Idempotent. */
  leave(): void;
}

/** What became of a request for a place. */
export type Entry =
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'throttled' }
  /** No environment started, for that reason. */
  | { readonly kind: 'failed'; readonly reason: string };

/** How many environments a scale-in or a kill is for. */
export type HowMany = number | 'all';

/** One environment: how many requests it serves, how many it would get at most, and what it holds. */
export interface EnvironmentReport extends WebEnvironmentMemory {
  readonly number: number;
  readonly requests: number;
  readonly limit: number;
}

interface Member {
  readonly number: number;
  readonly environment: WebEnvironment;
  isReady: boolean;
  /** Whether the host has no use for it any more: what ends it then is no failure. */
  isDismissed: boolean;
  limit: number;
  requests: number;
  /** The most requests since its limit moved last. */
  peak: number;
  idle: NodeJS.Timeout | undefined;
}

/** Whoever asked has left, or the host has ended: nobody is there to be answered. */
const unserved: Entry = { kind: 'failed', reason: 'nobody waits any more' };

const isWanted = ({ isDismissed, environment }: Member): boolean =>
  !isDismissed && environment.isWanted;

/** Requests that wait for an environment at the same time; beyond, they are throttled. */
const maxWaiting = 10_000;

/**
 * The environments of one endpoint. A request goes to the one with the fewest, as long as that has room;
 * else it waits for the next that has, and environments are started for those that wait. When all that
 * there may be are full, it is throttled (docs.aws.amazon.com/lambda/latest/dg/web-functions-scaling.html).
 */
export class Environments {
  readonly #options: EnvironmentsOptions;
  readonly #members = new Set<Member>();
  readonly #waiting = new Set<(entry: Entry) => void>();
  #spec: WebFunctionSpec;
  #adjusting: NodeJS.Timeout | undefined;
  #made = 0;
  #isStopped = false;

  constructor(options: EnvironmentsOptions) {
    this.#options = options;
    this.#spec = options.spec;
  }

  /** Resolves once there is a place, or it is certain that there will be none. */
  enter(left: AbortSignal): Promise<Entry> {
    if (this.#isStopped || left.aborted) return Promise.resolve(unserved);
    const free = this.#withRoom();
    if (free !== undefined) return Promise.resolve(this.#take(free));
    if (this.#isThrottled()) return Promise.resolve({ kind: 'throttled' });
    const { promise, resolve } = Promise.withResolvers<Entry>();
    const leave = (): void => settle(unserved);
    const settle = (entry: Entry): void => {
      left.removeEventListener('abort', leave);
      this.#waiting.delete(settle);
      resolve(entry);
    };
    left.addEventListener('abort', leave);
    this.#waiting.add(settle);
    this.#startForWaiting();
    return promise;
  }

  /** Serves what comes from now on by this code, as a new revision would; the others are drained. */
  replace(code: Pick<WebFunctionSpec, 'entryFile' | 'variables'>): void {
    this.#spec = { ...this.#spec, ...code };
    void this.scaleIn('all', 'has older code');
  }

  /** Drains so many environments, those with the most requests first; resolves once they are gone. */
  async scaleIn(howMany: HowMany, why = 'is scaled in'): Promise<void> {
    const drained = this.#busiest(howMany).map(member => this.#dismiss(member, why));
    this.#startForWaiting();
    await Promise.all(drained);
  }

  /** Ends so many environments at once, those with the most requests first. */
  async kill(howMany: HowMany): Promise<void> {
    const killed = this.#busiest(howMany).map(({ environment }) => environment.kill());
    await Promise.all(killed);
  }

  /** Those that run, with what they serve and hold. */
  async report(): Promise<readonly EnvironmentReport[]> {
    const ready = [...this.#members].filter(({ isReady }) => isReady);
    const reports = await Promise.all(
      ready.map(async ({ number, requests, limit, environment }) => {
        const memory = await environment.memory();
        return memory === undefined ? [] : [{ number, requests, limit, ...memory }];
      }),
    );
    return reports.flat();
  }

  /** Asks every environment to end, and ends what does not. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#adjusting);
    for (const settle of this.#waiting) settle(unserved);
    await Promise.all([...this.#members].map(({ environment }) => environment.shutDown()));
  }

  #dismiss(member: Member, why: string): Promise<void> {
    member.isDismissed = true;
    this.#say(member, `${why} with ${member.requests} requests`);
    return member.environment.shutDown();
  }

  #busiest(howMany: HowMany): readonly Member[] {
    const wanted = this.#wanted().toSorted((one, other) => other.requests - one.requests);
    return howMany === 'all' ? wanted : wanted.slice(0, howMany);
  }

  /** Those that requests may go to, now or once they are ready. */
  #wanted(): readonly Member[] {
    return [...this.#members].filter(isWanted);
  }

  #withRoom(): Member | undefined {
    return this.#wanted()
      .filter(({ isReady, requests, limit }) => isReady && requests < limit)
      .toSorted((one, other) => one.requests - other.requests)[0];
  }

  #take(member: Member): Entry {
    clearTimeout(member.idle);
    member.requests += 1;
    member.peak = Math.max(member.peak, member.requests);
    let isTaken = true;
    const leave = (): void => {
      if (!isTaken) return;
      isTaken = false;
      member.requests -= 1;
      this.#serveWaiting();
      if (member.requests === 0) this.#rest(member);
    };
    return { kind: 'place', place: { environment: member.environment, leave } };
  }

  /** An environment without requests is not needed for ever. */
  #rest(member: Member): void {
    clearTimeout(member.idle);
    if (!isWanted(member)) return;
    const { idleMs } = this.#options.limits;
    member.idle = setTimeout(() => void this.#dismiss(member, 'is at rest'), idleMs).unref();
  }

  #serveWaiting(): void {
    for (const settle of this.#waiting) {
      const free = this.#withRoom();
      if (free === undefined) return;
      settle(this.#take(free));
    }
  }

  /** Every environment that there may be is full; one that starts is not. */
  #isThrottled(): boolean {
    if (this.#waiting.size >= maxWaiting) return true;
    const { maxEnvironments } = this.#options;
    const wanted = this.#wanted();
    const coming = wanted.filter(({ isReady }) => !isReady);
    const room = coming.reduce((sum, { limit }) => sum + limit, 0);
    return (
      maxEnvironments !== undefined &&
      wanted.length >= maxEnvironments &&
      this.#waiting.size >= room
    );
  }

  #startForWaiting(): void {
    const { maxEnvironments, limits, concurrency } = this.#options;
    const wanted = this.#wanted();
    const most = Math.min(maxEnvironments ?? limits.environmentsAtMost, limits.environmentsAtMost);
    const coming = wanted.filter(({ isReady }) => !isReady).length;
    const needed = Math.ceil(this.#waiting.size / firstLimit(concurrency)) - coming;
    for (let more = Math.min(needed, most - wanted.length); more > 0; more -= 1) this.#add();
  }

  #add(): void {
    const { limits, concurrency } = this.#options;
    this.#made += 1;
    const member: Member = {
      number: this.#made,
      environment: new WebEnvironment(this.#spec, limits),
      isReady: false,
      isDismissed: false,
      limit: firstLimit(concurrency),
      requests: 0,
      peak: 0,
      idle: undefined,
    };
    this.#members.add(member);
    this.#adjusting ??= setInterval(() => this.#adjust(), limits.adjustMs).unref();
    void this.#start(member)
      .then(() => member.environment.gone)
      .then(reason => this.#remove(member, reason));
  }

  async #start(member: Member): Promise<void> {
    const { starts, slowStartMs, log } = this.#options;
    const begunMs = performance.now();
    const failure = await member.environment.start(starts, slowStartMs?.());
    if (failure === undefined) {
      const initMs = Math.round(performance.now() - begunMs);
      log.info(`cold start: environment ${member.number}, init ${initMs} ms`);
      member.isReady = true;
      member.environment.utilization();
      this.#serveWaiting();
      if (member.requests === 0) this.#rest(member);
    } else if (!member.isDismissed) this.#failWaiting(failure);
  }

  /** Those that the environment was started for: they get its failure, and no other is tried. */
  #failWaiting(reason: string): void {
    const theirs = [...this.#waiting].slice(0, firstLimit(this.#options.concurrency));
    for (const settle of theirs) settle({ kind: 'failed', reason });
  }

  #remove(member: Member, reason: string): void {
    clearTimeout(member.idle);
    this.#members.delete(member);
    if (this.#members.size === 0) {
      clearInterval(this.#adjusting);
      this.#adjusting = undefined;
    }
    if (this.#isStopped) return;
    if (!member.isDismissed) {
      this.#options.log.error(`environment ${member.number} ${reason}`);
    }
    this.#startForWaiting();
  }

  #adjust(): void {
    for (const member of this.#wanted()) {
      if (!member.isReady) continue;
      const { limit, peak, environment } = member;
      const load = { limit, peak, utilization: environment.utilization() };
      member.limit = nextLimit(load, this.#options.concurrency);
      member.peak = member.requests;
      if (member.limit !== limit) this.#say(member, `gets ${member.limit} requests at once`);
    }
    this.#serveWaiting();
  }

  #say({ number }: Member, what: string): void {
    this.#options.log.debug(`environment ${number} ${what}`);
  }
}
