import { Annotations, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Channel, channels } from '../core/channel/channels.ts';
import { planWarning, reservedForChannel } from './account-concurrency.ts';
import { ChangeFanOut } from './constructs/change-fan-out.ts';
import { type ChannelEndpoint, Dashboard } from './constructs/dashboard.ts';
import { createDomainTables } from './constructs/domain-tables.ts';
import { EventCourier } from './constructs/event-courier.ts';
import { ExecutionLog } from './constructs/execution-log.ts';
import { FailedBatches } from './constructs/failed-batches.ts';
import { InboxCourier } from './constructs/inbox-courier.ts';
import { LogMarker } from './constructs/log-marker.ts';
import { ManagementApi } from './constructs/management-api.ts';
import { Monitoring } from './constructs/monitoring/monitoring.ts';
import { createOwnTables } from './constructs/own-tables.ts';
import { PaymentStreamDeadlines } from './constructs/payment-stream-deadlines.ts';
import { ProposalCourier } from './constructs/proposal-courier.ts';
import { ProposalDeadline } from './constructs/proposal-deadline.ts';
import { ProposalSocket } from './constructs/proposal-socket.ts';
import { ProposalSweeper } from './constructs/proposal-sweeper.ts';
import { SseChannel, type SseChannelProps } from './constructs/sse-channel.ts';
import { StatisticsRollup } from './constructs/statistics-rollup.ts';
import { StreamServer } from './constructs/stream-server.ts';
import { TokenAuthority } from './constructs/token-authority.ts';
import { UserBans } from './constructs/user-bans.ts';
import { Webhooks } from './constructs/webhooks.ts';
import { WorkflowBulk } from './constructs/workflow-bulk.ts';
import { WorkflowDeadlines } from './constructs/workflow-deadlines.ts';
import { operatorOutputs } from './operator-outputs.ts';
import { checkEnvironments } from './review/environment-size.ts';
import type { Settings } from './settings.ts';
import { trustedSettings } from './trusted-settings.ts';
import { version } from './version.ts';

/** A deployment's settings, and the functions' code. */
export interface RealtimeStackProps extends Settings {
  /** Where the bundles are, one folder per function, as `buildBundles` makes them. */
  readonly bundlesDirectory: string;
}

