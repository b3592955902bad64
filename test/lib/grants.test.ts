import type { Template } from 'aws-cdk-lib/assertions';
import { loggedMachine } from './logged-machine.ts';
import { permissions } from './readable.ts';
import { synthesize } from './synthesize.ts';

const stream = (table: string) =>
  ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
    action => `dynamodb:${action} on {${table}.StreamArn}`,
  );

const savesFailedBatches = [
  's3:ListBucket on {FailedBatches.Arn}',
  's3:PutObject on {FailedBatches.Arn}/*',
];

const readsSecret = 'secretsmanager:GetSecretValue on {JwtSecret}';

const closesConnections = (method: string) =>
  `execute-api:ManageConnections on arn:{AWS::Partition}:execute-api:{AWS::Region}:{AWS::AccountId}:{ProposalSocketApi}/live/${method}/@connections/*`;

/** Adds to statistics and audit, and reads neither. */
const accounts = [
  'dynamodb:UpdateItem on {StatisticsTable.Arn}',
  'dynamodb:UpdateItem on {AuditTable.Arn}',
];

const asksForRevocations = [
  'dynamodb:GetItem on {RevocationsTable.Arn}',
  'dynamodb:GetItem on {UsersTable.Arn}',
];

const channelStream = [
  ...accounts,
  'dynamodb:DeleteItem on {ConnectionsTable.Arn}',
  'dynamodb:GetItem on {ConnectionsTable.Arn}',
  'dynamodb:PutItem on {ConnectionsTable.Arn}',
  'dynamodb:Query on {ConnectionsTable.Arn}',
  'dynamodb:UpdateItem on {ConnectionsTable.Arn}',
  'dynamodb:Query on {EventLogTable.Arn}',
  'dynamodb:DeleteItem on {LimitsTable.Arn}',
  'dynamodb:GetItem on {LimitsTable.Arn}',
  'dynamodb:PutItem on {LimitsTable.Arn}',
  'dynamodb:Query on {LimitsTable.Arn}',
  'dynamodb:UpdateItem on {LimitsTable.Arn}',
  ...asksForRevocations,
  readsSecret,
];

const readsProposalLists = ['pending', 'ended']
  .flatMap(lists => [`${lists}ByMaker`, `${lists}ByRecipient`])
  .map(index => `dynamodb:Query on {ProposalsTable.Arn}/index/${index}`);

const settlesPaymentStreams = [
  'dynamodb:GetItem on {PaymentStreamsTable.Arn}',
  'dynamodb:ConditionCheckItem on {PaymentStreamsTable.Arn}',
  'dynamodb:UpdateItem on {PaymentStreamsTable.Arn}',
  'dynamodb:GetItem on {DeadlinesTable.Arn}',
  'dynamodb:PutItem on {DeadlinesTable.Arn}',
  'dynamodb:UpdateItem on {DeadlinesTable.Arn}',
  'dynamodb:DeleteItem on {DeadlinesTable.Arn}',
];

const settlesWorkflows = settlesPaymentStreams.map(grant =>
  grant.replace('PaymentStreamsTable', 'WorkflowsTable'),
);

const wakesWebhooks = 'sqs:SendMessage on {WebhookWakeUps.Arn}';
const readsEndpoints =
  'ssm:GetParameter on arn:{AWS::Partition}:ssm:{AWS::Region}:{AWS::AccountId}:parameter/GalloBetsRealtime/endpoints';
const readsWebhookKey = 'secretsmanager:GetSecretValue on {WebhookKey}';

