import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { dashboardOrigin, readable } from './readable.ts';
import { synthesize, synthesizedStack } from './synthesize.ts';

let template: Template;
beforeAll(() => {
  template = synthesize();
});

const outputKeys = [
  'SystemChannelUrl',
  'FightsChannelUrl',
  'BetsChannelUrl',
  'UsersChannelUrl',
  'FinanceChannelUrl',
  'StreamingChannelUrl',
  'PaymentStreamsChannelUrl',
  'WorkflowsChannelUrl',
  'NotificationsChannelUrl',
  'GlobalChannelUrl',
  'InboxChannelUrl',
  'LiveUrl',
  'ManagementUrl',
  'DashboardUrl',
  'SseHost',
  'ProposalsWebSocketUrl',
  'ProposalTimeoutSeconds',
  'CheckUsers',
  'WorkflowFourEyes',
  'Currencies',
  'ProposalDeadlineStateMachineArn',
  'PaymentStreamDeadlineStateMachineArn',
  'WorkflowBulkStateMachineArn',
  'WorkflowDeadlineStateMachineArn',
  'FightsTableName',
  'BetsTableName',
  'UsersTableName',
  'TransactionsTableName',
  'VideoStreamsTableName',
  'PaymentStreamsTableName',
  'WorkflowsTableName',
  'WorkflowOperationsTableName',
  'SystemReportsTableName',
  'ProposalsTableName',
  'OutboxTableName',
  'EventLogTableName',
  'ConnectionsTableName',
  'QuarantineTableName',
  'AuditTableName',
  'StatisticsTableName',
  'RevocationsTableName',
  'LimitsTableName',
  'DeadlinesTableName',
  'RoomsTableName',
  'BulkItemsTableName',
  'WebhooksTableName',
  'WebhookDeliveriesTableName',
  'WebhookWakeUpsQueueUrl',
  'WebhookWakeUpsLostQueueUrl',
  'WebhookKeyArn',
  'WebhookLoopback',
];

/** What operators look for, and whoever reads or writes events does not. */
const operatorKeys = [
  'HistoryDays',
  'TraceSampling',
  'FailedBatchesBucketName',
  'ExecutionLogGroupName',
  'AlarmTopicArn',
  'MonitoringDashboardUrl',
  ...[
    'ChangeFanOut',
    'LogMarker',
    'Dashboard',
    ...['System', 'Fights', 'Bets', 'Users', 'Finance', 'Streaming', 'PaymentStreams'].map(
      title => `${title}Channel`,
    ),
    ...['WorkflowsChannel', 'NotificationsChannel', 'GlobalChannel', 'InboxChannel'],
    'LiveChannel',
    ...['ProposalSocket', 'ProposalAuthorizer', 'ProposalCourier', 'ProposalSweeper'],
    ...['PaymentStreamSettler', 'PaymentStreamScheduler'],
    ...['WorkflowBulkWorker', 'WorkflowBulkSweeper', 'WorkflowSettler', 'WorkflowScheduler'],
    ...['UserBans', 'InboxCourier', 'WebhookSender', 'WebhookSweeper', 'EventCourier'],
    ...['StatisticsRollup', 'Management'],
  ].flatMap(title => [`${title}FunctionName`, `${title}LogGroupName`]),
];

