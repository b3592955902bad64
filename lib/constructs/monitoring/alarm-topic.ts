import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { pinLogicalId } from '../pin-logical-id.ts';

/**
 * Where alarms of the stack go, and from there to whom it concerns: an address, and whatever else is
 * subscribed by hand. Its messages hold names and numbers, of no person, so it needs no key of its own.
 */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, props: { readonly email?: string | undefined }) {
    super(scope, id, { displayName: `Alarms of ${Stack.of(scope).stackName}`, enforceSSL: true });
    // Whoever subscribed by hand stays subscribed.
    pinLogicalId(this, 'Alarms');
    // A policy of its own takes the place of the usual one, which lets the account's alarms in.
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (props.email !== undefined) this.addSubscription(new EmailSubscription(props.email));
  }
}
