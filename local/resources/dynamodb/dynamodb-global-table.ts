import type { ResourceKind } from '../../contract/resource-kind.ts';
import { createTable, honouredTableProperties, noCapacity } from './dynamodb-table.ts';

/** `AWS::DynamoDB::GlobalTable`, which `TableV2` emits: a table of the engine, in its one region. */
export const dynamoDbGlobalTableKind: ResourceKind = {
  type: 'AWS::DynamoDB::GlobalTable',
  honoured: honouredTableProperties,
  ignored: {
    BillingMode: noCapacity,
    WriteProvisionedThroughputSettings: noCapacity,
    WriteOnDemandThroughputSettings: noCapacity,
    'GlobalSecondaryIndexes.WriteProvisionedThroughputSettings': noCapacity,
    'GlobalSecondaryIndexes.WriteOnDemandThroughputSettings': noCapacity,
    Replicas: 'there is one region here; backups, tags and protection of replicas have no effect',
    SSESpecification: 'local data is not encrypted',
  },
  create: createTable,
};
