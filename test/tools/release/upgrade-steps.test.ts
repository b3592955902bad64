import { keptOf, type Template } from '../../../tools/release/kept-resources.ts';
import { upgradeSteps } from '../../../tools/release/upgrade-steps.ts';

const index = (IndexName: string, key: string, ProjectionType = 'KEYS_ONLY') => ({
  IndexName,
  KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
  Projection: { ProjectionType },
});

const replica = (recovery: Readonly<Record<string, unknown>>, Region: unknown = { Ref: 'R' }) => ({
  Region,
  PointInTimeRecoverySpecification: recovery,
});

const table = (properties: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::DynamoDB::GlobalTable',
  DeletionPolicy: 'RetainExceptOnCreate',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    KeySchema: [{ AttributeName: 'fightId', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'fightId', AttributeType: 'S' }],
    GlobalSecondaryIndexes: [index('byStatus', 'status')],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    Replicas: [replica({ PointInTimeRecoveryEnabled: true })],
    ...properties,
  },
});

const template = (Resources: Template['Resources'], outputs: readonly string[] = []): Template => ({
  Resources,
  Outputs: Object.fromEntries(outputs.map(key => [key, { Value: key }])),
});

const lambda = { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: 'a.zip' } } };

const url = (id: string, properties: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::Lambda::Url',
  Properties: {
    AuthType: 'NONE',
    TargetFunctionArn: { 'Fn::GetAtt': [id, 'Arn'] },
    ...properties,
  },
});

const mapping = (id: string, StartingPosition = 'TRIM_HORIZON') => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': ['FightsTable', 'StreamArn'] },
    FunctionName: { Ref: id },
    StartingPosition,
  },
});

const machine = (id: string) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    DefinitionString: {
      'Fn::Join': ['', ['{"FunctionName":"', { 'Fn::GetAtt': [id, 'Arn'] }, '"}']],
    },
  },
});

const released = template({ FightsTable: table() }, ['FightsTableName', 'ManagementUrl']);

/** The steps over the released table, a sentence each. */
const steps = (properties: Readonly<Record<string, unknown>>) =>
  upgradeSteps(
    released,
    template({ FightsTable: table(properties) }, ['FightsTableName', 'ManagementUrl']),
  );

describe('an upgrade takes no steps', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['when nothing is different', {}],
    [
      'for one index more',
      { GlobalSecondaryIndexes: [index('byStatus', 'status'), index('byDay', 'day')] },
    ],
    ['for one index less', { GlobalSecondaryIndexes: [] }],
    ['for a ceiling', { WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 4_000 } }],
    ['for a time to live that is turned off', { TimeToLiveSpecification: undefined }],
    [
      'for one copy more',
      {
        Replicas: [
          replica({ PointInTimeRecoveryEnabled: true }, 'eu-west-1'),
          replica({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 }),
        ],
      },
    ],
  ])('%s', (_, properties) => {
    expect(steps(properties)).toEqual([]);
  });

  it('for what is new, and for what holds nothing', () => {
    const marker = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'one' } };
    const before = template({ ...released.Resources, Marker: marker });
    const after = template({ ...released.Resources, BetsTable: table() }, ['New']);
    expect(upgradeSteps(before, after)).toEqual([]);
  });
});

