import { z } from 'zod';
import type { Publisher, Topics } from '../../alarms/topics.ts';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { holds, trustConditions } from '../../iam/trust-condition.ts';
import { covers, coversAction } from '../../iam/wildcard.ts';
import { resourceKind } from '../../template/resource-kind.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform(value => [value].flat());

/** Nobody may do anything without TLS, which AWS's own services always come with. */
const refusesPlainHttp = z.object({
  Effect: z.literal('Deny'),
  Condition: z.strictObject({
    Bool: z.strictObject({ 'aws:SecureTransport': z.literal('false') }),
  }),
});

const letsServices = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ Service: oneOrMore }),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z
    .record(z.string(), z.unknown())
    .default({})
    .transform((value, context) => {
      const conditions = trustConditions(value);
      if (conditions !== undefined) return conditions;
      context.addIssue({
        code: 'custom',
        message: 'expected conditions on aws:SourceArn and aws:SourceAccount only',
      });
      return z.NEVER;
    }),
});

type Allowance = z.output<typeof letsServices>;

const policyProperties = z.object({
  Topics: z.array(z.string()).min(1),
  PolicyDocument: z.looseObject({
    Statement: z.array(
      z.union(
        [refusesPlainHttp, letsServices],
        'expected that requests without TLS are refused, or a service is let: nobody of another account calls here',
      ),
    ),
  }),
});

/**
 * `AWS::SNS::TopicPolicy`. It takes the place of the policy that a topic begins with, so that a service
 * which it does not let cannot publish any more:
 * docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export const topicPolicyKind = (topics: Topics): ResourceKind =>
  resourceKind({
    type: 'AWS::SNS::TopicPolicy',
    properties: policyProperties,
    create: ({ Topics: topicArns, PolicyDocument }, { logicalId }) => {
      const allowances = PolicyDocument.Statement.filter(
        (each): each is Allowance => each.Effect === 'Allow',
      );
      for (const topicArn of topicArns) {
        topics.restrict(
          topicArn,
          publisher => allowances.some(each => lets(each, topicArn, publisher)),
          logicalId,
        );
      }
      return { ref: logicalId, attributes: { Id: logicalId } };
    },
  });

const lets = (
  { Principal, Action, Resource, Condition }: Allowance,
  topicArn: string,
  { service, ...source }: Publisher,
): boolean =>
  Principal.Service.includes(service) &&
  Action.some(each => coversAction(each, 'sns:Publish')) &&
  Resource.some(each => covers(each, topicArn)) &&
  holds(Condition, source);
