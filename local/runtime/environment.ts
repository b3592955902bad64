import { types } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FunctionFault } from '../contract/fault-settings.ts';
import type { ResponseSink } from '../contract/invocation.ts';
import { logLinesOf } from './function-log.ts';
import type {
  EnvironmentStart,
  FromEnvironment,
  FunctionError,
  InvocationMessage,
  ToEnvironment,
} from './messages.ts';
import { compileCacheDirectory, limitsOfMemory } from './worker-settings.ts';

/** One function as its environments need to know it. */
export interface FunctionSpec extends Omit<EnvironmentStart, 'invocationsSent'> {
  readonly timeoutMs: number;
  /** Nothing ends for having taken too long: a debugger may hold it. @default false */
  readonly isDebugged?: boolean;
  /** Uses the compiled code of earlier starts, which Lambda has not. @default true */
  readonly compileCache?: boolean;
  /** The whole environment of the function: nothing of the host's own is inherited. */
  readonly variables: Readonly<Record<string, string>>;
  /** Receives each line that the function writes. */
  onLine(stream: 'stdout' | 'stderr', line: string): void;
  /** The fault to inject into the invocation that begins now. @default - none */
  takeFault?(): FunctionFault | undefined;
}

/** How one invocation ended. `payload` is JSON text; absent when the answer was streamed. */
export type Outcome =
  | { readonly kind: 'ok'; readonly payload?: string }
  | { readonly kind: 'error'; readonly error: FunctionError };

/**
 * Lambda gives a function 10 s to load, then loads it again within its own timeout:
 * docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
const initTimeoutMs = 10_000;

interface Invocation {
  readonly sink: ResponseSink | undefined;
  readonly finish: (outcome: Outcome) => void;
}

/**
 * One execution environment: a worker thread with its own variables and memory limit. It serves one
 * invocation at a time, and is frozen between two; a shared one, for benchmarks, serves many.
 */
export class Environment {
  readonly #spec: FunctionSpec;
  readonly #worker: Worker;
  readonly #invocationsSent: Int32Array<SharedArrayBuffer>;
  readonly #exited: Promise<void>;
  readonly #ready: Promise<void>;
  #settleReady: { resolve(): void; reject(error: FunctionError): void };
  /** By request id; one at most, unless the environment is shared. */
  readonly #invocations = new Map<string, Invocation>();
  #failure: FunctionError | undefined;
  #isShuttingDown = false;

