import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { pinLogicalId } from './pin-logical-id.ts';

/** What makes one such queue differ from another. */
export interface WakeUpQueueProps {
  /** No refactoring changes it; that of the lost ones has `Lost` behind it. */
  readonly logicalId: string;
  /** Of the function that takes its messages. */
  readonly consumerTimeoutSeconds: number;
}

/**
 * So many times the function's timeout a message stays hidden that it has: Lambda retries throttled
 * invocations of its own, and a message that shows up meanwhile would be delivered twice.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const visibilityTimeouts = 6;

/** Then it is one that nobody can handle. */
const maxReceives = 5;

/** As long as SQS keeps any. */
const lostDays = 14;

/** A queue of hints that something is to be done, and one of those that nobody could follow. */
export class WakeUpQueue extends Construct {
  readonly wakeUps: Queue;
  readonly lost: Queue;

  constructor(scope: Construct, id: string, props: WakeUpQueueProps) {
    super(scope, id);
    const { logicalId, consumerTimeoutSeconds } = props;
    const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.lost = new Queue(this, 'Lost', { ...safe, retentionPeriod: Duration.days(lostDays) });
    pinLogicalId(this.lost, `${logicalId}Lost`);
    this.wakeUps = new Queue(this, 'WakeUps', {
      ...safe,
      visibilityTimeout: Duration.seconds(visibilityTimeouts * consumerTimeoutSeconds),
      deadLetterQueue: { queue: this.lost, maxReceiveCount: maxReceives },
    });
    pinLogicalId(this.wakeUps, logicalId);
  }
}