describe('an upgrade takes steps', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string, RegExp]>([
    [
      'for another key of a table',
      { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
      'FightsTable.KeySchema',
      /has another KeySchema, which replaces it$/,
    ],
    [
      'for a name of its own',
      { TableName: 'fights' },
      'FightsTable.TableName',
      /has another TableName/,
    ],
    [
      'for a key of another type',
      { AttributeDefinitions: [{ AttributeName: 'fightId', AttributeType: 'N' }] },
      'FightsTable.AttributeDefinitions.fightId',
      /the key fightId of FightsTable is of the type N and was S/,
    ],
    [
      'for an index that is defined anew',
      { GlobalSecondaryIndexes: [index('byStatus', 'status', 'ALL')] },
      'FightsTable.byStatus',
      /the index byStatus of FightsTable is defined anew: .* this takes 2$/,
    ],
    [
      'for another stream',
      { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
      'FightsTable.StreamSpecification',
      /the stream of FightsTable is another/,
    ],
    [
      'for another time to live',
      { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } },
      'FightsTable.TimeToLiveSpecification',
      /items of FightsTable expire by expiresAt and did by ttl/,
    ],
    [
      'for backups that are no longer made',
      { Replicas: [replica({ PointInTimeRecoveryEnabled: false })] },
      'FightsTable.PointInTimeRecoverySpecification',
      /^FightsTable can be restored to the last 0 days and could to the last 35$/,
    ],
    [
      'for backups that are kept for less time',
      { Replicas: [replica({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 })] },
      'FightsTable.PointInTimeRecoverySpecification',
      /^FightsTable can be restored to the last 7 days and could to the last 35$/,
    ],
    [
      'for a copy less',
      { Replicas: [] },
      'FightsTable.Replicas',
      /^the copy of FightsTable in \{"Ref":"R"\} is removed$/,
    ],
  ])('%s', (_, properties, subject, text) => {
    expect(steps(properties)).toEqual([{ subject, text: expect.stringMatching(text) }]);
  });

  it.each([undefined, { AttributeName: 'bannedUntil', Enabled: false }])(
    'for a time to live where there was none: %j',
    before => {
      const TimeToLiveSpecification = { AttributeName: 'bannedUntil', Enabled: true };
      expect(
        upgradeSteps(
          template({ UsersTable: table({ TimeToLiveSpecification: before }) }),
          template({ UsersTable: table({ TimeToLiveSpecification }) }),
        ),
      ).toEqual([
        {
          subject: 'UsersTable.TimeToLiveSpecification',
          text: 'items of UsersTable expire by bannedUntil and did not expire',
        },
      ]);
    },
  );

  it('for two indexes more, each of which it names', () => {
    const all = [index('byStatus', 'status'), index('byDay', 'day'), index('byRing', 'ring')];
    expect(steps({ GlobalSecondaryIndexes: all }).map(({ subject }) => subject)).toEqual([
      'FightsTable.byDay',
      'FightsTable.byRing',
    ]);
  });

  it('for what is removed, of another type, or kept no more', () => {
    const over = (Resources: Template['Resources']) =>
      upgradeSteps(template({ FightsTable: table() }), template(Resources));
    expect(over({})).toEqual([
      { subject: 'FightsTable', text: 'FightsTable (AWS::DynamoDB::GlobalTable) is removed' },
    ]);
    expect(over({ FightsTable: { ...table(), Type: 'AWS::DynamoDB::Table' } })).toEqual([
      {
        subject: 'FightsTable.Type',
        text: 'FightsTable (AWS::DynamoDB::GlobalTable) becomes AWS::DynamoDB::Table, which replaces it',
      },
    ]);
    expect(over({ FightsTable: { ...table(), DeletionPolicy: 'Delete' } })).toEqual([
      {
        subject: 'FightsTable.DeletionPolicy',
        text: 'FightsTable (AWS::DynamoDB::GlobalTable) is deleted with its stack, and was kept',
      },
    ]);
    expect(over({ FightsTable: { ...table(), UpdateReplacePolicy: 'Delete' } })).toEqual([
      {
        subject: 'FightsTable.UpdateReplacePolicy',
        text: 'FightsTable (AWS::DynamoDB::GlobalTable) is deleted when it is replaced, and was kept',
      },
    ]);
  });

  it('for an output that is there no more', () => {
    const after = template(released.Resources, ['FightsTableName']);
    expect(upgradeSteps(released, after)).toEqual([
      { subject: 'ManagementUrl', text: 'the output ManagementUrl is there no more' },
    ]);
  });

  it('for a URL that leads to another function, and a socket API of another kind', () => {
    const api = (ProtocolType: string) => ({
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'x', ProtocolType },
    });
    const before = template({ Url: url('One'), Api: api('WEBSOCKET') });
    const after = template({ Url: url('Other'), Api: api('HTTP') });
    expect(upgradeSteps(before, after).map(({ subject }) => subject)).toEqual([
      'Api.ProtocolType',
      'Url.TargetFunctionArn',
    ]);
  });

  it('for a URL that lets in no client that it let in', () => {
    const after = { Url: url('One', { AuthType: 'AWS_IAM' }) };
    expect(upgradeSteps(template({ Url: url('One') }), template(after))).toEqual([
      {
        subject: 'Url.AuthType',
        text: 'Url (AWS::Lambda::Url) has another AuthType, and clients rely on the one it had',
      },
    ]);
  });

  it('for a mapping, a route or a parameter that is made beside the old one', () => {
    const beside = {
      Mapping: mapping('Courier'),
      Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: '$connect' } },
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/endpoints' } },
    };
    const renamed = Object.fromEntries(
      Object.entries(beside).map(([id, resource]) => [`Other${id}`, resource]),
    );
    expect(upgradeSteps(template(beside), template(renamed)).map(({ text }) => text)).toEqual([
      'Mapping (AWS::Lambda::EventSourceMapping) is removed',
      'Parameter (AWS::SSM::Parameter) is removed',
      'Route (AWS::ApiGatewayV2::Route) is removed',
    ]);
  });

  it('for a mapping that begins elsewhere', () => {
    const after = { Mapping: mapping('Courier', 'LATEST') };
    expect(upgradeSteps(template({ Mapping: mapping('Courier') }), template(after))).toEqual([
      {
        subject: 'Mapping.StartingPosition',
        text: 'Mapping (AWS::Lambda::EventSourceMapping) has another StartingPosition, which replaces it',
      },
    ]);
  });

  it('for a function under another id that executions or batches that failed have by name', () => {
    const resources = (settler: string, courier: string, page: string) => ({
      Machine: machine(settler),
      Mapping: mapping(courier),
      [settler]: lambda,
      [courier]: lambda,
      // Nothing but its URL names it.
      [page]: lambda,
    });
    const before = template(resources('Settler', 'Courier', 'Page'));
    const after = template(resources('OtherSettler', 'OtherCourier', 'OtherPage'));
    expect(upgradeSteps(before, after).map(({ subject }) => subject)).toEqual([
      'Courier',
      'Settler',
    ]);
  });

  it('for what a bucket or a queue keeps for less time', () => {
    const bucket = (ExpirationInDays: number | undefined, Status = 'Enabled') => ({
      Type: 'AWS::S3::Bucket',
      Properties: { LifecycleConfiguration: { Rules: [{ ExpirationInDays, Status }] } },
    });
    const queue = (MessageRetentionPeriod?: number) => ({
      Type: 'AWS::SQS::Queue',
      Properties: { MessageRetentionPeriod },
    });
    const over = (before: Template['Resources'][string], after: Template['Resources'][string]) =>
      upgradeSteps(template({ Kept: before }), template({ Kept: after }));
    expect(over(bucket(90), bucket(1))).toEqual([
      {
        subject: 'Kept.LifecycleConfiguration',
        text: 'objects of Kept expire after 1 days and did after 90',
      },
    ]);
    expect(over({ Type: 'AWS::S3::Bucket' }, bucket(90)).map(({ text }) => text)).toEqual([
      'objects of Kept expire after 90 days and were kept',
    ]);
    expect(over(bucket(90), bucket(1, 'Disabled'))).toEqual([]);
    expect(over(bucket(90), bucket(91))).toEqual([]);
    expect(over(queue(), queue(60))).toEqual([
      {
        subject: 'Kept.MessageRetentionPeriod',
        text: 'messages of Kept are kept 60 seconds and were 345600',
      },
    ]);
    expect(over(queue(), queue(1_209_600))).toEqual([]);
  });
});

test('a release keeps of its template what holds data, has an address or is called by name, by id', () => {
  const kept = keptOf({
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      FightsTable: table(),
      BetsTable: table(),
      Courier: lambda,
      Page: lambda,
      Mapping: mapping('Courier'),
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/endpoints', Value: 'x' } },
    },
    Outputs: { FightsTableName: { Value: { Ref: 'FightsTable' } } },
  });
  expect(Object.keys(kept.Resources)).toEqual([
    'BetsTable',
    'Courier',
    'FightsTable',
    'Mapping',
    'Parameter',
  ]);
  // Code and addresses are others in each release.
  expect(kept.Resources.Courier).toEqual({ Type: 'AWS::Lambda::Function', Properties: {} });
  expect(kept.Resources.Parameter?.Properties).toEqual({ Name: '/endpoints' });
  expect(kept.Outputs).toEqual({ FightsTableName: {} });
  expect(upgradeSteps(kept, kept)).toEqual([]);
});
