import { Topics } from '../../../../local/alarms/topics.ts';
import { subscriptionKind } from '../../../../local/resources/sns/subscription-kind.ts';
import { topicKind } from '../../../../local/resources/sns/topic-kind.ts';
import { topicPolicyKind } from '../../../../local/resources/sns/topic-policy-kind.ts';
import { createTestHost } from '../../test-host.ts';

const arn = 'arn:aws:sns:us-east-1:000000000000:Stack-Alarms';

const alarm = {
  service: 'cloudwatch.amazonaws.com',
  sourceArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:late',
  sourceAccount: '000000000000',
};

const onlyTls = {
  Sid: 'AllowPublishThroughSSLOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Resource: arn,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

const letsAlarms = (Condition?: unknown, rest: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: arn,
  ...(Condition === undefined ? {} : { Condition }),
  ...rest,
});

async function world() {
  const host = createTestHost();
  const topics = new Topics(host.log);
  const create = (kind: typeof topicKind, type: string, properties: Record<string, unknown>) =>
    kind(topics).create({ logicalId: 'Alarms', type, properties }, host);
  const topic = await create(topicKind, 'AWS::SNS::Topic', {});
  const restrict = (...Statement: readonly unknown[]) =>
    create(topicPolicyKind, 'AWS::SNS::TopicPolicy', {
      Topics: [topic.ref],
      PolicyDocument: { Version: '2012-10-17', Statement },
    });
  const subscribe = (properties: Record<string, unknown>) =>
    create(subscriptionKind, 'AWS::SNS::Subscription', { TopicArn: topic.ref, ...properties });
  return { host, topics, topic, restrict, subscribe };
}

test('a topic keeps what services of the account publish, and says where it would go', async () => {
  const { topics, topic, subscribe } = await world();
  expect(topic).toEqual({ ref: arn, attributes: { TopicArn: arn, TopicName: 'Stack-Alarms' } });
  await subscribe({ Protocol: 'email', Endpoint: 'night@example.com' });
  expect(topics.publish(arn, alarm, 'ALARM: "late"', { NewStateValue: 'ALARM' })).toBe(true);
  expect(topics.messages).toEqual([
    {
      topicArn: arn,
      publishedAt: expect.any(String),
      subject: 'ALARM: "late"',
      message: { NewStateValue: 'ALARM' },
      notSentTo: ['email'],
    },
  ]);
});

test('the newest thousand messages are kept', async () => {
  const { topics } = await world();
  for (let index = 0; index <= 1_000; index += 1) topics.publish(arn, alarm, `${index}`, {});
  expect([topics.messages.length, topics.messages[0]?.subject]).toEqual([1_000, '1']);
});

test.each<[string, boolean, readonly unknown[]]>([
  ['only that TLS is needed', false, [onlyTls]],
  ['that alarms may', true, [onlyTls, letsAlarms()]],
  [
    'that alarms of the account may',
    true,
    [letsAlarms({ StringEquals: { 'aws:SourceAccount': '000000000000' } })],
  ],
  [
    'that alarms of another account may',
    false,
    [letsAlarms({ StringEquals: { 'aws:SourceAccount': '111111111111' } })],
  ],
  [
    'that some alarms may',
    true,
    [letsAlarms({ ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:*:alarm:l*' } })],
  ],
  [
    'that another service may',
    false,
    [letsAlarms(undefined, { Principal: { Service: 'events.amazonaws.com' } })],
  ],
  ['that another topic may be published to', false, [letsAlarms(undefined, { Resource: 'x' })]],
])('a policy that says %s: an alarm gets through: %s', async (_, expected, statements) => {
  const { topics, restrict, host } = await world();
  await restrict(...statements);
  expect(topics.publish(arn, alarm, 'ALARM', {})).toBe(expected);
  expect(topics.messages).toHaveLength(expected ? 1 : 0);
  expect(host.logged.filter(line => line.startsWith('error: '))).toHaveLength(expected ? 0 : 1);
});

test.each([
  ['another account', letsAlarms(undefined, { Principal: { AWS: '111111111111' } })],
  ['another condition', letsAlarms({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })],
])('a policy for %s is an error at the start', async (_, statement) => {
  const { restrict } = await world();
  await expect(restrict(statement)).rejects.toThrow(/^Alarms \(AWS::SNS::TopicPolicy\): /);
});

test('what a subscription would have to do here is an error, and so is a topic that is not there', async () => {
  const { subscribe } = await world();
  await expect(subscribe({ Protocol: 'lambda', Endpoint: 'arn' })).rejects.toThrow(
    /expected one of email, .* of which nothing is sent here; received "lambda"/,
  );
  const elsewhere = subscribe({ Protocol: 'email', Endpoint: 'a@b.c', TopicArn: 'arn:other' });
  await expect(elsewhere).rejects.toThrow(
    'Alarms: expected a topic of this template; received arn:other',
  );
});
