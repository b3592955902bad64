import { z } from 'zod';
import type { Topics } from '../../alarms/topics.ts';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';

const topicProperties = z.object({
  FifoTopic: z
    .literal(false, 'expected a standard topic, for alarms publish to no other')
    .optional(),
  TopicName: z
    .string()
    .regex(/^[\w-]{1,256}$/, 'expected 1 to 256 letters, digits, hyphens or underscores')
    .optional(),
});

/** `AWS::SNS::Topic`: what is published to it is kept, and sent nowhere. */
export const topicKind = (topics: Topics): ResourceKind =>
  resourceKind({
    type: 'AWS::SNS::Topic',
    properties: topicProperties,
    ignored: {
      DisplayName: 'nothing is sent from here',
      KmsMasterKeyId: 'local data is not encrypted',
      SignatureVersion: 'nothing is sent from here',
      Tags: 'nothing reads them here',
      TracingConfig: 'there is no X-Ray here',
    },
    create: ({ TopicName }, { logicalId }, { stackName, region, accountId }) => {
      const name = TopicName ?? `${stackName}-${logicalId}`;
      const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
      topics.add(arn);
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    },
  });
