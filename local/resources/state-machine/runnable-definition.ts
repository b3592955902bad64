import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { isRecord } from '../../template/template.ts';
import { lambdaParameters } from './lambda-task.ts';
import type { WaitState } from './wait-state.ts';

/** A definition that the local engine can run, with its Task and Wait states by name. */
export interface RunnableDefinition {
  readonly definition: StateMachineDefinition;
  readonly tasks: ReadonlyMap<string, TaskOperation>;
  readonly waits: ReadonlyMap<string, WaitState>;
}

/** The operations that Step Functions integrates directly with. */
export const dynamoDbOperations = ['getItem', 'putItem', 'updateItem', 'deleteItem'] as const;
export type DynamoDbOperation = (typeof dynamoDbOperations)[number];

/** What a Task state does: an operation of DynamoDB, or a function. */
export type TaskOperation = DynamoDbOperation | 'lambda:invoke';

const knownTasks = `arn:aws:states:::dynamodb: and one of ${dynamoDbOperations.join(', ')}, or arn:aws:states:::lambda:invoke`;

/** What `aws-local-stepfunctions` knows of the context object, given that we pass the rest. */
const supportedContext =
  /^\$\$\.(Execution\.(Id|Input|Name|StartTime)|StateMachine\.(Id|Name)|Map\.Item)\b/;

/**
 * Reads a state machine's definition, and finds at once all that would fail or be ignored at run
 * time: JSONata and variables, context that the engine does not have, tasks of other services.
 *
 * @throws Error with every problem, naming the state machine.
 */
export function readStateMachineDefinition(name: string, text: string): RunnableDefinition {
  const definition = parse(name, text);
  const tasks = new Map<string, TaskOperation>();
  const waits = new Map<string, WaitState>();
  const problems: string[] = [];
  visitObjects(definition, (object, path) => {
    problems.push(...languageProblems(object, path), ...contextProblems(object, path));
    // Found by name alone at run time: AWS wants state names to be unique in a state machine.
    const stateName = path.at(-1) ?? '';
    if (object.Type === 'Wait') waits.set(stateName, object);
    if (object.Type === 'Task') {
      const operation = taskOperation(object.Resource);
      if (operation !== undefined) tasks.set(stateName, operation);
      else problems.push(`${path.join('.')} calls ${object.Resource}, expected ${knownTasks}`);
      if (operation === 'lambda:invoke') problems.push(...lambdaProblems(object, path));
    }
  });
  if (problems.length > 0) {
    throw new Error(`The local host cannot run the state machine ${name}: ${problems.join('; ')}`);
  }
  return { definition: definition as unknown as StateMachineDefinition, tasks, waits };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parse(name: string, text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch (cause) {
    throw new Error(`The definition of the state machine ${name} is not JSON`, { cause });
  }
}

function visitObjects(
  value: unknown,
  visit: (object: JsonObject, path: readonly string[]) => void,
  path: readonly string[] = [],
): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) visit(value as JsonObject, path);
  for (const [key, child] of Object.entries(value)) visitObjects(child, visit, [...path, key]);
}

function languageProblems(object: JsonObject, path: readonly string[]): string[] {
  const where = path.length === 0 ? 'the definition' : path.join('.');
  return [
    ...(object.QueryLanguage === 'JSONata' ? [`${where} is JSONata, expected JSONPath`] : []),
    ...('Assign' in object ? [`${where} assigns variables, which have no support here`] : []),
  ];
}

/** Only keys ending in ".$" and paths hold references; a condition's text may say "$$." freely. */
function contextProblems(object: JsonObject, path: readonly string[]): string[] {
  return Object.entries(object)
    .filter(([key]) => key.endsWith('.$') || key.endsWith('Path') || key === 'Variable')
    .flatMap(([key, value]) =>
      typeof value === 'string'
        ? (value.match(/\$\$\.[\w.]*/g) ?? []).map(reference => ({ key, reference }))
        : [],
    )
    .filter(({ reference }) => !supportedContext.test(reference))
    .map(
      ({ key, reference }) =>
        `${[...path, key].join('.')} refers to ${reference}, which has no support here`,
    );
}

/** A function is invoked and waited for, its latest version. */
function lambdaProblems({ Parameters }: JsonObject, path: readonly string[]): string[] {
  const names = isRecord(Parameters) ? Object.keys(Parameters) : [];
  const unknown = names.filter(
    name => !lambdaParameters.some(known => name === known || name === `${known}.$`),
  );
  return unknown.map(
    name =>
      `${path.join('.')} has the parameter ${name}, expected ${lambdaParameters.join(' and ')} alone`,
  );
}

function taskOperation(resource: unknown): TaskOperation | undefined {
  if (/^arn:[\w-]+:states:::lambda:invoke$/.test(String(resource))) return 'lambda:invoke';
  const match = /^arn:[\w-]+:states:::dynamodb:(\w+)$/.exec(String(resource));
  return dynamoDbOperations.find(each => each === match?.[1]);
}
