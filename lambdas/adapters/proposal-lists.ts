import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type StoredProposal, storedProposalSchema } from '../../core/proposal/proposal.ts';
import type { ProposalLists } from '../../core/proposal/proposal-store.ts';

/** How many of the newest are read: one page, for 200 of the largest proposals are under 1 MB. */
const maxListed = 200;

/** The users' lists over the Proposals table's indexes `byMaker` and `byRecipient`. */
export function createProposalLists(
  client: DynamoDBDocumentClient,
  tableName: string,
): ProposalLists {
  const query = async (index: ListIndex, userId: string, sinceIso: string) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: index.name,
        KeyConditionExpression: '#user = :user AND createdAt >= :since',
        ExpressionAttributeNames: { '#user': index.userAttribute },
        ExpressionAttributeValues: { ':user': userId, ':since': sinceIso },
        ScanIndexForward: false,
        Limit: maxListed,
      }),
    );
    return Items.flatMap<StoredProposal>(item => storedProposalSchema.safeParse(item).data ?? []);
  };
  return {
    madeBy: (userId, sinceIso) => query(byMaker, userId, sinceIso),
    receivedBy: (userId, sinceIso) => query(byRecipient, userId, sinceIso),
  };
}

interface ListIndex {
  readonly name: string;
  readonly userAttribute: string;
}

const byMaker: ListIndex = { name: 'byMaker', userAttribute: 'fromUserId' };
const byRecipient: ListIndex = { name: 'byRecipient', userAttribute: 'toUserId' };
