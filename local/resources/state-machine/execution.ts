import type { StateMachine } from 'aws-local-stepfunctions';
import type { HostLog } from '../../contract/host-log.ts';
import { type ExecutionEnd, ExecutionHistory, type HistoryEvent } from './execution-history.ts';
import type { RunnableDefinition } from './runnable-definition.ts';
import { waitMs } from './wait-state.ts';

/** Whose execution it is, and what it works on. */
export interface ExecutionIdentity {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  /** JSON text, as received. */
  readonly input: string;
}

type RunInput = Parameters<StateMachine['run']>[0];
type LocalHandlers = Record<string, (input: RunInput) => Promise<RunInput>>;
type Run = ReturnType<StateMachine['run']>;

/** What each Task state does, by state name, with its parameters. */
export type TaskHandlers = Readonly<Record<string, (parameters: unknown) => Promise<unknown>>>;

/** Node's timers count in 32 bits; a longer one would fire at once. */
const maxWaitMs = 2 ** 31 - 1;

/** One execution of a state machine, from its start to its end. */
export class Execution {
  readonly identity: ExecutionIdentity;
  readonly startedAtSec = Date.now() / 1_000;
  readonly ended: Promise<ExecutionEnd>;
  #end: ExecutionEnd | undefined;
  #endedAtSec: number | undefined;
  #stopRequest: Extract<ExecutionEnd, { error: unknown }> | undefined;
  readonly #run: Run;
  readonly #waits: RunnableDefinition['waits'];
  readonly #log: HostLog;
  readonly #history: ExecutionHistory;

  constructor(
    identity: ExecutionIdentity,
    stateMachine: StateMachine,
    waits: RunnableDefinition['waits'],
    tasks: TaskHandlers,
    log: HostLog,
    waitsMs: Readonly<Record<string, number>> = {},
    onEvent?: (event: HistoryEvent) => void,
  ) {
    this.identity = identity;
    this.#history = new ExecutionHistory(onEvent);
    this.#waits = waits;
    this.#log = log;
    this.#run = stateMachine.run(JSON.parse(identity.input) as RunInput, {
      noThrowOnAbort: true,
      context: {
        Execution: { Id: identity.executionArn, Name: identity.name },
        StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
      },
      overrides: {
        taskResourceLocalHandlers: this.#whileRunning(tasks),
        waitTimeOverrides: { ...waitsMs },
      },
    });
    this.#history.started(identity.input, this.startedAtSec * 1_000);
    this.ended = this.#follow(this.#followEvents());
  }

  get end(): ExecutionEnd | undefined {
    return this.#end;
  }

  get history(): readonly HistoryEvent[] {
    return this.#history.events;
  }

  get endedAtSec(): number | undefined {
    return this.#endedAtSec;
  }

  /** Ends it now; without effect once it has ended. */
  stop(error: string | undefined, cause: string | undefined): void {
    this.#stop({ status: 'ABORTED', error, cause });
  }

  #stop(request: Extract<ExecutionEnd, { error: unknown }>): void {
    if (this.#end !== undefined || this.#stopRequest !== undefined) return;
    this.#stopRequest = request;
    this.#run.abort();
  }

  /** An aborted run wakes from its waits and retries, and must do nothing more. */
  #whileRunning(tasks: TaskHandlers): LocalHandlers {
    const handler = (call: TaskHandlers[string]) => async (input: RunInput) => {
      if (this.#stopRequest !== undefined) throw new Error('the execution was stopped');
      return JSON.parse(JSON.stringify(await call(input))) as RunInput;
    };
    return Object.fromEntries(
      Object.entries(tasks).map(([stateName, call]) => [stateName, handler(call)]),
    );
  }

  async #follow(events: Promise<void>): Promise<ExecutionEnd> {
    const end = await this.#outcome();
    await events;
    this.#end = end;
    this.#endedAtSec = Date.now() / 1_000;
    this.#history.ended(end, Date.now());
    const { stateMachineName, name } = this.identity;
    if (end.status === 'FAILED' || end.status === 'TIMED_OUT') {
      this.#log.warn(
        `${stateMachineName}/${name}: ${end.status} ${end.error ?? ''} ${end.cause ?? ''}`,
      );
    }
    return end;
  }

  async #outcome(): Promise<ExecutionEnd> {
    try {
      const output = await this.#run.result;
      return this.#stopRequest ?? { status: 'SUCCEEDED', output: JSON.stringify(output) };
    } catch (error) {
      if (this.#stopRequest !== undefined) return this.#stopRequest;
      const failure = error as Error;
      if (failure.name === 'ExecutionTimeoutError') {
        return { status: 'TIMED_OUT', error: 'States.Timeout', cause: undefined };
      }
      const cause = failure.cause instanceof Error ? failure.cause : failure;
      return { status: 'FAILED', error: cause.name, cause: cause.message };
    }
  }

  async #followEvents(): Promise<void> {
    const { stateMachineName, name } = this.identity;
    for await (const event of this.#run.eventLogs) {
      this.#history.record(event);
      const state = 'state' in event ? ` ${event.state.name}` : '';
      this.#log.debug(`${stateMachineName}/${name}: ${event.type}${state}`);
      if (event.type === 'StateEntered' && event.state.type === 'Wait') {
        this.#refuseLongWait(event.state.name, event.state.input);
      }
    }
  }

  /** The engine would not wait at all instead. The event comes before the wrong timer can fire. */
  #refuseLongWait(stateName: string, input: unknown): void {
    const wait = this.#waits.get(stateName);
    const durationMs = wait === undefined ? 0 : waitMs(wait, input, Date.now());
    if (durationMs <= maxWaitMs) return;
    this.#stop({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `The local host waits at most ${maxWaitMs} ms (24.8 days); ${stateName} wants ${durationMs} ms.`,
    });
  }
}
