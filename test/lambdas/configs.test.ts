import { type LambdaName, lambdaNames } from '../../lib/lambda-name.ts';
import { functionVariables } from '../support/template-functions.ts';

const outside = process.env;
afterEach(() => {
  process.env = outside;
});

/** What the function makes of these variables. */
async function configOf(name: LambdaName, variables: Readonly<Record<string, string>>) {
  process.env = { ...variables };
  const { readConfig }: { readonly readConfig: () => unknown } = await import(
    `../../lambdas/${name}/config.ts`
  );
  return readConfig();
}

/** Set by Lambda itself. */
const lambdaVariables = {
  LAMBDA_TASK_ROOT: '/var/task',
  AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:8080',
};

const origin = 'https://DashboardFunctionFunctionUrl';
const logWriter = {
  eventLogTableName: 'EventLogTable',
  historyDays: 7,
  logGeneration: 1,
};
const statistics = { statisticsTableName: 'StatisticsTable' };
const audit = { auditTableName: 'AuditTable', auditDays: 90 };
const revocations = { revocationsTableName: 'RevocationsTable', usersTableName: 'UsersTable' };
const currencies = [{ code: 'MXN', decimals: 2 }];
const tokens = {
  jwtIssuer: 'gallobets',
  jwtAudience: ['gallobets-realtime'],
  jwtSecretArn: 'JwtSecret',
  longestTokenSeconds: 86_400,
};

/** Of a function that posts to sockets: the SDK reads it itself. */
const gateway = {
  awsEndpointUrlApigatewaymanagementapi:
    'https://ProposalSocketApi.execute-api.AWS::Region.AWS::URLSuffix/live',
};

const settling = {
  paymentStreamsTableName: 'PaymentStreamsTable',
  deadlinesTableName: 'DeadlinesTable',
  depletionNoticeSeconds: 3_600,
};

const settlingWorkflows = {
  workflowsTableName: 'WorkflowsTable',
  deadlinesTableName: 'DeadlinesTable',
};

const webhooks = {
  webhooksTableName: 'WebhooksTable',
  webhookDeliveriesTableName: 'WebhookDeliveriesTable',
  webhookQueueUrl: 'WebhookWakeUps',
  webhookKeyArn: 'WebhookKey',
  webhookDestinations: [],
  webhookLoopback: false,
  historyDays: 7,
};

/** Of whatever serves streams. */
const streams = {
  ...tokens,
  ...statistics,
  ...audit,
  ...revocations,
  sseTokenSecretArn: 'JwtSecret',
  eventLogTableName: 'EventLogTable',
  connectionsTableName: 'ConnectionsTable',
  limitsTableName: 'LimitsTable',
  connectionsPerAddress: 500,
  attemptsPerAddress: 1_500,
  streamsPerStaff: 20,
  streamsPerUser: 2,
  tailPollMs: 250,
  allowedOrigins: [origin],
  streamLifetimeSeconds: 270,
};

