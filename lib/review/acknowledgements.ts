import { DefaultStackSynthesizer } from 'aws-cdk-lib';

/** What a rule finds and is left as it is: on which resources, and why. */
export interface Acknowledgement {
  /** As cdk-nag prints it: the rule, and in brackets what of it where it finds more than one thing. */
  readonly finding: string;
  /** Paths of constructs below the stack. One that a deployment does not have is no matter. */
  readonly resources: readonly string[];
  readonly reason: string;
}

/** Functions that may post to any open connection of the one WebSocket API, or close it. */
const anyConnection = (method: 'POST' | 'DELETE') =>
  `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<ProposalSocketApi43F70252>/live/${method}/@connections/*]`;

/**
 * Every finding of AwsSolutions that this stack keeps. What is not here fails a synth, and what is here
 * and found no more fails a test: test/lib/review.test.ts.
 */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    finding: 'AwsSolutions-APIG1',
    resources: ['ProposalSocket/Stage'],
    reason:
      'Access logs of a WebSocket API need a role that API Gateway keeps for the whole account and region, and the deploy fails where nobody has set it: that is not for one stack to set. Where the account has it, accessLogs=true turns them on. Who connected, who was refused and what was sent is in the tables Connections, Audit and Statistics, and in the functions’ own logs.',
  },
  {
    finding: 'AwsSolutions-APIG4',
    resources: ['ProposalSocket/Api/$default-Route', 'ProposalSocket/Api/$disconnect-Route'],
    reason:
      'API Gateway knows an authorizer on $connect only, which has one: whoever has no connection reaches no other route. The expiry of the token, revocations and bans are looked at again with every message.',
  },
  {
    finding: anyConnection('POST'),
    resources: [
      'EventCourier/FunctionRole',
      'InboxCourier/FunctionRole',
      'Management/FunctionRole',
      'ProposalCourier/FunctionRole',
      'ProposalSocket/FunctionRole',
    ],
    reason:
      'The wildcard stands for the ids of connections, which nobody knows before they are open. API, stage and method are named, and no other API of the account may be called.',
  },
  {
    finding: anyConnection('DELETE'),
    resources: ['Management/FunctionRole', 'ProposalSocket/FunctionRole', 'UserBans/FunctionRole'],
    reason:
      'The same, for those three that close a connection: by hand, beyond a user’s cap, and by a ban.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<FailedBatches.Arn>/*]',
    resources: [
      'ChangeFanOut/FunctionRole',
      'PaymentStreamDeadlines/SchedulerRole',
      'ProposalCourier/FunctionRole',
      'UserBans/FunctionRole',
      'WorkflowDeadlines/SchedulerRole',
    ],
    reason:
      'The wildcard stands for the names that Lambda gives to batches that it saves, one bucket of this stack. The role may put objects there and can neither read nor delete any.',
  },
  {
    finding: 'AwsSolutions-S1',
    resources: ['FailedBatches'],
    reason:
      'Written by Lambda only, a few objects in a bad week, and read by an operator after one: CloudTrail’s data events say who, where the account has them. Access logs would be a second bucket with the same question.',
  },
  {
    finding: 'AwsSolutions-S1',
    resources: ['AWSCDKWebFunctionAssetBucket'],
    reason:
      'Holds the code of the Web Function and nothing else: it is written by a deploy and read by Lambda when an environment starts.',
  },
  {
    finding: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-<AWS::AccountId>-<AWS::Region>/*]`,
    resources: ['StreamServer/CodeCopyRole'],
    reason:
      'CDK’s construct of a Web Function copies its code out of the bucket of assets, where the name of an object is the digest of another deploy each time. It may read there, and nothing else.',
  },
  ...[
    'Action::s3:Abort*',
    'Action::s3:DeleteObject*',
    'Resource::<AWSCDKWebFunctionAssetBucket5B596593.Arn>/web-function/*',
  ].map(what => ({
    finding: `AwsSolutions-IAM5[${what}]`,
    resources: ['StreamServer/CodeCopyRole'],
    reason:
      'CDK’s construct again: the copy is put below web-function/ in the bucket of code, under a name that follows from what it holds, and that of the revision before is removed. The role may touch nothing else there.',
  })),
  {
    finding: 'AwsSolutions-IAM5[Resource::*]',
    resources: [
      'PaymentStreamDeadlines/Deadline/Role',
      'ProposalDeadline/Role',
      'WorkflowBulk/StateMachine/Role',
      'WorkflowDeadlines/Deadline/Role',
    ],
    reason:
      'What Step Functions asks for before it writes a log of executions (logs:CreateLogDelivery and seven more) names no resource: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html. None of it reads a log, and only Step Functions takes the role.',
  },
  {
    finding: 'AwsSolutions-SF2',
    resources: [
      'PaymentStreamDeadlines/Deadline',
      'ProposalDeadline',
      'WorkflowBulk/StateMachine',
      'WorkflowDeadlines/Deadline',
    ],
    reason:
      'Traces are granted on every resource (xray:PutTraceSegments on *), and of a machine of a wait and one call they say no more than its log, where each step stands with its time.',
  },
  {
    finding: 'AwsSolutions-SMG4',
    resources: ['TokenAuthority/Secret'],
    reason:
      'Rotated by people, by npm run rotate: backends read the secret too and have to be ready for the new one, which a schedule cannot know. The one before counts for longestTokenSeconds more, so that a rotation is nobody’s outage.',
  },
  {
    finding: 'AwsSolutions-SMG4',
    resources: ['TokenAuthority/SseSecret'],
    reason:
      'Rotated by people, by npm run rotate, which waits until all who verify know the new one; no function may write it. The one before counts for two hours more, longer than any SSE token lives.',
  },
  {
    finding: 'AwsSolutions-SMG4',
    resources: ['Webhooks/Key'],
    reason:
      'It seals the keys of webhooks in their table, and signs nothing. Two rotations in a row make unreadable what was not sealed anew in between, so a schedule would stop deliveries; docs/operations.md says when to replace it, and how.',
  },
];
