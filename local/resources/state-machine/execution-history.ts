import type { StateMachine } from 'aws-local-stepfunctions';

type EngineEvent =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/** How an execution ended. */
export type ExecutionEnd =
  | { readonly status: 'SUCCEEDED'; readonly output: string }
  | {
      readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

/** One entry of GetExecutionHistory. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since the epoch, as the protocol wants it. */
  readonly timestamp: number;
  readonly type: string;
  /** "taskFailedEventDetails" and the like, one at most. */
  readonly [details: string]: unknown;
}

/** The names under which an execution's end stands in its history. */
const endTypes = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const maxEvents = 25_000;

/**
 * What one execution went through, in the form of GetExecutionHistory: the states it entered and
 * left, the tasks that failed, and its end.
 *
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export class ExecutionHistory {
  readonly #events: HistoryEvent[] = [];
  readonly #onEvent: (event: HistoryEvent) => void;

  constructor(onEvent: (event: HistoryEvent) => void = () => {}) {
    this.#onEvent = onEvent;
  }

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  started(input: string, atMs: number): void {
    this.#add('ExecutionStarted', atMs, { executionStartedEventDetails: { input } });
  }

  /** Takes note of an event of the engine; the execution's own start and end come from elsewhere. */
  record(event: EngineEvent): void {
    const { timestamp } = event;
    if (event.type === 'StateEntered') {
      const { name, type, input } = event.state;
      const stateEnteredEventDetails = { name, input: JSON.stringify(input) };
      this.#add(`${type}StateEntered`, timestamp, { stateEnteredEventDetails });
    } else if (event.type === 'StateExited') {
      const { name, type, output } = event.state;
      const stateExitedEventDetails = { name, output: JSON.stringify(output) };
      this.#add(`${type}StateExited`, timestamp, { stateExitedEventDetails });
    } else if (event.type === 'StateFailed' && event.state.type === 'Task') {
      const taskFailedEventDetails = { error: event.Error, cause: String(event.Cause) };
      this.#add('TaskFailed', timestamp, { taskFailedEventDetails });
    }
  }

  ended(end: ExecutionEnd, atMs: number): void {
    const type = endTypes[end.status];
    const details =
      end.status === 'SUCCEEDED' ? { output: end.output } : { error: end.error, cause: end.cause };
    const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
    this.#add(type, atMs, { [key]: details });
  }

  #add(type: string, atMs: number, details: Readonly<Record<string, unknown>>): void {
    const previousEventId = this.#events.length;
    if (previousEventId >= maxEvents) return;
    const id = previousEventId + 1;
    const event = { id, previousEventId, timestamp: atMs / 1_000, type, ...details };
    this.#events.push(event);
    this.#onEvent(event);
  }
}
