import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  type StreamViewType,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { pinLogicalId } from './pin-logical-id.ts';

/** What holds for every table of a deployment. */
export interface TableTerms {
  readonly removalPolicy: RemovalPolicy;
  /** Whether a table cannot be deleted before that is turned off. @default false */
  readonly deletionProtection?: boolean;
  /** Read units that a table, or one of its indexes, gives in a second. @default - those of the account */
  readonly maxReadRequestUnits?: number | undefined;
  /** Write units that a table takes in a second. @default - those of the account */
  readonly maxWriteRequestUnits?: number | undefined;
}

/** What makes one table differ from another. */
export interface RealtimeTableProps extends TableTerms {
  readonly partitionKey: Attribute;
  /** @default - the partition key alone is the key */
  readonly sortKey?: Attribute;
  /** Which images its stream carries. @default - no stream */
  readonly stream?: StreamViewType;
  /** The attribute that holds when an item expires, in epoch seconds. @default - items stay */
  readonly timeToLiveAttribute?: string;
  /** @default - none */
  readonly indexes?: readonly GlobalSecondaryIndexPropsV2[];
}

/** What a function may do to single items, by the names of DynamoDB's API. */
export type ItemAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'UpdateItem';

/**
 * A table with the house's defaults: on demand, restorable to any second of the last 35 days, and
 * a logical id (`<id>Table`) that no refactoring changes.
 */
export class RealtimeTable extends TableV2 {
  /** `tableStreamArn` does not show it: it is set for a table without a stream too. */
  readonly hasStream: boolean;
  readonly indexNames: readonly string[];

  constructor(scope: Construct, id: string, props: RealtimeTableProps) {
    const { maxReadRequestUnits, maxWriteRequestUnits } = props;
    const reads = { ...(maxReadRequestUnits !== undefined && { maxReadRequestUnits }) };
    const writes = { ...(maxWriteRequestUnits !== undefined && { maxWriteRequestUnits }) };
    super(scope, `${id}Table`, {
      partitionKey: props.partitionKey,
      ...(props.sortKey && { sortKey: props.sortKey }),
      ...(props.stream && { dynamoStream: props.stream }),
      ...(props.timeToLiveAttribute && { timeToLiveAttribute: props.timeToLiveAttribute }),
      // An index is read on an account of its own. It is written with the table, at most twice for each
      // write: a ceiling of its own would hold back the table's writes before the table's does.
      ...(props.indexes && {
        globalSecondaryIndexes: props.indexes.map(index => ({ ...index, ...reads })),
      }),
      billing: Billing.onDemand({ ...reads, ...writes }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: props.removalPolicy,
      deletionProtection: props.deletionProtection ?? false,
    });
    this.hasStream = props.stream !== undefined;
    this.indexNames = props.indexes?.map(({ indexName }) => indexName) ?? [];
    pinLogicalId(this, `${id}Table`);
  }

  /** Allows exactly these actions, on the table but not on its indexes. */
  allow(grantee: IGrantable, ...actions: readonly ItemAction[]): void {
    this.allowOn(grantee, [this.tableArn], actions);
  }

  /** Allows queries of exactly these indexes. */
  allowIndexQuery(grantee: IGrantable, ...indexNames: readonly string[]): void {
    const arns = indexNames.map(name => `${this.tableArn}/index/${name}`);
    this.allowOn(grantee, arns, ['Query']);
  }

  private allowOn(
    grantee: IGrantable,
    resources: readonly string[],
    actions: readonly ItemAction[],
  ): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map(action => `dynamodb:${action}`),
        resources: [...resources],
      }),
    );
  }
}
