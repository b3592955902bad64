import { Template } from 'aws-cdk-lib/assertions';
import { RealtimeFunction } from '../../../lib/constructs/realtime-function.ts';
import { bundlesDirectory, testStack } from '../synthesize.ts';

interface Environment {
  readonly TABLE_NAME: string;
  readonly KEY_URI?: string | undefined;
}

function functionWith(timeoutSeconds: number): Template {
  const stack = testStack();
  new RealtimeFunction<Environment>(stack, 'Marker', {
    name: 'log-marker',
    description: 'Marks',
    bundlesDirectory,
    environment: { TABLE_NAME: 'logs', KEY_URI: undefined },
    memorySizeMb: 256,
    timeoutSeconds,
  });
  return Template.fromStack(stack);
}

describe('a function', () => {
  it('has the defaults of the house', () => {
    functionWith(900).hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 900,
      LoggingConfig: { LogFormat: 'JSON' },
    });
  });

  it('gets its own variables and three of the house, none of them undefined', () => {
    const [found] = Object.values(functionWith(5).findResources('AWS::Lambda::Function'));
    expect(found?.Properties.Environment.Variables).toEqual({
      TABLE_NAME: 'logs',
      NODE_OPTIONS: '--enable-source-maps',
      POWERTOOLS_SERVICE_NAME: 'log-marker',
      POWERTOOLS_METRICS_NAMESPACE: 'Test',
    });
  });

  it('keeps its log for a month, and not after the stack', () => {
    functionWith(5).hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
    });
  });

  it('is refused a timeout that Lambda does not know', () => {
    expect(() => functionWith(901)).toThrow(
      'Marker: received a timeout of 901 s, expected at most 900 s',
    );
  });
});