/** Role → all that it may do, its own log aside. */
const expected: Readonly<Record<string, readonly string[]>> = {
  ChangeFanOutFunctionRole: [
    'dynamodb:UpdateItem on {StatisticsTable.Arn}',
    'dynamodb:Query on {EventLogTable.Arn}',
    'dynamodb:PutItem on {EventLogTable.Arn}',
    'dynamodb:PutItem on {QuarantineTable.Arn}',
    'dynamodb:UpdateItem on {QuarantineTable.Arn}',
    'dynamodb:PutItem on {OutboxTable.Arn}',
    ...stream('FightsTable'),
    ...stream('BetsTable'),
    ...stream('UsersTable'),
    ...stream('TransactionsTable'),
    ...stream('VideoStreamsTable'),
    ...stream('PaymentStreamsTable'),
    ...stream('WorkflowsTable'),
    ...stream('WorkflowOperationsTable'),
    ...stream('SystemReportsTable'),
    ...stream('ProposalsTable'),
    ...stream('OutboxTable'),
    ...savesFailedBatches,
  ],
  LogMarkerFunctionRole: [
    'dynamodb:PutItem on {EventLogTable.Arn}',
    'dynamodb:Query on {EventLogTable.Arn}',
  ],
  SystemChannelFunctionRole: channelStream,
  FightsChannelFunctionRole: channelStream,
  BetsChannelFunctionRole: channelStream,
  UsersChannelFunctionRole: channelStream,
  FinanceChannelFunctionRole: channelStream,
  StreamingChannelFunctionRole: channelStream,
  PaymentStreamsChannelFunctionRole: channelStream,
  WorkflowsChannelFunctionRole: channelStream,
  NotificationsChannelFunctionRole: channelStream,
  GlobalChannelFunctionRole: channelStream,
  InboxChannelFunctionRole: channelStream,
  LiveChannelFunctionRole: channelStream,
  ProposalSocketFunctionRole: [
    ...accounts,
    'dynamodb:GetItem on {ProposalsTable.Arn}',
    'dynamodb:PutItem on {ProposalsTable.Arn}',
    'dynamodb:UpdateItem on {ProposalsTable.Arn}',
    ...readsProposalLists,
    'dynamodb:ConditionCheckItem on {FightsTable.Arn}',
    'dynamodb:PutItem on {ConnectionsTable.Arn}',
    'dynamodb:UpdateItem on {ConnectionsTable.Arn}',
    'dynamodb:DeleteItem on {ConnectionsTable.Arn}',
    'dynamodb:Query on {ConnectionsTable.Arn}',
    'dynamodb:BatchGetItem on {ConnectionsTable.Arn}',
    'dynamodb:GetItem on {WorkflowsTable.Arn}',
    'dynamodb:GetItem on {RoomsTable.Arn}',
    'dynamodb:PutItem on {RoomsTable.Arn}',
    'dynamodb:UpdateItem on {RoomsTable.Arn}',
    'dynamodb:DeleteItem on {RoomsTable.Arn}',
    'dynamodb:Query on {EventLogTable.Arn}',
    'dynamodb:GetItem on {LimitsTable.Arn}',
    'dynamodb:PutItem on {LimitsTable.Arn}',
    'dynamodb:UpdateItem on {LimitsTable.Arn}',
    'dynamodb:DeleteItem on {LimitsTable.Arn}',
    'dynamodb:Query on {LimitsTable.Arn}',
    closesConnections('POST'),
    closesConnections('DELETE'),
    'dynamodb:ConditionCheckItem on {UsersTable.Arn}',
    ...asksForRevocations,
    readsSecret,
  ],
  ProposalSocketAuthorizerFunctionRole: [
    ...accounts,
    'dynamodb:UpdateItem on {LimitsTable.Arn}',
    readsSecret,
  ],
  ManagementFunctionRole: [
    ...accounts,
    'dynamodb:PutItem on {OutboxTable.Arn}',
    'dynamodb:GetItem on {OutboxTable.Arn}',
    'dynamodb:BatchGetItem on {PaymentStreamsTable.Arn}',
    'dynamodb:GetItem on {PaymentStreamsTable.Arn}',
    'dynamodb:PutItem on {PaymentStreamsTable.Arn}',
    'dynamodb:Query on {PaymentStreamsTable.Arn}/index/bySender',
    'dynamodb:Query on {PaymentStreamsTable.Arn}/index/byRecipient',
    'dynamodb:Query on {PaymentStreamsTable.Arn}/index/byStatus',
    'dynamodb:BatchGetItem on {WorkflowsTable.Arn}',
    'dynamodb:GetItem on {WorkflowsTable.Arn}',
    'dynamodb:PutItem on {WorkflowsTable.Arn}',
    'dynamodb:UpdateItem on {WorkflowsTable.Arn}',
    'dynamodb:Query on {WorkflowsTable.Arn}/index/byStatus',
    'dynamodb:GetItem on {WorkflowOperationsTable.Arn}',
    'dynamodb:PutItem on {WorkflowOperationsTable.Arn}',
    'dynamodb:UpdateItem on {WorkflowOperationsTable.Arn}',
    'dynamodb:PutItem on {BulkItemsTable.Arn}',
    'dynamodb:Query on {BulkItemsTable.Arn}',
    'states:StartExecution on {WorkflowBulkStateMachine}',
    'dynamodb:DeleteItem on {WebhooksTable.Arn}',
    'dynamodb:GetItem on {WebhooksTable.Arn}',
    'dynamodb:PutItem on {WebhooksTable.Arn}',
    'dynamodb:Scan on {WebhooksTable.Arn}',
    'dynamodb:UpdateItem on {WebhooksTable.Arn}',
    'dynamodb:GetItem on {WebhookDeliveriesTable.Arn}',
    'dynamodb:PutItem on {WebhookDeliveriesTable.Arn}',
    'dynamodb:Query on {WebhookDeliveriesTable.Arn}',
    wakesWebhooks,
    readsWebhookKey,
    'dynamodb:Scan on {RoomsTable.Arn}',
    'dynamodb:Query on {StatisticsTable.Arn}',
    'dynamodb:Query on {AuditTable.Arn}',
    'dynamodb:Query on {AuditTable.Arn}/index/byActor',
    'dynamodb:Query on {AuditTable.Arn}/index/byAction',
    readsEndpoints,
    'dynamodb:Query on {EventLogTable.Arn}',
    'dynamodb:GetItem on {LimitsTable.Arn}',
    'dynamodb:PutItem on {LimitsTable.Arn}',
    'dynamodb:UpdateItem on {LimitsTable.Arn}',
    'dynamodb:DeleteItem on {LimitsTable.Arn}',
    'dynamodb:DeleteItem on {ConnectionsTable.Arn}',
    'dynamodb:Query on {ConnectionsTable.Arn}',
    'dynamodb:Query on {ConnectionsTable.Arn}/index/byChannel',
    'dynamodb:Query on {ConnectionsTable.Arn}/index/byConnection',
    'dynamodb:UpdateItem on {ConnectionsTable.Arn}',
    closesConnections('POST'),
    closesConnections('DELETE'),
    'dynamodb:DeleteItem on {RevocationsTable.Arn}',
    ...asksForRevocations,
    'dynamodb:PutItem on {RevocationsTable.Arn}',
    'dynamodb:Query on {RevocationsTable.Arn}',
    readsSecret,
  ],
  ProposalCourierFunctionRole: [
    'dynamodb:UpdateItem on {StatisticsTable.Arn}',
    'dynamodb:UpdateItem on {AuditTable.Arn}',
    'dynamodb:UpdateItem on {ProposalsTable.Arn}',
    ...readsProposalLists,
    'dynamodb:Query on {ConnectionsTable.Arn}',
    'dynamodb:DeleteItem on {ConnectionsTable.Arn}',
    'states:StartExecution on {ProposalDeadline}',
    closesConnections('POST'),
    ...stream('ProposalsTable'),
    ...stream('ConnectionsTable'),
    ...savesFailedBatches,
  ],
  InboxCourierFunctionRole: [
    'dynamodb:UpdateItem on {StatisticsTable.Arn}',
    'dynamodb:Query on {ConnectionsTable.Arn}',
    'dynamodb:Query on {ConnectionsTable.Arn}/index/byConnection',
    'dynamodb:Query on {ConnectionsTable.Arn}/index/byChannel',
    'dynamodb:DeleteItem on {ConnectionsTable.Arn}',
    closesConnections('POST'),
    ...stream('EventLogTable'),
  ],
  EventCourierFunctionRole: [
    'dynamodb:UpdateItem on {StatisticsTable.Arn}',
    'dynamodb:Query on {ConnectionsTable.Arn}',
    'dynamodb:BatchGetItem on {ConnectionsTable.Arn}',
    'dynamodb:Query on {ConnectionsTable.Arn}/index/byChannel',
    'dynamodb:DeleteItem on {ConnectionsTable.Arn}',
    'dynamodb:Query on {RoomsTable.Arn}',
    'dynamodb:GetItem on {RoomsTable.Arn}',
    'dynamodb:DeleteItem on {RoomsTable.Arn}',
    'dynamodb:GetItem on {WorkflowsTable.Arn}',
    'dynamodb:Query on {WebhooksTable.Arn}/index/byStatus',
    wakesWebhooks,
    closesConnections('POST'),
    ...stream('EventLogTable'),
  ],
  WebhooksSenderRole: [
    'dynamodb:GetItem on {WebhooksTable.Arn}',
    'dynamodb:UpdateItem on {WebhooksTable.Arn}',
    'dynamodb:BatchGetItem on {WebhookDeliveriesTable.Arn}',
    'dynamodb:BatchWriteItem on {WebhookDeliveriesTable.Arn}',
    'dynamodb:DeleteItem on {WebhookDeliveriesTable.Arn}',
    'dynamodb:PutItem on {WebhookDeliveriesTable.Arn}',
    'dynamodb:Query on {WebhookDeliveriesTable.Arn}',
    'dynamodb:UpdateItem on {WebhookDeliveriesTable.Arn}',
    'dynamodb:Query on {EventLogTable.Arn}',
    'dynamodb:PutItem on {OutboxTable.Arn}',
    ...asksForRevocations,
    readsWebhookKey,
    wakesWebhooks,
    'sqs:DeleteMessage on {WebhookWakeUps.Arn}',
    'sqs:GetQueueAttributes on {WebhookWakeUps.Arn}',
    'sqs:ReceiveMessage on {WebhookWakeUps.Arn}',
  ],
  WebhooksSweeperRole: ['dynamodb:Query on {WebhooksTable.Arn}/index/byDueAt', wakesWebhooks],
  StatisticsRollupFunctionRole: [
    ...['PutItem', 'Query'].map(action => `dynamodb:${action} on {StatisticsTable.Arn}`),
    'dynamodb:Scan on {ConnectionsTable.Arn}',
  ],
  ProposalSweeperFunctionRole: [
    'dynamodb:UpdateItem on {ProposalsTable.Arn}',
    'dynamodb:Query on {ProposalsTable.Arn}/index/byStatus',
  ],
  PaymentStreamDeadlinesSettlerRole: settlesPaymentStreams,
  PaymentStreamDeadlinesSchedulerRole: [
    ...settlesPaymentStreams,
    'dynamodb:Query on {DeadlinesTable.Arn}/index/byDueAt',
    'states:StartExecution on {PaymentStreamDeadlinesDeadline}',
    ...stream('PaymentStreamsTable'),
    ...savesFailedBatches,
  ],
  PaymentStreamDeadlinesDeadlineRole: loggedMachine(
    'lambda:InvokeFunction on {PaymentStreamDeadlinesSettler.Arn}',
  ),
  WorkflowDeadlinesSettlerRole: settlesWorkflows,
  WorkflowDeadlinesSchedulerRole: [
    ...settlesWorkflows,
    'dynamodb:Query on {DeadlinesTable.Arn}/index/byDueAt',
    'states:StartExecution on {WorkflowDeadlinesDeadline}',
    ...stream('WorkflowsTable'),
    ...savesFailedBatches,
  ],
  WorkflowDeadlinesDeadlineRole: loggedMachine(
    'lambda:InvokeFunction on {WorkflowDeadlinesSettler.Arn}',
  ),
  WorkflowBulkWorkerRole: [
    'dynamodb:GetItem on {WorkflowsTable.Arn}',
    'dynamodb:UpdateItem on {WorkflowsTable.Arn}',
    'dynamodb:GetItem on {WorkflowOperationsTable.Arn}',
    'dynamodb:UpdateItem on {WorkflowOperationsTable.Arn}',
    'dynamodb:GetItem on {BulkItemsTable.Arn}',
    'dynamodb:PutItem on {BulkItemsTable.Arn}',
  ],
  WorkflowBulkStateMachineRole: loggedMachine('lambda:InvokeFunction on {WorkflowBulkWorker.Arn}'),
  WorkflowBulkSweeperRole: [
    'dynamodb:GetItem on {WorkflowOperationsTable.Arn}',
    'dynamodb:UpdateItem on {WorkflowOperationsTable.Arn}',
    'dynamodb:Query on {WorkflowOperationsTable.Arn}/index/byStatus',
    'states:StartExecution on {WorkflowBulkStateMachine}',
  ],
  UserBansFunctionRole: [
    'dynamodb:GetItem on {UsersTable.Arn}',
    'dynamodb:Query on {ConnectionsTable.Arn}',
    'dynamodb:UpdateItem on {ConnectionsTable.Arn}',
    'dynamodb:DeleteItem on {ConnectionsTable.Arn}',
    'dynamodb:PutItem on {LimitsTable.Arn}',
    'dynamodb:UpdateItem on {AuditTable.Arn}',
    closesConnections('DELETE'),
    ...stream('UsersTable'),
    ...savesFailedBatches,
  ],
  DashboardFunctionRole: [readsEndpoints],
  ProposalDeadlineRole: loggedMachine(
    'dynamodb:UpdateItem on arn:{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}:table/{ProposalsTable}',
  ),
};

