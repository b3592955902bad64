import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { logLinesOf } from '../runtime/function-log.ts';
import type { StartGate } from '../runtime/start-gate.ts';
import { compileCacheDirectory, limitsOfMemory } from '../runtime/worker-settings.ts';
import { type HiddenAddress, hiddenAddress } from '../server/hidden-address.ts';
import type { ToWebEnvironment, WebEnvironmentMemory, WebEnvironmentStart } from './messages.ts';
import type { WebFunctionLimits } from './web-function-limits.ts';

/** One revision of a Web Function, as its environments need to know it. */
export interface WebFunctionSpec extends WebEnvironmentStart {
  readonly functionName: string;
  /** All variables but the address to listen on: nothing of the host's own is inherited. */
  readonly variables: Readonly<Record<string, string>>;
  /** Receives each line that the function writes. */
  onLine(stream: 'stdout' | 'stderr', line: string): void;
}

/** Every environment has 2 GB: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const memorySizeMb = 2_048;

const probeEveryMs = 10;

/**
 * One environment of a Web Function: a worker thread with a server of its own, on an address of its own.
 * It is started once, and gone for good when its thread is.
 */
export class WebEnvironment {
  readonly #spec: WebFunctionSpec;
  readonly #limits: Pick<WebFunctionLimits, 'initMs' | 'shutdownMs'>;
  readonly #gone = Promise.withResolvers<string>();
  /** The connections to its server; those at rest are used again. */
  readonly agent = new Agent({ keepAlive: true });
  #address: HiddenAddress = { host: '', port: 0 };
  #worker: Worker | undefined;
  #usage: EventLoopUtilization | undefined;
  /** Whether SIGTERM was sent. */
  #isAskedToEnd = false;
  /** Why the host ended it, or why it ended by itself. */
  #ending: string | undefined;

  constructor(spec: WebFunctionSpec, limits: Pick<WebFunctionLimits, 'initMs' | 'shutdownMs'>) {
    this.#spec = spec;
    this.#limits = limits;
  }

  /** Where its server listens. */
  get address(): HiddenAddress {
    return this.#address;
  }

  /** Resolves with how it ended, once it has: its thread is gone, and every connection with it. */
  get gone(): Promise<string> {
    return this.#gone.promise;
  }

  /** False once it ends, or was asked to. */
  get isWanted(): boolean {
    return !this.#isAskedToEnd && this.#ending === undefined;
  }

  /**
   * Resolves once its server can be connected to, or with the reason why it never will be. Lambda gives
   * it 10 s: docs.aws.amazon.com/lambda/latest/dg/web-functions-env-lifecycle.html
   *
   * @param starts through which it goes: waiting there is no part of those 10 s
   * @param slowByMs how much later than at once its module is loaded, within them
   */
  async start(starts: StartGate, slowByMs = 0): Promise<string | undefined> {
    const { initMs } = this.#limits;
    const ended = new AbortController();
    void this.gone.then(() => ended.abort());
    try {
      this.#address = await hiddenAddress();
      await delay(Math.min(slowByMs, initMs), undefined, { signal: ended.signal });
      return await starts.run(() => this.#listen(Math.max(0, initMs - slowByMs), ended.signal));
    } catch {
      return this.gone;
    }
  }

  /** The share of the time since the last call, 0 to 1, in which its thread was busy. */
  utilization(): number {
    const now = this.#worker?.performance.eventLoopUtilization();
    const since = this.#worker?.performance.eventLoopUtilization(now, this.#usage);
    this.#usage = now;
    return since?.utilization ?? 0;
  }

  /** What its thread holds once its garbage is collected; undefined if it is gone before it answers. */
  async memory(): Promise<WebEnvironmentMemory | undefined> {
    if (this.#worker === undefined) return undefined;
    const answered = Promise.withResolvers<WebEnvironmentMemory>();
    // It posts nothing else.
    this.#worker.once('message', answered.resolve);
    this.#send({ kind: 'memory' });
    return await Promise.race([answered.promise, this.gone.then(() => undefined)]);
  }

  /**
   * Ends it as Lambda does: SIGTERM, and what is not done a second later is cut
   * (docs.aws.amazon.com/lambda/latest/dg/web-functions-env-lifecycle.html). Resolves once it is gone.
   */
  async shutDown(): Promise<void> {
    if (this.#worker === undefined) return this.kill();
    if (!this.#isAskedToEnd) this.#send({ kind: 'shutdown' });
    this.#isAskedToEnd = true;
    const cut = setTimeout(() => void this.kill(), this.#limits.shutdownMs);
    await this.gone;
    clearTimeout(cut);
  }

  /** Ends it at once; resolves once it is gone. */
  async kill(): Promise<void> {
    this.#end('was ended');
    await this.gone;
  }

  /** Rejects once the signal is given. */
  async #listen(withinMs: number, signal: AbortSignal): Promise<undefined> {
    signal.throwIfAborted();
    const endpoint = addressText(this.#address);
    const overrun = setTimeout(() => {
      const seconds = this.#limits.initMs / 1_000;
      this.#end(
        `did not listen on ${endpoint}, its AWS_LAMBDA_HTTP_ENDPOINT, in ${seconds} seconds`,
      );
    }, withinMs);
    try {
      this.#run(endpoint);
      while (!(await isListening(this.#address))) await delay(probeEveryMs, undefined, { signal });
    } finally {
      clearTimeout(overrun);
    }
  }

  #run(endpoint: string): void {
    const { entryFile, functionName, variables, onLine } = this.#spec;
    const worker = new Worker(new URL('./web-worker.ts', import.meta.url), {
      workerData: { entryFile } satisfies WebEnvironmentStart,
      env: {
        ...variables,
        AWS_LAMBDA_HTTP_ENDPOINT: endpoint,
        // The worker takes it away again before the function can see it.
        NODE_COMPILE_CACHE: compileCacheDirectory,
      },
      execArgv: [],
      resourceLimits: limitsOfMemory(memorySizeMb),
      stdout: true,
      stderr: true,
      name: functionName.slice(-60),
    });
    this.#worker = worker;
    logLinesOf(worker.stdout, line => onLine('stdout', line));
    logLinesOf(worker.stderr, line => onLine('stderr', line));
    worker.on('error', error => {
      this.#ending ??= `ended by an error: ${error}`;
      for (const line of stackOf(error)) onLine('stderr', line);
    });
    worker.once('exit', code => {
      this.#ending ??= `exited with status ${code}`;
      this.#settle();
    });
  }

  #send(message: ToWebEnvironment): void {
    this.#worker?.postMessage(message);
  }

  /** Ends the thread, if there is one. */
  #end(reason: string): void {
    if (this.#ending !== undefined) return;
    this.#ending = reason;
    if (this.#worker === undefined) this.#settle();
    else void this.#worker.terminate();
  }

  #settle(): void {
    this.agent.destroy();
    this.#gone.resolve(this.#ending ?? '');
  }
}

/** The error of another thread is neither a native one nor of this realm. */
const stackOf = (error: unknown): readonly string[] =>
  typeof error === 'object' && error !== null && 'stack' in error
    ? String(error.stack).split('\n')
    : [];

const addressText = ({ host, port }: HiddenAddress): string => `${host}:${port}`;

async function isListening({ host, port }: HiddenAddress): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