/** What each function knows of a stack that nobody set anything of.  */
const configs: Readonly<Record<LambdaName, unknown>> = {
  'change-fan-out': {
    ...logWriter,
    ...statistics,
    traceSampling: 0.01,
    quarantineTableName: 'QuarantineTable',
    outboxTableName: 'OutboxTable',
    fightsTableName: 'FightsTable',
    betsTableName: 'BetsTable',
    usersTableName: 'UsersTable',
    transactionsTableName: 'TransactionsTable',
    videoStreamsTableName: 'VideoStreamsTable',
    paymentStreamsTableName: 'PaymentStreamsTable',
    workflowsTableName: 'WorkflowsTable',
    workflowOperationsTableName: 'WorkflowOperationsTable',
    systemReportsTableName: 'SystemReportsTable',
    proposalsTableName: 'ProposalsTable',
    largeBetAmount: 100_000,
    largeTransactionAmount: 1_000_000,
  },
  'channel-stream': { ...streams, channel: 'fights', publicStreams: 100, liveStreams: 400 },
  dashboard: {
    endpointsParameter: '/GalloBetsRealtime/endpoints',
    lambdaTaskRoot: '/var/task',
    streamLifetimeSeconds: 270,
    proposalTimeoutSeconds: 180,
    depletionNoticeSeconds: 3_600,
  },
  'event-courier': {
    ...statistics,
    ...gateway,
    connectionsTableName: 'ConnectionsTable',
    roomsTableName: 'RoomsTable',
    workflowsTableName: 'WorkflowsTable',
    webhooksTableName: 'WebhooksTable',
    webhookQueueUrl: 'WebhookWakeUps',
  },
  'inbox-courier': { ...statistics, ...gateway, connectionsTableName: 'ConnectionsTable' },
  'log-marker': logWriter,
  management: {
    endpointsParameter: '/GalloBetsRealtime/endpoints',
    lambdaTaskRoot: '/var/task',
    ...tokens,
    ...webhooks,
    webhookRetryAttempts: 9,
    webhookTimeoutMs: 15_000,
    ...gateway,
    ...statistics,
    ...audit,
    ...revocations,
    sseTokenSecretArn: 'JwtSecret',
    connectionsTableName: 'ConnectionsTable',
    eventLogTableName: 'EventLogTable',
    outboxTableName: 'OutboxTable',
    paymentStreamsTableName: 'PaymentStreamsTable',
    workflowsTableName: 'WorkflowsTable',
    workflowOperationsTableName: 'WorkflowOperationsTable',
    bulkItemsTableName: 'BulkItemsTable',
    bulkStateMachineArn: 'WorkflowBulkStateMachine',
    workflowFourEyes: true,
    roomsTableName: 'RoomsTable',
    streamLifetimeSeconds: 270,
    limitsTableName: 'LimitsTable',
    allowedOrigins: [origin],
  },
  'payment-stream-scheduler': {
    ...settling,
    deadlineStateMachineArn: 'PaymentStreamDeadlinesDeadline',
  },
  'payment-stream-settler': settling,
  'proposal-authorizer': {
    ...tokens,
    ...statistics,
    ...audit,
    limitsTableName: 'LimitsTable',
    attemptsPerAddress: 1_500,
    allowedOrigins: [origin],
  },
  'proposal-courier': {
    ...statistics,
    ...gateway,
    ...audit,
    currencies,
    proposalsTableName: 'ProposalsTable',
    connectionsTableName: 'ConnectionsTable',
    deadlineStateMachineArn: 'ProposalDeadline',
    traceSampling: 0.01,
  },
  'proposal-socket': {
    ...tokens,
    ...gateway,
    ...statistics,
    ...audit,
    ...revocations,
    proposalsTableName: 'ProposalsTable',
    fightsTableName: 'FightsTable',
    connectionsTableName: 'ConnectionsTable',
    limitsTableName: 'LimitsTable',
    workflowsTableName: 'WorkflowsTable',
    roomsTableName: 'RoomsTable',
    eventLogTableName: 'EventLogTable',
    connectionsPerAddress: 500,
    attemptsPerAddress: 1_500,
    proposalTimeoutSeconds: 180,
    checkUsers: true,
    currencies,
  },
  'proposal-sweeper': { proposalsTableName: 'ProposalsTable' },
  'statistics-rollup': { ...statistics, connectionsTableName: 'ConnectionsTable' },
  'stream-server': { ...streams, awsLambdaHttpEndpoint: { host: '127.0.0.1', port: 8_080 } },
  'user-bans': {
    ...audit,
    ...gateway,
    usersTableName: 'UsersTable',
    connectionsTableName: 'ConnectionsTable',
    limitsTableName: 'LimitsTable',
  },
  'webhook-sender': {
    ...webhooks,
    ...revocations,
    eventLogTableName: 'EventLogTable',
    outboxTableName: 'OutboxTable',
  },
  'webhook-sweeper': { webhooksTableName: 'WebhooksTable', webhookQueueUrl: 'WebhookWakeUps' },
  'workflow-scheduler': {
    ...settlingWorkflows,
    deadlineStateMachineArn: 'WorkflowDeadlinesDeadline',
  },
  'workflow-settler': settlingWorkflows,
  'workflow-bulk-sweeper': {
    workflowOperationsTableName: 'WorkflowOperationsTable',
    bulkStateMachineArn: 'WorkflowBulkStateMachine',
  },
  'workflow-bulk-worker': {
    workflowsTableName: 'WorkflowsTable',
    workflowOperationsTableName: 'WorkflowOperationsTable',
    bulkItemsTableName: 'BulkItemsTable',
    workflowFourEyes: true,
  },
};