  constructor(spec: FunctionSpec) {
    this.#spec = spec;
    const invocationsSent = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#invocationsSent = new Int32Array(invocationsSent);
    const {
      timeoutMs: _,
      isDebugged: _debugged,
      compileCache = true,
      variables,
      onLine,
      takeFault: _takeFault,
      ...start
    } = spec;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { ...start, invocationsSent } satisfies EnvironmentStart,
      // The worker takes it away again before the function can see it.
      env: { ...variables, ...(compileCache && { NODE_COMPILE_CACHE: compileCacheDirectory }) },
      execArgv: [],
      resourceLimits: limitsOfMemory(spec.memorySizeMb),
      stdout: true,
      stderr: true,
      name: spec.functionName.slice(-60),
    });
    logLinesOf(this.#worker.stdout, line => onLine('stdout', line));
    logLinesOf(this.#worker.stderr, line => onLine('stderr', line));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#ready = promise;
    this.#ready.catch(() => {});
    this.#settleReady = { resolve, reject };
    this.#worker.on('message', (message: FromEnvironment) => this.#receive(message));
    this.#worker.on('error', error => this.#end(describeWorkerError(error)));
    this.#exited = new Promise(exited => {
      this.#worker.once('exit', code => {
        this.#end({
          errorType: 'Runtime.ExitError',
          errorMessage: `Runtime exited with error: exit status ${code}`,
        });
        exited();
      });
    });
  }

  /** False once the environment cannot serve another invocation. */
  get alive(): boolean {
    return this.#failure === undefined;
  }

  /** True once it was asked to end: it serves what it has begun, and nothing else. */
  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  /** Resolves once the environment is gone. */
  get ended(): Promise<void> {
    return this.#exited;
  }

  /**
   * Runs the handler once; never rejects. An overrun or a crash ends the environment. `elapsedMs` is
   * how much of the handler's timeout has passed already.
   */
  async invoke(
    requestId: string,
    payload: string,
    sink?: ResponseSink,
    elapsedMs = 0,
  ): Promise<Outcome> {
    const failure = await this.whenReady();
    if (failure !== undefined) return { kind: 'error', error: failure };
    const leftMs = this.#spec.timeoutMs - elapsedMs;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#invocations.set(requestId, { sink, finish: resolve });
    const overrun = this.#unlessWithin(leftMs, () => this.timedOut(requestId));
    this.#send({ kind: 'invoke', requestId, payload, deadlineMs: Date.now() + leftMs });
    Atomics.add(this.#invocationsSent, 0, 1);
    Atomics.notify(this.#invocationsSent, 0);
    const outcome = await promise;
    clearTimeout(overrun);
    return outcome;
  }

  /** Ends the environment, and what it serves with this error. */
  fail(error: FunctionError): void {
    this.#end(error);
  }

  /** How Lambda reports that a handler took longer than its timeout. */
  timedOut(requestId: string): FunctionError {
    const seconds = (this.#spec.timeoutMs / 1000).toFixed(2);
    return {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
    };
  }

  /**
   * Asks the function to end what it serves, by SIGTERM: Lambda's signal before an environment goes
   * (docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown).
   */
  shutDown(): void {
    if (this.#isShuttingDown || !this.alive) return;
    this.#isShuttingDown = true;
    this.#send({ kind: 'shutdown' });
  }

  /** Ends the environment at once, as Lambda does with one that it no longer needs. */
  async terminate(): Promise<void> {
    this.#end({ errorType: 'Runtime.Terminated', errorMessage: 'the environment was ended' });
    await this.#exited;
  }

  /** Resolves once the handler is loaded, or with the reason why it never will be. */
  async whenReady(): Promise<FunctionError | undefined> {
    const limitMs = initTimeoutMs + this.#spec.timeoutMs;
    const overrun = this.#unlessWithin(limitMs, () => ({
      errorType: 'Sandbox.Timedout',
      errorMessage: `${this.#spec.handlerFile} did not load within ${limitMs / 1000} seconds`,
    }));
    await this.#ready.catch(() => {});
    clearTimeout(overrun);
    return this.#failure;
  }

  /** Ends the environment when the timer is not cleared in time; there is none for a debugger. */
  #unlessWithin(limitMs: number, error: () => FunctionError): NodeJS.Timeout | undefined {
    if (this.#spec.isDebugged) return undefined;
    return setTimeout(() => this.#end(error()), limitMs);
  }

  #send(message: ToEnvironment): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromEnvironment): void {
    switch (message.kind) {
      case 'ready':
        this.#settleReady.resolve();
        return;
      case 'crashed':
        this.#end(message.error);
        return;
      default:
        this.#receiveOf(message.requestId, message);
    }
  }

  #receiveOf(requestId: string, message: InvocationMessage): void {
    const sink = this.#invocations.get(requestId)?.sink;
    switch (message.kind) {
      case 'head': {
        const { statusCode, headers, cookies } = message.head;
        sink?.head(statusCode, headers, cookies);
        return;
      }
      case 'chunk':
        void this.#pass(requestId, message.bytes, message.lastWriteAt);
        return;
      case 'streamEnded':
        sink?.end();
        return;
      case 'succeeded': {
        const { payload } = message;
        this.#finish(requestId, { kind: 'ok', ...(payload === undefined ? {} : { payload }) });
        return;
      }
      case 'failed':
        this.#finish(requestId, { kind: 'error', error: message.error });
        return;
    }
  }

  /** The last write goes apart: a function URL holds it back, and what came before it no longer. */
  async #pass(requestId: string, bytes: Uint8Array, lastWriteAt: number): Promise<void> {
    const sink = this.#invocations.get(requestId)?.sink;
    // A sink that fails is a reader that left: the function is not notified, its bytes are dropped.
    try {
      if (lastWriteAt > 0) await sink?.write(bytes.subarray(0, lastWriteAt));
      await sink?.write(bytes.subarray(lastWriteAt));
    } catch {}
    if (this.alive) this.#send({ kind: 'acknowledged', requestId });
  }

  #finish(requestId: string, outcome: Outcome): void {
    const invocation = this.#invocations.get(requestId);
    this.#invocations.delete(requestId);
    invocation?.finish(outcome);
  }

  #end(error: FunctionError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#settleReady.reject(error);
    for (const requestId of [...this.#invocations.keys()]) {
      this.#finish(requestId, { kind: 'error', error });
    }
    void this.#worker.terminate();
  }
}

function describeWorkerError(error: unknown): FunctionError {
  // Not instanceof: an error from another thread may be of another realm.
  if (!types.isNativeError(error)) return { errorType: 'Error', errorMessage: String(error) };
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return {
      errorType: 'Runtime.OutOfMemory',
      errorMessage: 'Runtime exited with error: signal: killed (out of memory)',
    };
  }
  return { errorType: error.name, errorMessage: error.message };
}