/** The whole system: writes become events in channel logs, and proposals between bettors. */
export class RealtimeStack extends Stack {
  constructor(scope: Construct, id: string, props: RealtimeStackProps) {
    super(scope, id, {
      description: 'GalloBets Realtime: channels of events, and proposals',
      terminationProtection: props.deletionProtection,
    });
    // What the next deploy compares itself with: CloudFormation keeps it, and does nothing by it.
    this.addMetadata('GalloBets', { version, trusted: trustedSettings(props) });
    const { bundlesDirectory, accountConcurrency, reservedConcurrency: reserved } = props;
    // What is kept is kept from its first deploy on: one that fails leaves nothing behind.
    const removalPolicy =
      props.removalPolicy === 'destroy'
        ? RemovalPolicy.DESTROY
        : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

    const warning = accountConcurrency && planWarning(accountConcurrency, props);
    if (warning) Annotations.of(this).addWarningV2('gallobets:publicStreams', warning);

    if (props.webhookLoopback) {
      const text =
        'webhookLoopback: only the local host sends webhooks to its own machine; on AWS it changes nothing';
      Annotations.of(this).addWarningV2('gallobets:webhookLoopback', text);
    }

    // What is kept
    const { deletionProtection, maxReadRequestUnits, maxWriteRequestUnits } = props;
    const ceilings = { maxReadRequestUnits, maxWriteRequestUnits };
    const domainTables = createDomainTables(this, {
      removalPolicy,
      deletionProtection,
      ...ceilings,
    });
    const ownTables = createOwnTables(this, { removalPolicy, deletionProtection, ...ceilings });
    const failedBatches = new FailedBatches(this, 'FailedBatches', { removalPolicy });
    const tokenAuthority = new TokenAuthority(this, 'TokenAuthority', { ...props, removalPolicy });

    // From a write to every channel's log
    new ChangeFanOut(this, 'ChangeFanOut', {
      ...props,
      domainTables,
      ownTables,
      failedBatches,
      reservedConcurrency: reserved?.fanOut,
    });
    new LogMarker(this, 'LogMarker', { ...props, eventLog: ownTables.eventLog });

    // The page for people, whose origin every endpoint lets in
    const dashboard = new Dashboard(this, 'Dashboard', props);
    const allowedOrigins = [...props.allowedOrigins, dashboard.origin];

    // From the logs to the admins
    const streamProps = { ...props, allowedOrigins, domainTables, ownTables, tokenAuthority };
    const server =
      props.sseHost === 'web-function'
        ? new StreamServer(this, 'StreamServer', streamProps)
        : undefined;
    const streamUrl = (title: string, channel: SseChannelProps['channel']): string =>
      server?.urlOf(channel) ??
      new SseChannel(this, `${title}Channel`, {
        ...streamProps,
        channel,
        reservedConcurrency: reservedForChannel(channel, props),
      }).url;
    const channelEndpoints: ChannelEndpoint[] = [];
    const declared: readonly Channel[] = channels;
    for (const { name, title, readers, permission } of declared) {
      const url = streamUrl(title, name);
      this.output(`${title}ChannelUrl`, url);
      channelEndpoints.push({ name, title, url, readers, ...(permission && { permission }) });
    }
    const liveUrl = streamUrl('Live', 'live');
    this.output('LiveUrl', liveUrl);

    // Proposals between bettors
    const { Proposals: proposals } = domainTables;
    const { connections, statistics } = ownTables;
    const socket = new ProposalSocket(this, 'ProposalSocket', {
      ...props,
      allowedOrigins,
      domainTables,
      ownTables,
      tokenAuthority,
      reservedConcurrency: reserved?.sockets,
    });
    const executionLog = new ExecutionLog(this, 'ExecutionLog');
    const deadline = new ProposalDeadline(this, 'ProposalDeadline', { proposals, executionLog });
    new ProposalCourier(this, 'ProposalCourier', {
      ...props,
      proposals,
      ownTables,
      deadline,
      socket,
      failedBatches,
      currencies: props.currencies,
      reservedConcurrency: reserved?.courier,
    });
    new ProposalSweeper(this, 'ProposalSweeper', { bundlesDirectory, proposals });

    // From the terms of payment streams to the moments when their deposits are used up
    const paymentStreamDeadlines = new PaymentStreamDeadlines(this, 'PaymentStreamDeadlines', {
      bundlesDirectory,
      paymentStreams: domainTables.PaymentStreams,
      deadlines: ownTables.deadlines,
      failedBatches,
      executionLog,
      depletionNoticeSeconds: props.depletionNoticeSeconds,
      reservedConcurrency: reserved?.courier,
    });

    // From a bulk operation to each of its workflows
    const workflowBulk = new WorkflowBulk(this, 'WorkflowBulk', {
      bundlesDirectory,
      workflows: domainTables.Workflows,
      workflowOperations: domainTables.WorkflowOperations,
      bulkItems: ownTables.bulkItems,
      executionLog,
      workflowFourEyes: props.workflowFourEyes,
    });

    // From the due times of workflows to reminders, overdue and escalation
    const workflowDeadlines = new WorkflowDeadlines(this, 'WorkflowDeadlines', {
      bundlesDirectory,
      workflows: domainTables.Workflows,
      deadlines: ownTables.deadlines,
      failedBatches,
      executionLog,
      reservedConcurrency: reserved?.courier,
    });

    // From a ban to the end of what is open
    new UserBans(this, 'UserBans', {
      ...props,
      domainTables,
      ownTables,
      socket,
      failedBatches,
      reservedConcurrency: reserved?.courier,
    });

    // From the inbox's log to the sockets of the addressed
    const { eventLog } = ownTables;
    new InboxCourier(this, 'InboxCourier', {
      bundlesDirectory,
      eventLog,
      connections,
      statistics,
      socket,
      reservedConcurrency: reserved?.courier,
    });

    // From the log of global to the receivers that were registered
    const webhooks = new Webhooks(this, 'Webhooks', {
      ...props,
      domainTables,
      ownTables,
      removalPolicy,
    });

    // From the log of workflows to the sockets of subscribers and of those whom they concern, and from
    // that of global to what wakes webhooks
    new EventCourier(this, 'EventCourier', {
      bundlesDirectory,
      workflows: domainTables.Workflows,
      ownTables,
      socket,
      webhooks,
      reservedConcurrency: reserved?.courier,
    });

    // From what was counted in minutes to the hours that last
    new StatisticsRollup(this, 'StatisticsRollup', { bundlesDirectory, ownTables });

    // What admins and backends ask over HTTP
    const management = new ManagementApi(this, 'Management', {
      ...props,
      allowedOrigins,
      domainTables,
      ownTables,
      tokenAuthority,
      socket,
      workflowBulk,
      webhooks,
      dashboard,
      reservedConcurrency: reserved?.management,
    });
    this.output('ManagementUrl', management.url);

    dashboard.show({
      channels: channelEndpoints,
      liveUrl,
      managementUrl: management.url,
      proposalsWebSocketUrl: socket.url,
    });
    this.output('DashboardUrl', dashboard.url);

    // Who is woken, by what, and where to look then
    const stateMachines = {
      ProposalDeadline: deadline,
      PaymentStreamDeadline: paymentStreamDeadlines.stateMachine,
      WorkflowBulk: workflowBulk.stateMachine,
      WorkflowDeadline: workflowDeadlines.stateMachine,
    };
    const monitoring = props.alarms
      ? new Monitoring(this, 'Monitoring', {
          ...{ socket, ownTables, proposals, stateMachines, accountConcurrency },
          webhookQueue: { wakeUps: webhooks.wakeUps, lost: webhooks.lostWakeUps },
          alarmEmail: props.alarmEmail,
        })
      : undefined;

    // What clients, backends and operators need to know
    this.output('SseHost', props.sseHost);
    this.output('ProposalsWebSocketUrl', socket.url);
    this.output('ProposalTimeoutSeconds', String(props.proposalTimeoutSeconds));
    this.output('CheckUsers', String(props.checkUsers));
    this.output('WorkflowFourEyes', String(props.workflowFourEyes));
    this.output('Currencies', props.currencies.join(','));
    this.output('ProposalDeadlineStateMachineArn', deadline.stateMachineArn);
    this.output(
      'PaymentStreamDeadlineStateMachineArn',
      paymentStreamDeadlines.stateMachine.stateMachineArn,
    );
    this.output('WorkflowBulkStateMachineArn', workflowBulk.stateMachine.stateMachineArn);
    this.output('WorkflowDeadlineStateMachineArn', workflowDeadlines.stateMachine.stateMachineArn);
    for (const [name, table] of Object.entries(domainTables)) {
      this.output(`${name}TableName`, table.tableName);
    }
    this.output('EventLogTableName', ownTables.eventLog.tableName);
    this.output('ConnectionsTableName', connections.tableName);
    this.output('QuarantineTableName', ownTables.quarantine.tableName);
    this.output('AuditTableName', ownTables.audit.tableName);
    this.output('StatisticsTableName', ownTables.statistics.tableName);
    this.output('RevocationsTableName', ownTables.revocations.tableName);
    this.output('LimitsTableName', ownTables.limits.tableName);
    this.output('DeadlinesTableName', ownTables.deadlines.tableName);
    this.output('RoomsTableName', ownTables.rooms.tableName);
    this.output('BulkItemsTableName', ownTables.bulkItems.tableName);
    this.output('WebhooksTableName', ownTables.webhooks.tableName);
    this.output('WebhookDeliveriesTableName', ownTables.webhookDeliveries.tableName);
    this.output('WebhookWakeUpsQueueUrl', webhooks.wakeUps.queueUrl);
    this.output('WebhookWakeUpsLostQueueUrl', webhooks.lostWakeUps.queueUrl);
    this.output('WebhookKeyArn', webhooks.key.secretArn);
    this.output('WebhookLoopback', String(props.webhookLoopback));
    const { secret, sseTokenSecret } = tokenAuthority;
    if (secret === undefined) this.output('SseTokenSecretArn', sseTokenSecret.secretArn);
    else {
      this.output('JwtSecretArn', secret.secretArn);
      this.output('LongestTokenSeconds', String(props.longestTokenSeconds));
    }
    for (const [key, value] of Object.entries(tokenAuthority.claimOutputs)) this.output(key, value);
    this.output('HistoryDays', String(props.historyDays));
    this.output('TraceSampling', String(props.traceSampling));
    this.output('FailedBatchesBucketName', failedBatches.bucketName);
    this.output('ExecutionLogGroupName', executionLog.logGroupName);
    if (monitoring !== undefined) {
      this.output('AlarmTopicArn', monitoring.topic.topicArn);
      this.output('MonitoringDashboardUrl', monitoring.dashboard.url);
    }
    for (const [key, value] of Object.entries(operatorOutputs(this))) this.output(key, value);
    checkEnvironments(this);
  }

  private output(key: string, value: string): void {
    new CfnOutput(this, key, { value });
  }
}