test.each(lambdaNames)('%s knows what the template gives it, in its own units', async name => {
  const variables = { ...functionVariables(name), ...lambdaVariables };
  expect(await configOf(name, variables)).toEqual(configs[name]);
});

/** Absent where another one stands in; or read by others than the function. */
const optional = [
  'AWS_LAMBDA_NODEJS_ENTRYPOINT',
  // Without it, as without jwtClientIds, no token is taken.
  'JWT_AUDIENCE',
  'JWT_SECRET_ARN',
  'NODE_OPTIONS',
  'POWERTOOLS_METRICS_NAMESPACE',
  'POWERTOOLS_SERVICE_NAME',
];

test.each(lambdaNames)('%s names each variable that is missing', async name => {
  const variables = functionVariables(name);
  for (const missing of Object.keys(variables)) {
    if (optional.includes(missing)) continue;
    const all = Object.entries({ ...variables, ...lambdaVariables });
    const others = Object.fromEntries(all.filter(([variable]) => variable !== missing));
    await expect(configOf(name, others)).rejects.toThrow(missing);
  }
});

test.each([
  ['STREAMS_PER_USER', '0'],
  ['STREAMS_PER_USER', '1.5'],
  ['PUBLIC_STREAMS', '-1'],
  ['LIVE_STREAMS', ''],
  ['CHANNEL', 'fight'],
])('%s is refused as %s', async (variable, value) => {
  const variables = functionVariables('channel-stream');
  await expect(configOf('channel-stream', { ...variables, [variable]: value })).rejects.toThrow(
    variable,
  );
});

test.each([
  ['0.0.0.0:65535', { host: '0.0.0.0', port: 65_535 }],
  ['localhost:1', { host: 'localhost', port: 1 }],
  ['[::1]:8080', { host: '::1', port: 8_080 }],
])('the stream server listens at %s', async (endpoint, expected) => {
  const variables = { ...functionVariables('stream-server'), AWS_LAMBDA_HTTP_ENDPOINT: endpoint };
  const config = await configOf('stream-server', variables);
  expect(config).toMatchObject({ awsLambdaHttpEndpoint: expected });
});

test.each([
  undefined,
  '',
  '8080',
  ':8080',
  'localhost',
  'localhost:',
  'localhost:65536',
  'http://localhost:8080',
  '::1:8080',
])('the stream server does not start at %s', async endpoint => {
  const given = endpoint === undefined ? {} : { AWS_LAMBDA_HTTP_ENDPOINT: endpoint };
  await expect(
    configOf('stream-server', { ...functionVariables('stream-server'), ...given }),
  ).rejects.toThrow(/CONFIG_INVALID|AWS_LAMBDA_HTTP_ENDPOINT/);
});

test('strangers may have no streams, and users need not be checked', async () => {
  const streams = { ...functionVariables('channel-stream'), PUBLIC_STREAMS: '0' };
  expect(await configOf('channel-stream', streams)).toMatchObject({ publicStreams: 0 });
  const socket = { ...functionVariables('proposal-socket'), CHECK_USERS: 'false' };
  expect(await configOf('proposal-socket', socket)).toMatchObject({ checkUsers: false });
});
