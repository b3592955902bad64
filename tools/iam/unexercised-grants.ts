import type { Excuse } from './grant-review.ts';

/** What the scenarios cannot make the functions do, and why it is granted. */
export const unexercisedGrants: readonly Excuse[] = [
  {
    actor: 'ChangeFanOutFunction',
    action: 's3:PutObject',
    resource: '*failedbatches/*',
    reason: 'a batch is given up after twelve hours of failing',
  },
  {
    actor: 'ProposalCourierFunction',
    action: 's3:PutObject',
    resource: '*failedbatches/*',
    reason: 'a batch of proposals is given up after twelve hours of failing',
  },
  {
    actor: 'UserBansFunction',
    action: 's3:PutObject',
    resource: '*failedbatches/*',
    reason: 'a batch of banned users is given up after twelve hours of failing',
  },
  {
    actor: 'PaymentStreamDeadlinesScheduler',
    action: 's3:PutObject',
    resource: '*failedbatches/*',
    reason: 'a batch of payment streams is given up after twelve hours of failing',
  },
  {
    actor: 'WorkflowDeadlinesScheduler',
    action: 's3:PutObject',
    resource: '*failedbatches/*',
    reason: 'a batch of workflows is given up after twelve hours of failing',
  },
  ...['PaymentStreamDeadlinesSettler', 'WorkflowDeadlinesSettler'].flatMap(actor =>
    ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem'].map(action => ({
      actor,
      action,
      resource: '*',
      reason: 'a timer that comes before the scheduler has read what moved or ended its item',
      atTimes: true as const,
    })),
  ),
  ...[
    ['dynamodb:DeleteItem', '*'],
    ['dynamodb:GetItem', 'table/*-RoomsTable'],
  ].map(([action = '', resource = '']) => ({
    actor: 'EventCourierFunction',
    action,
    resource,
    reason: 'a socket that is gone while its row is still there, at the moment of a post',
    atTimes: true as const,
  })),
  {
    actor: 'EventCourierFunction',
    action: 'dynamodb:GetItem',
    resource: 'table/*-WorkflowsTable',
    reason: 'one who decided an earlier step of a workflow is subscribed to it still',
    atTimes: true,
  },
  {
    actor: 'WebhooksSender',
    action: 'dynamodb:GetItem',
    resource: 'table/*-WebhooksTable',
    reason: 'a transaction of a lane whose answer was lost',
    atTimes: true,
  },
  {
    actor: 'WebhooksSender',
    action: 'dynamodb:BatchGetItem',
    resource: 'table/*-WebhookDeliveriesTable',
    reason: 'a run that goes on after one that was killed looks up what was delivered',
    atTimes: true,
  },
  {
    actor: '*ChannelFunction',
    action: 'dynamodb:Query',
    resource: 'table/*-LimitsTable',
    reason: 'an address that has so many connections that two places at random are held',
    atTimes: true,
  },
  {
    actor: 'UserBansFunction',
    action: 'dynamodb:PutItem',
    resource: 'table/*-LimitsTable',
    reason: 'a banned user’s stream is served by a process with others: its process is notified',
    atTimes: true,
  },
  ...[
    [
      'logs:*',
      'the CDK’s function that copies code into its bucket does not run on the local host',
    ],
    ['s3:GetObjectVersion', 'the CDK lets it read versions, though an asset has one'],
    ...['s3:Abort*', 's3:DeleteObject*', 's3:PutObject?*'].map(action => [
      action,
      'the CDK grants it with the right to write: a copy that is given up, and what else an object has',
    ]),
  ].map(([action = '', reason = '']) => ({
    actor: 'CustomS3ObjectCopy*',
    action,
    resource: '*',
    reason,
  })),
  {
    actor: 'LogMarkerFunction',
    action: '*',
    resource: '*',
    reason: 'it runs once a day, at four in the morning',
    atTimes: true,
  },
];
