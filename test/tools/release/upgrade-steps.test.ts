import { keptOf, type Template } from '../../../tools/release/kept-resources.ts';
import { upgradeSteps } from '../../../tools/release/upgrade-steps.ts';

const index = (IndexName: string, key: string, ProjectionType = 'KEYS_ONLY') => ({
  IndexName,
  KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
  Projection: { ProjectionType },
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
    ...properties,
  },
});

const template = (Resources: Template['Resources'], outputs: readonly string[] = []): Template => ({
  Resources,
  Outputs: Object.fromEntries(outputs.map(key => [key, { Value: key }])),
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
    ['for a time to live that is new elsewhere', { TimeToLiveSpecification: undefined }],
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
      'FightsTable',
      /has another KeySchema, which replaces it$/,
    ],
    ['for a name of its own', { TableName: 'fights' }, 'FightsTable', /has another TableName/],
    [
      'for a key of another type',
      { AttributeDefinitions: [{ AttributeName: 'fightId', AttributeType: 'N' }] },
      'FightsTable',
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
      'FightsTable',
      /the stream of FightsTable is another/,
    ],
    [
      'for another time to live',
      { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } },
      'FightsTable',
      /items of FightsTable expire by expiresAt and did by ttl/,
    ],
  ])('%s', (_, properties, subject, text) => {
    expect(steps(properties)).toEqual([{ subject, text: expect.stringMatching(text) }]);
  });

  it('for two indexes more, each of which it names', () => {
    const all = [index('byStatus', 'status'), index('byDay', 'day'), index('byRing', 'ring')];
    expect(steps({ GlobalSecondaryIndexes: all }).map(({ subject }) => subject)).toEqual([
      'FightsTable.byDay',
      'FightsTable.byRing',
    ]);
  });

  it('for what is removed, of another type, or kept no more', () => {
    const texts = (Resources: Template['Resources']) =>
      upgradeSteps(template({ FightsTable: table() }), template(Resources)).map(({ text }) => text);
    expect(texts({})).toEqual(['FightsTable (AWS::DynamoDB::GlobalTable) is removed']);
    const other = { ...table(), Type: 'AWS::DynamoDB::Table' };
    expect(texts({ FightsTable: other })).toEqual([
      'FightsTable (AWS::DynamoDB::GlobalTable) becomes AWS::DynamoDB::Table, which replaces it',
    ]);
    expect(texts({ FightsTable: { ...table(), DeletionPolicy: 'Delete' } })).toEqual([
      'FightsTable (AWS::DynamoDB::GlobalTable) is deleted with its stack, and was kept',
    ]);
  });

  it('for an output that is there no more', () => {
    const after = template(released.Resources, ['FightsTableName']);
    expect(upgradeSteps(released, after)).toEqual([
      { subject: 'ManagementUrl', text: 'the output ManagementUrl is there no more' },
    ]);
  });

  it('for a URL that leads to another function, and a socket API of another kind', () => {
    const url = (id: string) => ({
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': [id, 'Arn'] } },
    });
    const api = (ProtocolType: string) => ({
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'x', ProtocolType },
    });
    const before = template({ Url: url('One'), Api: api('WEBSOCKET') });
    const after = template({ Url: url('Other'), Api: api('HTTP') });
    expect(upgradeSteps(before, after).map(({ subject }) => subject)).toEqual(['Url', 'Api']);
  });
});

test('a release keeps of its template what holds data or has an address, by id', () => {
  const role = { Type: 'AWS::IAM::Role', Properties: {} };
  const kept = keptOf({
    Resources: { Role: role, FightsTable: table(), BetsTable: table() },
    Outputs: { FightsTableName: { Value: { Ref: 'FightsTable' } } },
  });
  expect(Object.keys(kept.Resources)).toEqual(['BetsTable', 'FightsTable']);
  expect(kept.Outputs).toEqual({ FightsTableName: {} });
  expect(upgradeSteps(kept, kept)).toEqual([]);
});
