import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import { FailedBatches } from '../../../lib/constructs/failed-batches.ts';
import { RealtimeFunction } from '../../../lib/constructs/realtime-function.ts';
import { RealtimeTable } from '../../../lib/constructs/realtime-table.ts';
import { TableStream } from '../../../lib/constructs/table-stream.ts';
import { readable } from '../readable.ts';
import { bundlesDirectory, synthesize, testStack } from '../synthesize.ts';

function tableAndFunction(stack: Stack, stream?: StreamViewType) {
  const table = new RealtimeTable(stack, 'Notes', {
    partitionKey: { name: 'noteId', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.RETAIN,
    ...(stream && { stream }),
  });
  const target = new RealtimeFunction<object>(stack, 'Function', {
    name: 'log-marker',
    description: 'Reads notes',
    bundlesDirectory,
    environment: {},
    memorySizeMb: 128,
    timeoutSeconds: 5,
  });
  return { table, target };
}

/** The mappings of the whole stack to one function, by the table they read. */
function mappingsTo(functionName: string) {
  const mappings = Object.values(synthesize().findResources('AWS::Lambda::EventSourceMapping'));
  return Object.fromEntries(
    mappings
      .filter(({ Properties }) => readable(Properties.FunctionName).startsWith(`{${functionName}`))
      .map(({ Properties: { EventSourceArn, FunctionName, ...properties } }) => [
        readable(EventSourceArn),
        properties,
      ]),
  );
}

describe('a table stream', () => {
  it('is read from its first record on, as often as it takes, in ever smaller halves', () => {
    const stack = testStack();
    const { table, target } = tableAndFunction(stack, StreamViewType.NEW_IMAGE);
    new TableStream(stack, 'Stream', { table, target, maxRecordAge: Duration.minutes(1) });
    const [mapping] = Object.values(
      Template.fromStack(stack).findResources('AWS::Lambda::EventSourceMapping'),
    );
    expect(mapping?.Properties).toEqual({
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      EventSourceArn: { 'Fn::GetAtt': ['NotesTable', 'StreamArn'] },
      FunctionName: { Ref: expect.stringMatching(/^Function/) },
      MaximumRecordAgeInSeconds: 60,
      MaximumRetryAttempts: -1,
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  it('cannot be made of a table that has none', () => {
    const stack = testStack();
    const { table, target } = tableAndFunction(stack);
    expect(
      () => new TableStream(stack, 'Stream', { table, target, maxRecordAge: Duration.hours(1) }),
    ).toThrow('Stream: expected a table with a stream, received Test/NotesTable with none');
  });

  it('of every domain table feeds the fan-out, and what it cannot take goes to S3 after 12 hours', () => {
    const expected = {
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailedBatches', 'Arn'] } } },
      MaximumRecordAgeInSeconds: 43_200,
      MaximumRetryAttempts: -1,
      MetricsConfig: { Metrics: ['EventCount'] },
      StartingPosition: 'TRIM_HORIZON',
    };
    expect(mappingsTo('ChangeFanOut')).toEqual({
      '{FightsTable.StreamArn}': expected,
      '{BetsTable.StreamArn}': expected,
      '{UsersTable.StreamArn}': expected,
      '{TransactionsTable.StreamArn}': expected,
      '{VideoStreamsTable.StreamArn}': expected,
      '{PaymentStreamsTable.StreamArn}': expected,
      '{WorkflowsTable.StreamArn}': expected,
      '{WorkflowOperationsTable.StreamArn}': expected,
      '{SystemReportsTable.StreamArn}': expected,
      '{ProposalsTable.StreamArn}': expected,
      '{OutboxTable.StreamArn}': expected,
    });
  });

  it('of proposals and of new sockets feeds the courier', () => {
    const shared = {
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
      MetricsConfig: { Metrics: ['EventCount'] },
      ParallelizationFactor: 10,
      StartingPosition: 'TRIM_HORIZON',
    };
    const filter = (pattern: string) => ({ Filters: [{ Pattern: pattern }] });
    expect(mappingsTo('ProposalCourier')).toEqual({
      '{ProposalsTable.StreamArn}': {
        ...shared,
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::GetAtt': ['FailedBatches', 'Arn'] } },
        },
        FilterCriteria: filter('{"eventName":["INSERT","MODIFY"]}'),
        MaximumRecordAgeInSeconds: 43_200,
      },
      '{ConnectionsTable.StreamArn}': {
        ...shared,
        FilterCriteria: filter(
          '{"eventName":["INSERT"],"dynamodb":{"Keys":{"leaseId":{"S":[{"prefix":"ws#"}]}}}}',
        ),
        MaximumRecordAgeInSeconds: 600,
      },
    });
  });
});

describe('the bucket for failed batches', () => {
  it('is private, encrypted, asks for TLS, and forgets after 90 days', () => {
    const stack = testStack();
    new FailedBatches(stack, 'FailedBatches', { removalPolicy: RemovalPolicy.RETAIN });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 's3:*',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });
});
