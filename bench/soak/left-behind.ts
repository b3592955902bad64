import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';

/** Rows that readers leave behind who have all left. */
export interface LeftBehind {
  /** Leases of streams, in Connections. */
  readonly leases: number;
  /** Places of their address, in Limits. */
  readonly places: number;
  /** Notices that no process has taken out of its mailbox. */
  readonly notices: number;
}

/** Where leases, places and notices stand, by the names of the tables. */
export interface LeaseTables {
  readonly connections: string;
  readonly limits: string;
}

/** Counts them now. */
export async function leftBehind(
  client: DynamoDBDocumentClient,
  { connections, limits }: LeaseTables,
): Promise<LeftBehind> {
  const [rows, subjects] = await Promise.all([
    keysOf(client, connections, 'leaseId'),
    keysOf(client, limits, 'subject'),
  ]);
  const starting = (all: readonly string[], prefix: string): number =>
    all.filter(key => key.startsWith(prefix)).length;
  return {
    leases: starting(rows, 'sse#'),
    places: starting(subjects, 'address#'),
    notices: starting(subjects, 'mailbox#'),
  };
}

async function keysOf(
  client: DynamoDBDocumentClient,
  TableName: string,
  key: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    found.push(...Items.map(item => String(item[key])));
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}
