import { z } from 'zod';
import type { Topics } from '../../alarms/topics.ts';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';

/** Where people are reached; what goes to functions and queues would have to happen here. */
const peoplesProtocols = ['email', 'email-json', 'sms', 'http', 'https'] as const;

const subscriptionProperties = z.object({
  Endpoint: z.string().min(1),
  Protocol: z.enum(
    peoplesProtocols,
    `expected one of ${peoplesProtocols.join(', ')}, of which nothing is sent here`,
  ),
  TopicArn: z.string(),
});

/** `AWS::SNS::Subscription`: messages say where they would go. */
export const subscriptionKind = (topics: Topics): ResourceKind =>
  resourceKind({
    type: 'AWS::SNS::Subscription',
    properties: subscriptionProperties,
    create: ({ Protocol, TopicArn }, { logicalId }) => {
      topics.subscribe(TopicArn, Protocol, logicalId);
      return { ref: `${TopicArn}:${logicalId}`, attributes: { Arn: `${TopicArn}:${logicalId}` } };
    },
  });
