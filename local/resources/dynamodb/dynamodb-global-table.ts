import { resourceKind } from '../../template/resource-kind.ts';
import { createTable, noCapacity } from './dynamodb-table.ts';
import { tableProperties } from './dynamodb-table-definition.ts';

/** `AWS::DynamoDB::GlobalTable`, which `TableV2` emits: a table of the engine, in its one region. */
export const dynamoDbGlobalTableKind = resourceKind({
  type: 'AWS::DynamoDB::GlobalTable',
  properties: tableProperties,
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
});
