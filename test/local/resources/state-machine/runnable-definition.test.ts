import { readStateMachineDefinition } from '../../../../local/resources/state-machine/runnable-definition.ts';

const read = (definition: unknown) =>
  readStateMachineDefinition('Deadline', JSON.stringify(definition));

const task = (fields: Record<string, unknown>) => ({
  StartAt: 'Call',
  States: {
    Call: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', End: true, ...fields },
  },
});

test('tasks and waits are found by name, in branches too', () => {
  const { tasks, waits } = read({
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          task({}),
          { StartAt: 'Pause', States: { Pause: { Type: 'Wait', Seconds: 1, End: true } } },
        ],
        End: true,
      },
    },
  });
  expect([...tasks]).toEqual([['Call', 'putItem']]);
  expect([...waits.keys()]).toEqual(['Pause']);
});

test.each([
  [{ ...task({}), QueryLanguage: 'JSONata' }, 'the definition is JSONata, expected JSONPath'],
  [task({ QueryLanguage: 'JSONata' }), 'States.Call is JSONata, expected JSONPath'],
  [task({ Assign: { x: 1 } }), 'States.Call assigns variables, which have no support here'],
  [
    task({ Parameters: { 'token.$': '$$.Task.Token' } }),
    'States.Call.Parameters.token.$ refers to $$.Task.Token, which has no support here',
  ],
  [
    task({ InputPath: '$$.State.EnteredTime' }),
    'States.Call.InputPath refers to $$.State.EnteredTime, which has no support here',
  ],
  [
    task({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
    'States.Call calls arn:aws:states:::sqs:sendMessage, expected arn:aws:states:::dynamodb: and one of getItem, putItem, updateItem, deleteItem, or arn:aws:states:::lambda:invoke',
  ],
  [
    task({
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'f', 'Payload.$': '$', InvocationType: 'Event' },
    }),
    'States.Call has the parameter InvocationType, expected FunctionName and Payload alone',
  ],
  [
    task({ Resource: 'arn:aws:states:::dynamodb:updateItem.waitForTaskToken' }),
    'States.Call calls arn:aws:states:::dynamodb:updateItem.waitForTaskToken, expected',
  ],
])('%j is refused by name', (definition, problem) => {
  expect(() => read(definition)).toThrow(
    `The local host cannot run the state machine Deadline: ${problem}`,
  );
});

test('context that the engine does have is allowed, and so is "$$." in plain text', () => {
  const parameters = {
    'name.$': '$$.Execution.Name',
    'machine.$': "States.Format('{}', $$.StateMachine.Id)",
    text: '$$.Task.Token',
  };
  expect(() => read(task({ Parameters: parameters }))).not.toThrow();
});

test('a definition that is not JSON names the state machine', () => {
  expect(() => readStateMachineDefinition('Deadline', '{')).toThrow(
    'The definition of the state machine Deadline is not JSON',
  );
});
