import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { EveryMinute } from '../../../../lib/constructs/every-minute.ts';
import { type GivenParts, watchedIn } from '../../../../lib/constructs/monitoring/watched.ts';
import { RealtimeFunction } from '../../../../lib/constructs/realtime-function.ts';
import { RealtimeTable } from '../../../../lib/constructs/realtime-table.ts';
import { TableStream } from '../../../../lib/constructs/table-stream.ts';
import { bundlesDirectory, testStack } from '../../synthesize.ts';

const given = {} as GivenParts;

const functionIn = (stack: Stack) =>
  new RealtimeFunction<object>(stack, 'Notes', {
    name: 'log-marker',
    title: 'NotesReader',
    description: 'Reads notes',
    bundlesDirectory,
    environment: {},
    memorySizeMb: 128,
    timeoutSeconds: 5,
  });

const tableIn = (stack: Stack) =>
  new RealtimeTable(stack, 'Notes', {
    partitionKey: { name: 'noteId', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.RETAIN,
    stream: StreamViewType.NEW_IMAGE,
  });

describe('what is watched', () => {
  it('is every function, stream and schedule that the stack has by now', () => {
    const stack = testStack();
    expect(watchedIn(stack, given)).toMatchObject({ functions: [], streams: [], sweepers: [] });
    const target = functionIn(stack);
    const mapping = new TableStream(stack, 'NotesStream', {
      table: tableIn(stack),
      target,
      maxRecordAge: Duration.minutes(1),
    });
    const rule = new EveryMinute(stack, 'EveryMinute', {
      description: 'Sweeps notes',
      sweeper: target,
    });
    const watched = watchedIn(stack, given);
    expect(watched.namespace).toBe('Test');
    expect(watched.functions).toEqual([target]);
    expect(watched.sweepers).toEqual([{ sweeper: target, rule, isByRuleAlone: false }]);
    expect(watched.streams).toEqual([{ title: 'NotesReaderNotes', consumer: target, mapping }]);
  });

  it('knows whether a sweeper runs by its rule alone', () => {
    const stack = testStack();
    const sweeper = functionIn(stack);
    new EveryMinute(stack, 'EveryMinute', { description: 'Sweeps notes', sweeper });
    expect(watchedIn(stack, given).sweepers).toMatchObject([{ sweeper, isByRuleAlone: true }]);
  });

  it('knows whether batches that were given up are kept', () => {
    const stack = testStack();
    const mapping = new TableStream(stack, 'NotesStream', {
      table: tableIn(stack),
      target: functionIn(stack),
      maxRecordAge: Duration.minutes(1),
    });
    expect(mapping.keepsFailures).toBe(false);
  });

  it('are functions with the house’s defaults, of which outputs and alarms know the title', () => {
    const stack = testStack();
    const sweeper = new LambdaFunction(stack, 'Other', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {};'),
    });
    new EveryMinute(stack, 'EveryMinute', { description: 'Sweeps', sweeper });
    expect(() => watchedIn(stack, given)).toThrow(
      'Test/Other: expected a function of the stack, received another kind',
    );
  });
});
