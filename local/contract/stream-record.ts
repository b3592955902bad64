/** An attribute value as Lambda's JSON carries it: binary in base64. */
export type JsonAttribute = { readonly [kind: string]: unknown };
export type JsonItem = Readonly<Record<string, JsonAttribute>>;

/**
 * One record of a DynamoDB stream event, as a function sees it:
 * docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export interface StreamRecord {
  /** The same at each delivery of a record. */
  readonly eventID: string;
  readonly eventName: string;
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly userIdentity?: { readonly type: string; readonly principalId: string };
  readonly dynamodb: {
    /** Seconds, whole: DynamoDB Streams knows no finer time. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys?: JsonItem;
    readonly NewImage?: JsonItem;
    readonly OldImage?: JsonItem;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType?: string;
  };
}
