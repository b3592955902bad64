import { randomUUID } from 'node:crypto';
import type { FunctionFault } from '../contract/fault-settings.ts';
import type { HostLog } from '../contract/host-log.ts';
import type { FunctionRegistry, InvocationResult, ResponseSink } from '../contract/invocation.ts';
import { answerLimitBytes, CollectedResponse, tooLarge } from './collected-response.ts';
import type { Concurrency } from './concurrency.ts';
import { Environment, type FunctionSpec, type Outcome } from './environment.ts';
import { type InvocationFault, runWithFault } from './faulty-invocation.ts';
import { SharedEnvironments } from './shared-environments.ts';
import type { StartGate } from './start-gate.ts';

/** Warm environments kept per function; each costs about 20 MB. */
const idleLimit = 16;
/** Lambda keeps idle environments for minutes; here they only have to outlast a pause. */
const idleTimeoutMs = 60_000;

interface IdleEnvironment {
  readonly environment: Environment;
  readonly retire: NodeJS.Timeout;
}

/** What a function shares with all others of its host. */
export interface FunctionCapacity {
  readonly concurrency: Concurrency;
  readonly starts: StartGate;
  /** Streaming readers that share one environment. 1: none, as on Lambda. */
  readonly readersPerEnvironment: number;
}

/** One function of the template: it reuses warm environments, makes new ones, throttles beyond. */
export class LocalFunction implements FunctionRegistry {
  #spec: Omit<FunctionSpec, 'shared'>;
  readonly #concurrency: Concurrency;
  readonly #starts: StartGate;
  readonly #log: HostLog;
  readonly #shared: SharedEnvironments | undefined;
  readonly #idle: IdleEnvironment[] = [];
  readonly #all = new Set<Environment>();
  #stopped = false;

