import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DlqDestinationConfig, IEventSourceDlq } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { pinLogicalId } from './pin-logical-id.ts';

/** Longer than any holiday, and then they hold users' data for no reason. */
const keptDays = 90;

/**
 * Where a stream's batches go when their age ran out: S3, the one destination that gets the records
 * themselves and not merely their positions in a stream that forgets them after a day.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export class FailedBatches extends Bucket {
  constructor(scope: Construct, id: string, props: { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(keptDays) }],
      removalPolicy: props.removalPolicy,
      // A bucket with anything in it is not deleted, and the stack with it not either.
      autoDeleteObjects: props.removalPolicy === RemovalPolicy.DESTROY,
    });
    pinLogicalId(this, id);
  }

  /**
   * This bucket as the on-failure destination of event source mappings of the grantee. The
   * library's own S3OnFailureDestination would let the function read and delete the batches too.
   */
  destinationFor(grantee: IGrantable): IEventSourceDlq {
    const allow = (action: string, resource: string) =>
      grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ actions: [action], resources: [resource] }),
      );
    allow('s3:ListBucket', this.bucketArn);
    allow('s3:PutObject', this.arnForObjects('*'));
    return { bind: (): DlqDestinationConfig => ({ destination: this.bucketArn }) };
  }
}