describe('the stack', () => {
  it('has exactly the outputs that clients and tools look for', () => {
    expect(Object.keys(template.toJSON().Outputs)).toEqual([
      ...outputKeys,
      'JwtSecretArn',
      'LongestTokenSeconds',
      ...operatorKeys,
    ]);
  });

  it('has the name and the log of every function among its outputs', () => {
    const { Outputs } = template.toJSON();
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
    const named = operatorKeys.filter(key => key.endsWith('FunctionName'));
    expect(named.map(key => Outputs[key].Value.Ref).sort()).toEqual(functions.sort());
    for (const key of named) {
      const logKey = key.replace(/FunctionName$/, 'LogGroupName');
      const { LoggingConfig } = template.toJSON().Resources[Outputs[key].Value.Ref].Properties;
      expect(Outputs[logKey].Value).toEqual(LoggingConfig.LogGroup);
    }
  });

  it('has those of the one function that holds all streams, with a Web Function', () => {
    const { Outputs } = synthesize({ sseHost: 'web-function' }).toJSON();
    const names = Object.keys(Outputs).filter(key => /^(StreamServer|\w+Channel)(F|L)/.test(key));
    expect(names).toEqual(['StreamServerFunctionName', 'StreamServerLogGroupName']);
    expect(readable(Outputs.StreamServerFunctionName.Value)).toBe(
      'GalloBetsRealtime-streams-{AWS::Region}',
    );
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  it('has no more outputs than CloudFormation takes', () => {
    expect(Object.keys(template.toJSON().Outputs).length).toBeLessThanOrEqual(200);
  });

  it('gives its socket address with the stage', () => {
    const { ProposalsWebSocketUrl } = template.toJSON().Outputs;
    expect(readable(ProposalsWebSocketUrl.Value)).toMatch(
      /^wss:\/\/\{ProposalSocketApi\w+\}\.execute-api\.\{AWS::Region\}\.\{AWS::URLSuffix\}\/live$/,
    );
  });

  it('keeps the logical ids of what holds state, so that no refactoring replaces it', () => {
    const stateful = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::SecretsManager::Secret',
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
    ];
    const ids = stateful.flatMap(type => Object.keys(template.findResources(type)));
    expect(ids.sort()).toEqual([
      'AuditTable',
      'BetsTable',
      'BulkItemsTable',
      'ConnectionsTable',
      'DeadlinesTable',
      'EventLogTable',
      'FailedBatches',
      'FightsTable',
      'JwtSecret',
      'LimitsTable',
      'OutboxTable',
      'PaymentStreamsTable',
      'ProposalsTable',
      'QuarantineTable',
      'RevocationsTable',
      'RoomsTable',
      'StatisticsTable',
      'SystemReportsTable',
      'TransactionsTable',
      'UsersTable',
      'VideoStreamsTable',
      'WebhookDeliveriesTable',
      'WebhookKey',
      'WebhookWakeUps',
      'WebhookWakeUpsLost',
      'WebhooksTable',
      'WorkflowOperationsTable',
      'WorkflowsTable',
    ]);
  });

  it.each([
    ['retain', 'RetainExceptOnCreate', 'Retain'],
    ['destroy', 'Delete', 'Delete'],
  ])(
    'with removalPolicy %s leaves its data with deletion policy %s, and %s where it is replaced',
    (removalPolicy, deleted, replaced) => {
      const { Resources } = synthesize({ removalPolicy }).toJSON();
      const pinned = ['FightsTable', 'EventLogTable', 'FailedBatches', 'JwtSecret', 'WebhookKey'];
      const policies = pinned.map(id => [
        Resources[id].DeletionPolicy,
        Resources[id].UpdateReplacePolicy,
      ]);
      expect(policies).toEqual(pinned.map(() => [deleted, replaced]));
    },
  );

  it('empties its bucket where that goes with it, and has nothing that could elsewhere', () => {
    const emptying = (from: Template) =>
      Object.values(from.findResources('Custom::S3AutoDeleteObjects')).map(
        ({ Properties }) => Properties.BucketName.Ref,
      );
    expect(emptying(template)).toEqual([]);
    expect(emptying(synthesize({ removalPolicy: 'destroy' }))).toEqual(['FailedBatches']);
  });

  it('is protected with all of its tables when asked to, and only then', () => {
    const isProtected = (context: Readonly<Record<string, string>>) => {
      const stack = synthesizedStack(context);
      const tables = Object.values(
        Template.fromStack(stack).findResources('AWS::DynamoDB::GlobalTable'),
      );
      const marks = tables.map(
        ({ Properties }) => Properties.Replicas[0].DeletionProtectionEnabled ?? false,
      );
      return [stack.terminationProtection ?? false, ...new Set(marks)];
    };
    expect(isProtected({})).toEqual([false, false]);
    expect(isProtected({ deletionProtection: 'true' })).toEqual([true, true]);
  });

  it('has ceilings on every table and on the reads of every index when asked to', () => {
    const set = synthesize({ maxReadRequestUnits: '4000', maxWriteRequestUnits: '2000' });
    const tables = Object.entries(set.findResources('AWS::DynamoDB::GlobalTable'));
    expect(tables).toHaveLength(23);
    for (const [, { Properties }] of tables) {
      expect(Properties.WriteOnDemandThroughputSettings).toEqual({ MaxWriteRequestUnits: 2_000 });
      const [replica] = Properties.Replicas;
      expect(replica.ReadOnDemandThroughputSettings).toEqual({ MaxReadRequestUnits: 4_000 });
      const indexes = (Properties.GlobalSecondaryIndexes ?? []).map(
        ({ IndexName }: { IndexName: string }) => ({
          IndexName,
          ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 4_000 },
        }),
      );
      expect(replica.GlobalSecondaryIndexes ?? []).toEqual(indexes);
    }
    expect(JSON.stringify(template.toJSON())).not.toContain('OnDemandThroughputSettings');
  });

  it('has a secret for SSE tokens only when a provider signs all others', () => {
    const withProvider = synthesize({
      jwksUri: 'https://login.example.com/jwks.json',
      jwtIssuer: 'https://login.example.com/',
      jwtAudience: 'gallobets',
    });
    const secrets = Object.keys(withProvider.findResources('AWS::SecretsManager::Secret'));
    expect(secrets).toEqual(['SseTokenSecret', 'WebhookKey']);
    expect(Object.keys(withProvider.toJSON().Outputs)).toEqual([
      ...outputKeys,
      'SseTokenSecretArn',
      ...operatorKeys,
    ]);
    const readers = Object.values(withProvider.findResources('AWS::IAM::Policy'))
      .filter(policy => JSON.stringify(policy).includes('secretsmanager'))
      .map(({ Properties }) => readable(Properties.Roles[0]).replaceAll(/[{}]|[0-9A-F]{8}/g, ''));
    expect(readers).toContain('ManagementFunctionRole');
    const others = readers.filter(role => !/^(\w+Channel|Management)FunctionRole$/.test(role));
    expect(others).toEqual(['WebhooksSenderRole']);
    withProvider.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          CHANNEL: 'finance',
          JWKS_URI: 'https://login.example.com/jwks.json',
          JWT_ISSUER: 'https://login.example.com/',
          JWT_AUDIENCE: 'gallobets',
          JWT_SECRET_ARN: Match.absent(),
          SSE_TOKEN_SECRET_ARN: { Ref: 'SseTokenSecret' },
        },
      },
    });
  });

  it('gives the rules of tokens to all that verify them, and to whoever signs some', () => {
    const plain = synthesize();
    const rulesOf = (template: Template) =>
      Object.values(template.findResources('AWS::Lambda::Function'))
        .map(({ Properties }) => Properties.Environment.Variables)
        .filter(variables => variables.JWT_ISSUER !== undefined);
    const names = ['JWT_CLIENT_IDS', 'ROLE_CLAIM', 'ROLE_MAP', 'DEFAULT_ROLE', 'PERMISSIONS_CLAIM'];
    for (const variables of rulesOf(plain)) {
      expect(names.filter(name => name in variables)).toEqual([]);
    }
    const set = synthesize({
      jwksUri: 'https://login.example.com/jwks.json',
      jwtIssuer: 'https://login.example.com/',
      jwtClientIds: 'page,app',
      roleClaim: 'cognito:groups',
      roleMap: ['night, shift=operator', 'admins=admin'],
      defaultRole: 'bettor',
      permissionsClaim: 'scope',
    });
    expect(rulesOf(set)).toHaveLength(rulesOf(plain).length);
    for (const variables of rulesOf(set)) {
      expect(variables).not.toHaveProperty('JWT_AUDIENCE');
      expect(variables).toMatchObject({
        JWT_CLIENT_IDS: 'page,app',
        ROLE_CLAIM: 'cognito:groups',
        ROLE_MAP: '[["night, shift","operator"],["admins","admin"]]',
        DEFAULT_ROLE: 'bettor',
        PERMISSIONS_CLAIM: 'scope',
      });
    }
    expect(set.toJSON().Outputs).toMatchObject({
      RoleClaim: { Value: 'cognito:groups' },
      RoleMap: { Value: '[["night, shift","operator"],["admins","admin"]]' },
      DefaultRole: { Value: 'bettor' },
      PermissionsClaim: { Value: 'scope' },
    });
  });

  it('gives the front door’s origin to what takes session cookies, and lets its pages open sockets', () => {
    const origin = 'https://admin.example.com';
    const withDoor = synthesize({ frontDoorOrigin: origin, allowedOrigins: 'https://a.example' });
    const functions = Object.values(withDoor.findResources('AWS::Lambda::Function'));
    const variables = functions.map(({ Properties }) => Properties.Environment.Variables);
    const given = variables.filter(({ FRONT_DOOR_ORIGIN }) => FRONT_DOOR_ORIGIN === origin);
    expect(new Set(given.map(({ POWERTOOLS_SERVICE_NAME: name }) => name))).toEqual(
      new Set(['channel-stream', 'management']),
    );
    withDoor.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          POWERTOOLS_SERVICE_NAME: 'proposal-authorizer',
          ALLOWED_ORIGINS: { 'Fn::Join': ['', [`https://a.example,${origin},`, dashboardOrigin]] },
        },
      },
    });
  });

  it('passes its settings on to the functions that need them', () => {
    const set = synthesize({
      proposalTimeoutSeconds: '5',
      currencies: 'USD,MXN',
      historyDays: '30',
      logGeneration: '2',
      largeBetAmount: '1',
      largeTransactionAmount: '2',
      streamLifetimeSeconds: '5',
      allowedOrigins: 'https://a.example,https://b.example',
      webhookRetryAttempts: '3',
      webhookTimeoutMs: '2000',
      webhookLoopback: 'true',
    });
    const has = (variables: Readonly<Record<string, unknown>>) =>
      set.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: variables } });
    const allowedOrigins = {
      'Fn::Join': ['', ['https://a.example,https://b.example,', dashboardOrigin]],
    };
    has({ PROPOSAL_TIMEOUT_SECONDS: '5' });
    has({ POWERTOOLS_SERVICE_NAME: 'proposal-socket', CURRENCIES: 'USD,MXN' });
    has({ POWERTOOLS_SERVICE_NAME: 'proposal-courier', CURRENCIES: 'USD,MXN' });
    set.hasOutput('Currencies', { Value: 'USD,MXN' });
    has({ HISTORY_DAYS: '30', LARGE_BET_AMOUNT: '1', LARGE_TRANSACTION_AMOUNT: '2' });
    has({ POWERTOOLS_SERVICE_NAME: 'change-fan-out', LOG_GENERATION: '2' });
    has({
      CHANNEL: 'system',
      STREAM_LIFETIME_SECONDS: '5',
      ALLOWED_ORIGINS: allowedOrigins,
    });
    has({
      POWERTOOLS_SERVICE_NAME: 'proposal-authorizer',
      ALLOWED_ORIGINS: allowedOrigins,
    });
    has({
      POWERTOOLS_SERVICE_NAME: 'management',
      WEBHOOK_RETRY_ATTEMPTS: '3',
      WEBHOOK_TIMEOUT_MS: '2000',
      WEBHOOK_LOOPBACK: 'true',
    });
    has({
      POWERTOOLS_SERVICE_NAME: 'webhook-sender',
      WEBHOOK_LOOPBACK: 'true',
      HISTORY_DAYS: '30',
    });
    set.hasOutput('WebhookLoopback', { Value: 'true' });
    has({ POWERTOOLS_SERVICE_NAME: 'log-marker', HISTORY_DAYS: '30', LOG_GENERATION: '2' });
  });

  it('warns that webhooks go to their own machine on the local host only', () => {
    const warnings = (context: Readonly<Record<string, string>>) =>
      Annotations.fromStack(synthesizedStack(context))
        .findWarning('*', Match.anyValue())
        .map(({ entry }) => String(entry.data));
    expect(warnings({})).toEqual([]);
    expect(warnings({ webhookLoopback: 'true' })).toEqual([
      expect.stringMatching(/^webhookLoopback: .*on AWS it changes nothing/),
    ]);
  });

  it('looks like this', () => {
    // It has the version, and a test of its own.
    const { Metadata: _, ...rest } = template.toJSON();
    expect(withoutAssetHashes(rest)).toMatchSnapshot();
  });
});

/** What a bundle holds is not the stack's business; its hash would change the snapshot each time. */
function withoutAssetHashes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/[0-9a-f]{64}/g, '<asset hash>'));
}
