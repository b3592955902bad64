import type { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { WebhookEnvironment } from '../../lambdas/adapters/webhooks/webhook-environment.ts';
import type { Environment as SenderEnvironment } from '../../lambdas/webhook-sender/config.ts';
import type { Environment as SweeperEnvironment } from '../../lambdas/webhook-sweeper/config.ts';
import { type ReservedConcurrency, webhooksAtOnce } from '../account-concurrency.ts';
import type { DomainTables } from './domain-tables.ts';
import { EveryMinute } from './every-minute.ts';
import { GeneratedSecret } from './generated-secret.ts';
import type { OwnTables } from './own-tables.ts';
import { RealtimeFunction } from './realtime-function.ts';
import { allowRevocationCheck, revocationEnvironment } from './revocation-check.ts';
import { WakeUpQueue } from './wake-up-queue.ts';

/** What webhooks are kept in, and where they may go. */
export interface WebhooksProps {
  readonly bundlesDirectory: string;
  readonly domainTables: DomainTables;
  readonly ownTables: OwnTables;
  readonly removalPolicy: RemovalPolicy;
  readonly historyDays: number;
  /** ARNs of queues and buses: the sender may write to no other. */
  readonly webhookDestinations: readonly string[];
  readonly webhookLoopback: boolean;
  /** @default - not known */
  readonly accountConcurrency?: number | undefined;
  /** @default - none reserved */
  readonly reservedConcurrency?: ReservedConcurrency | undefined;
}

/** A run takes no new work after 45 s, and its last post half a minute at most. */
const senderTimeoutSeconds = 90;

/** Posts events to webhooks: a lane for each, woken by a queue, and by a sweep where that is too late. */
export class Webhooks extends Construct {
  /** The variables by which a function sends, or sets webhooks up. */
  readonly environment: WebhookEnvironment;
  readonly wakeUps: Queue;
  /** Wake-ups whose run failed again and again. */
  readonly lostWakeUps: Queue;
  /** Seals the keys that sign deliveries. */
  readonly key: GeneratedSecret;

  constructor(scope: Construct, id: string, props: WebhooksProps) {
    super(scope, id);
    const { ownTables } = props;
    const { wakeUps, lost } = new WakeUpQueue(this, 'Queue', {
      logicalId: 'WebhookWakeUps',
      consumerTimeoutSeconds: senderTimeoutSeconds,
    });
    this.wakeUps = wakeUps;
    this.lostWakeUps = lost;
    this.key = new GeneratedSecret(this, 'Key', {
      logicalId: 'WebhookKey',
      description: 'Seals the keys that sign the webhooks of GalloBets Realtime',
      removalPolicy: props.removalPolicy,
    });
    this.environment = {
      WEBHOOKS_TABLE_NAME: ownTables.webhooks.tableName,
      WEBHOOK_DELIVERIES_TABLE_NAME: ownTables.webhookDeliveries.tableName,
      WEBHOOK_QUEUE_URL: wakeUps.queueUrl,
      WEBHOOK_KEY_ARN: this.key.secretArn,
      WEBHOOK_DESTINATIONS: props.webhookDestinations.join(','),
      WEBHOOK_LOOPBACK: props.webhookLoopback ? 'true' : 'false',
      HISTORY_DAYS: String(props.historyDays),
    };
    this.addSender(props);
    this.addSweeper(props);
  }

  /** Lets a function ask that lanes be gone on with. */
  allowWaking(grantee: IGrantable): void {
    allow(grantee, ['sqs:SendMessage'], [this.wakeUps.queueArn]);
  }

  private addSender(props: WebhooksProps): void {
    const { ownTables, domainTables, webhookDestinations, reservedConcurrency } = props;
    const sender = new RealtimeFunction<SenderEnvironment>(this, 'Sender', {
      name: 'webhook-sender',
      description: 'Posts events to a webhook',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        ...this.environment,
        ...revocationEnvironment(props),
        EVENT_LOG_TABLE_NAME: ownTables.eventLog.tableName,
        OUTBOX_TABLE_NAME: domainTables.Outbox.tableName,
      },
      memorySizeMb: 512,
      timeoutSeconds: senderTimeoutSeconds,
      reservedConcurrency: reservedConcurrency?.webhooks,
    });
    ownTables.webhooks.allow(sender, 'GetItem', 'UpdateItem');
    ownTables.webhookDeliveries.allow(
      sender,
      ...(['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'PutItem', 'Query'] as const),
      'UpdateItem',
    );
    ownTables.eventLog.allow(sender, 'Query');
    // What it reports of a webhook, in one transaction with its lane.
    domainTables.Outbox.allow(sender, 'PutItem');
    // Whether who set it up may still read what is sent.
    allowRevocationCheck(props, sender);
    this.key.allowReading(sender);
    this.allowWaking(sender);
    const ofService = (service: string) =>
      webhookDestinations.filter(arn => arn.split(':')[2] === service);
    allow(sender, ['sqs:SendMessage'], ofService('sqs'));
    allow(sender, ['events:PutEvents'], ofService('events'));
    this.feed(sender, webhooksAtOnce(props.accountConcurrency, props));
  }

  /** One wake-up at a time: a batch would wait for its slowest receiver. */
  private feed(sender: IFunction, maxConcurrency: number): void {
    const { queueArn } = this.wakeUps;
    new EventSourceMapping(this, 'WakeUps', {
      target: sender,
      eventSourceArn: queueArn,
      batchSize: 1,
      maxConcurrency,
    });
    // Of SqsEventSource the role would get more than Lambda asks for.
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    allow(sender, actions, [queueArn]);
  }

  private addSweeper(props: WebhooksProps): void {
    const { webhooks } = props.ownTables;
    const sweeper = new RealtimeFunction<SweeperEnvironment>(this, 'Sweeper', {
      name: 'webhook-sweeper',
      description: 'Wakes webhooks whose moment has come',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        WEBHOOKS_TABLE_NAME: webhooks.tableName,
        WEBHOOK_QUEUE_URL: this.wakeUps.queueUrl,
      },
      memorySizeMb: 256,
      timeoutSeconds: 50,
    });
    webhooks.allowIndexQuery(sweeper, 'byDueAt');
    this.allowWaking(sweeper);
    new EveryMinute(this, 'EveryMinute', {
      description: 'Wakes webhooks whose moment has come',
      sweeper,
    });
  }
}

function allow(
  grantee: IGrantable,
  actions: readonly string[],
  resources: readonly string[],
): void {
  if (resources.length === 0) return;
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: [...actions], resources: [...resources] }),
  );
}