const assumes = 'AssumeRolePolicyDocument';

/** The CDK's: empties the bucket of code when the stack is deleted. */
const deletesCode = 'CustomS3AutoDeleteObjectsCustomResourceProviderRole';

/** Logical ids as the test names them: without the eight hex digits that CDK appends. */
const plain = (text: string) => text.replaceAll(/[0-9A-F]{8}(?=[.}]|$)/g, '');

/** Role → all that a template allows it. */
function grantedBy(template: Template): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => [
      plain(Properties.Roles[0].Ref),
      permissions(Properties.PolicyDocument).map(plain),
    ]),
  );
}

describe('each role', () => {
  const template = synthesize();
  const granted = grantedBy(template);

  it('is listed here', () => {
    const roles = Object.keys(template.findResources('AWS::IAM::Role')).map(plain);
    expect(roles.sort()).toEqual(Object.keys(expected).sort());
    expect(Object.keys(granted).sort()).toEqual(roles);
  });

  it.each(Object.entries(expected))('%s may do exactly this', (role, allowed) => {
    const log = `{${role.replace(/Role$/, 'Log')}.Arn}`;
    const ownLog = [`logs:CreateLogStream on ${log}`, `logs:PutLogEvents on ${log}`];
    expect(granted[role]?.filter(permission => !ownLog.includes(permission))).toEqual(
      [...allowed].sort(),
    );
  });

  it('checks no user of a bet when users are kept elsewhere', () => {
    const asked = 'dynamodb:ConditionCheckItem on {UsersTable.Arn}';
    const elsewhere = grantedBy(synthesize({ checkUsers: 'false' })).ProposalSocketFunctionRole;
    expect(elsewhere).toEqual(
      granted.ProposalSocketFunctionRole?.filter(permission => permission !== asked),
    );
  });

  it('writes to the queues and buses that the settings name, and to no other', () => {
    const queueArn = 'arn:aws:sqs:us-east-1:123456789012:bets';
    const busArn = 'arn:aws:events:us-east-1:123456789012:event-bus/partners';
    const webhookDestinations = [queueArn, busArn];
    const named = grantedBy(synthesize({ webhookDestinations })).WebhooksSenderRole;
    const more = [`sqs:SendMessage on ${queueArn}`, `events:PutEvents on ${busArn}`];
    expect(named).toEqual([...(granted.WebhooksSenderRole ?? []), ...more].sort());
  });

  it('of a Web Function may do what those of the channels may, and delete places and notices together', () => {
    const web = synthesize({ sseHost: 'web-function' });
    const roles = Object.keys(web.findResources('AWS::IAM::Role')).map(plain);
    const shared = Object.keys(expected).filter(role => !/^\w+ChannelFunctionRole$/.test(role));
    const own = ['StreamServerFunctionRole', 'StreamServerCodeCopyRole', deletesCode];
    expect(roles.sort()).toEqual([...shared, ...own].sort());
    const webGranted = grantedBy(web);
    for (const role of shared) expect(webGranted[role]).toEqual(granted[role]);
    const log = '{StreamServerFunctionLog.Arn}';
    expect(webGranted.StreamServerFunctionRole).toEqual(
      [
        ...channelStream,
        'dynamodb:BatchWriteItem on {LimitsTable.Arn}',
        `logs:CreateLogStream on ${log}`,
        `logs:PutLogEvents on ${log}`,
      ].sort(),
    );
    // The CDK's own copies code, between two buckets of code; what else is new names single things.
    const wide = own.filter(role => webGranted[role]?.some(grant => grant.includes('*')));
    expect(wide).toEqual(['StreamServerCodeCopyRole']);
    for (const [id, { Properties }] of Object.entries(web.findResources('AWS::IAM::Role'))) {
      if (plain(id) !== deletesCode) expect(Object.keys(Properties)).toEqual([assumes]);
    }
  });

  it('brings no policy of its own, inline or managed by AWS', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Object.keys(Properties)).toEqual([assumes]);
    }
  });
});
