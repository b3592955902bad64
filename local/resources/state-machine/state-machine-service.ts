import { randomUUID } from 'node:crypto';
import { awsJsonFailure } from '../../aws-protocol/aws-json-failure.ts';
import type { Permission } from '../../contract/access-control.ts';
import type {
  AwsJsonFailure,
  AwsJsonRequest,
  AwsJsonService,
} from '../../contract/aws-json-service.ts';
import type { Execution, ExecutionIdentity } from './execution.ts';

/** A state machine of the template, able to run. */
export interface StateMachineRunner {
  readonly arn: string;
  readonly name: string;
  start(identity: ExecutionIdentity): Execution;
}

/** How many executions are remembered and, among them, may run at once; AWS allows 1,000,000 open. */
const maxExecutions = 100_000;
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const maxInputBytes = 262_144;
const maxPage = 1_000;

type Input = AwsJsonRequest['input'];
type Answer = Readonly<Record<string, unknown>> | AwsJsonFailure;

/** The service "AWSStepFunctions" over the state machines of one host, with all their executions. */
export class StateMachineService implements AwsJsonService {
  readonly targetPrefix = 'AWSStepFunctions';
  readonly #machines = new Map<string, StateMachineRunner>();
  readonly #executions = new Map<string, Execution>();
  /** ARNs in the order in which they ended: the first is forgotten first. */
  readonly #ended = new Set<string>();
  readonly #maxExecutions: number;

  constructor(limit = maxExecutions) {
    this.#maxExecutions = limit;
  }

  add(machine: StateMachineRunner): void {
    this.#machines.set(machine.arn, machine);
  }

  /** Ends every execution, timers included. */
  async stop(): Promise<void> {
    const executions = [...this.#executions.values()];
    for (const execution of executions) execution.stop(undefined, undefined);
    await Promise.all(executions.map(({ ended }) => ended));
  }

  /** docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
  permissions({ operation, input }: AwsJsonRequest): Permission[] {
    const resource = String(input.stateMachineArn ?? input.executionArn ?? '*');
    return [{ action: `states:${operation}`, resource }];
  }

  async handle({ operation, input }: AwsJsonRequest): Promise<Answer> {
    switch (operation) {
      case 'StartExecution':
        return this.#startExecution(input);
      case 'DescribeExecution':
        return this.#withExecution(input, describeExecution);
      case 'GetExecutionHistory':
        return this.#withExecution(input, execution => executionHistory(execution, input));
      case 'StopExecution':
        return this.#withExecution(input, execution => stopExecution(execution, input));
      case 'ListExecutions':
        return this.#listExecutions(input);
      default:
        return awsJsonFailure(
          'UnknownOperationException',
          `The local host knows the operations StartExecution, DescribeExecution, GetExecutionHistory, StopExecution and ListExecutions of Step Functions; received ${operation}.`,
        );
    }
  }

  #startExecution(input: Input): Answer {
    const machine = this.#machines.get(String(input.stateMachineArn));
    if (machine === undefined) return noSuchStateMachine(input.stateMachineArn);
    const name = input.name ?? randomUUID();
    if (!isExecutionName(name)) return awsJsonFailure('InvalidName', `Invalid Name: '${name}'`);
    const text = input.input ?? '{}';
    if (!isExecutionInput(text)) {
      return awsJsonFailure(
        'InvalidExecutionInput',
        `Invalid State Machine Execution Input: expected JSON of at most ${maxInputBytes} bytes`,
      );
    }
    const executionArn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.#executions.get(executionArn);
    if (existing !== undefined) return answerExisting(existing, text);
    if (!this.#makeRoom()) {
      return awsJsonFailure(
        'ExecutionLimitExceeded',
        `${this.#maxExecutions} executions run, which is the limit of the local host.`,
      );
    }
    const execution = machine.start({
      executionArn,
      name,
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      input: text,
    });
    this.#executions.set(executionArn, execution);
    void execution.ended.then(() => this.#ended.add(executionArn));
    return started(execution);
  }

  /** AWS keeps names for 90 days; this host until it needs the room. */
  #makeRoom(): boolean {
    if (this.#executions.size < this.#maxExecutions) return true;
    const [oldest] = this.#ended;
    if (oldest === undefined) return false;
    this.#ended.delete(oldest);
    this.#executions.delete(oldest);
    return true;
  }

  async #withExecution(
    input: Input,
    answer: (execution: Execution) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const execution = this.#executions.get(String(input.executionArn));
    if (execution !== undefined) return answer(execution);
    return awsJsonFailure(
      'ExecutionDoesNotExist',
      `Execution Does Not Exist: '${input.executionArn}'`,
    );
  }

  /** The newest first. */
  #listExecutions(input: Input): Answer {
    if (!this.#machines.has(String(input.stateMachineArn))) {
      return noSuchStateMachine(input.stateMachineArn);
    }
    const matching = [...this.#executions.values()]
      .filter(({ identity }) => identity.stateMachineArn === input.stateMachineArn)
      .filter(({ end }) =>
        [undefined, end?.status ?? 'RUNNING'].includes(input.statusFilter as never),
      )
      .reverse();
    return pageOf('executions', matching.map(summary), input);
  }
}

/** One page of a list; the token is the number of entries passed so far. */
function pageOf(name: string, all: readonly unknown[], input: Input): Answer {
  const offset = Number(input.nextToken ?? 0);
  if (!Number.isInteger(offset) || offset < 0) {
    return awsJsonFailure('InvalidToken', `Invalid Token: '${input.nextToken}'`);
  }
  const next = offset + Math.min(Number(input.maxResults ?? 0) || 100, maxPage);
  return {
    [name]: all.slice(offset, next),
    ...(next < all.length && { nextToken: String(next) }),
  };
}

function executionHistory({ history }: Execution, input: Input): Answer {
  return pageOf('events', input.reverseOrder === true ? history.toReversed() : history, input);
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
function isExecutionName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    name.length >= 1 &&
    name.length <= 80 &&
    !/[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u.test(name)
  );
}

function isExecutionInput(text: unknown): text is string {
  if (typeof text !== 'string' || Buffer.byteLength(text) > maxInputBytes) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The same name and input while it runs is the same execution; anything else is a conflict. */
function answerExisting(existing: Execution, input: string): Answer {
  if (existing.end === undefined && existing.identity.input === input) return started(existing);
  const { executionArn } = existing.identity;
  return awsJsonFailure('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
}

const started = ({ identity, startedAtSec }: Execution): Answer => ({
  executionArn: identity.executionArn,
  startDate: startedAtSec,
});

async function stopExecution(execution: Execution, input: Input): Promise<Answer> {
  execution.stop(text(input.error), text(input.cause));
  await execution.ended;
  return { stopDate: execution.endedAtSec };
}

function describeExecution(execution: Execution): Answer {
  const { end, identity } = execution;
  return {
    ...summary(execution),
    input: identity.input,
    inputDetails: { included: true },
    ...(end?.status === 'SUCCEEDED' && { output: end.output, outputDetails: { included: true } }),
    ...(end !== undefined && end.status !== 'SUCCEEDED' && { error: end.error, cause: end.cause }),
  };
}

function summary({ identity, startedAtSec, endedAtSec, end }: Execution) {
  return {
    executionArn: identity.executionArn,
    stateMachineArn: identity.stateMachineArn,
    name: identity.name,
    status: end?.status ?? 'RUNNING',
    startDate: startedAtSec,
    ...(endedAtSec !== undefined && { stopDate: endedAtSec }),
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const noSuchStateMachine = (arn: unknown): AwsJsonFailure =>
  awsJsonFailure('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