  constructor(spec: Omit<FunctionSpec, 'shared'>, capacity: FunctionCapacity, log: HostLog) {
    const { concurrency, starts, readersPerEnvironment } = capacity;
    this.#spec = spec;
    this.#concurrency = concurrency;
    this.#starts = starts;
    this.#log = log;
    if (readersPerEnvironment > 1) {
      this.#shared = new SharedEnvironments(
        readersPerEnvironment,
        () => this.#start(true),
        () => this.#enter(),
      );
    }
  }

  async invoke(_functionArn: string, payload: unknown): Promise<InvocationResult> {
    // A streaming handler that is invoked without streaming answers all at once.
    const collected = new CollectedResponse();
    const outcome = await this.#run(payload, collected);
    if (outcome.kind === 'error') return { kind: 'error', ...withoutStack(outcome) };
    if (outcome.payload === undefined) return collected.result();
    const bytes = Buffer.byteLength(outcome.payload);
    if (bytes > answerLimitBytes) return tooLarge(bytes);
    return { kind: 'ok', payload: JSON.parse(outcome.payload) };
  }

  async invokeStreaming(
    _functionArn: string,
    payload: unknown,
    sink: ResponseSink,
  ): Promise<InvocationResult> {
    const outcome =
      this.#shared === undefined
        ? await this.#run(payload, sink)
        : await this.#runShared(this.#shared, payload, sink);
    if (outcome.kind === 'error') return { kind: 'error', ...withoutStack(outcome) };
    if (outcome.payload === undefined) return { kind: 'ok', payload: null };
    // InvokeWithResponseStream passes the answer of a handler that does not stream as it is.
    sink.head(200, { 'content-type': 'application/json' }, []);
    await sink.write(Buffer.from(outcome.payload));
    sink.end();
    return { kind: 'ok', payload: null };
  }

  /**
   * Whatever is invoked from now on runs this code. Idle environments end, busy ones are asked to and
   * serve nothing else.
   */
  updateCode(code: Pick<FunctionSpec, 'handlerFile' | 'variables'>): void {
    this.#spec = { ...this.#spec, ...code };
    for (const { environment, retire } of this.#idle.splice(0)) {
      clearTimeout(retire);
      this.#end(environment);
    }
    for (const environment of this.#all) environment.shutDown();
  }

  /** Ends every environment, running invocations included. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const each of this.#idle.splice(0)) clearTimeout(each.retire);
    await Promise.all([...this.#all].map(environment => environment.terminate()));
  }

  async #run(payload: unknown, sink: ResponseSink): Promise<Outcome> {
    const fault = this.#takeFault();
    if (fault?.kind === 'throttle') return throttled;
    const leave = this.#enter();
    if (leave === undefined) return throttled;
    try {
      const environment = this.#takeIdle() ?? (await this.#start(false));
      const outcome = await this.#invoke(environment, payload, sink, fault);
      this.#giveBack(environment);
      return outcome;
    } finally {
      leave();
    }
  }

  async #runShared(
    shared: SharedEnvironments,
    payload: unknown,
    sink: ResponseSink,
  ): Promise<Outcome> {
    const fault = this.#takeFault();
    if (fault?.kind === 'throttle') return throttled;
    const outcome = await shared.use(environment =>
      this.#invoke(environment, payload, sink, fault),
    );
    return outcome ?? throttled;
  }

  #takeFault(): FunctionFault | undefined {
    const fault = this.#stopped ? undefined : this.#spec.takeFault?.();
    if (fault !== undefined) this.#log.warn(`injected fault: ${JSON.stringify(fault)}`);
    return fault;
  }

  #enter(): (() => void) | undefined {
    return this.#stopped ? undefined : this.#concurrency.enter(this.#spec.functionArn);
  }

  async #invoke(
    environment: Environment,
    payload: unknown,
    sink: ResponseSink,
    fault: InvocationFault | undefined,
  ): Promise<Outcome> {
    const requestId = randomUUID();
    const text = JSON.stringify(payload);
    const run = (elapsedMs: number) => environment.invoke(requestId, text, sink, elapsedMs);
    const { timeoutMs } = this.#spec;
    const outcome =
      fault === undefined
        ? await run(0)
        : await runWithFault(fault, { environment, requestId, timeoutMs, run });
    if (outcome.kind === 'error' && !this.#stopped) this.#report(outcome);
    return outcome;
  }

  /** The environment used last comes first, as on Lambda, so that the others can retire. */
  #takeIdle(): Environment | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.retire);
      if (idle.environment.alive) return idle.environment;
      this.#all.delete(idle.environment);
    }
    return undefined;
  }

  #start(shared: boolean): Promise<Environment> {
    return this.#starts.run(async () => {
      const begunMs = performance.now();
      const environment = new Environment({ ...this.#spec, shared });
      this.#all.add(environment);
      if (this.#stopped) await environment.terminate();
      await environment.whenReady();
      const initMs = Math.round(performance.now() - begunMs);
      this.#log.info(`cold start: environment ${this.#all.size}, init ${initMs} ms`);
      return environment;
    });
  }

  #giveBack(environment: Environment): void {
    const isUseful = environment.alive && !environment.isShuttingDown && !this.#stopped;
    if (!isUseful || this.#idle.length >= idleLimit) {
      this.#end(environment);
      return;
    }
    const retire = setTimeout(() => {
      const position = this.#idle.findIndex(idle => idle.environment === environment);
      if (position >= 0) this.#idle.splice(position, 1);
      this.#end(environment);
    }, idleTimeoutMs);
    retire.unref();
    this.#idle.push({ environment, retire });
  }

  #end(environment: Environment): void {
    void environment.terminate().then(() => this.#all.delete(environment));
  }

  #report(outcome: Extract<Outcome, { kind: 'error' }>): void {
    const { errorType, errorMessage, stack } = outcome.error;
    const cause = errorType.startsWith('Runtime.') ? `${this.#spec.handlerFile}: ` : '';
    this.#log.error(`${cause}${errorType}: ${errorMessage}`);
    if (stack !== undefined) this.#log.debug(stack);
  }
}

const throttled: Outcome = {
  kind: 'error',
  error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
};

const withoutStack = ({ error }: Extract<Outcome, { kind: 'error' }>) => ({
  errorType: error.errorType,
  errorMessage: error.errorMessage,
});
