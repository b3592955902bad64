import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../lambdas/adapters/dynamodb/document-client.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

/** The only slot, as someone else holds it. */
const theirs = { slot: '00000', connectionId: 'c-0', expiresAt: nowMs / 1_000 + 60 };

type Consistency = 'consistent' | 'eventual';

/** A place in the adapters that reads, by its file, what for, and how each of its reads asks. */
export type ExpectedRead = readonly [
  file: string,
  purpose: string,
  work: (client: DynamoDBDocumentClient) => Promise<unknown>,
  expected: readonly string[],
];

/** How each read of the work asks, against tables that hold nothing. */
export async function readsOf(
  work: (client: DynamoDBDocumentClient) => Promise<unknown>,
): Promise<readonly Consistency[]> {
  const asked: Consistency[] = [];
  const client = createDocumentClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => {
        if (/Get|Query|Scan/.test(commandName)) {
          asked.push(...consistencyOf(input));
        }
        // A slot that someone else holds: what looks for a free one reads which there are.
        const isTaken = Reflect.get(input, 'TableName') === 'Taken';
        if (isTaken && /Put/.test(commandName)) {
          throw new ConditionalCheckFailedException({ message: 'held', $metadata: {} });
        }
        return { response: {}, output: { $metadata: {}, ...(isTaken && { Items: [theirs] }) } };
      },
    { step: 'initialize', priority: 'high' },
  );
  await work(client);
  return asked;
}

/** Of a batch each of its tables has its own. */
function consistencyOf(input: object): readonly Consistency[] {
  const reads = Object.values<object>(Reflect.get(input, 'RequestItems') ?? { input });
  return reads.map(read =>
    Reflect.get(read, 'ConsistentRead') === true ? 'consistent' : 'eventual',
  );
}
