import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { keyOfPage, pageToken } from '../../../core/page-token.ts';
import { storedProposalSchema } from '../../../core/proposal/proposal.ts';
import {
  type ListName,
  type ListPage,
  type ListPlace,
  type ListPosition,
  type ListRead,
  listNames,
  type ProposalLists,
} from '../../../core/proposal/proposal-lists.ts';
import { proposalIdSchema } from '../../../core/wire/socket/proposal.ts';

/** A sparse index of the table Proposals: an item is in it while it has the sort key. */
interface ListIndex {
  readonly name: string;
  readonly user: 'fromUserId' | 'toUserId';
  readonly sortKey: 'pendingUntil' | 'endedAt';
}

const indexes: Readonly<Record<ListName, ListIndex>> = {
  received: { name: 'pendingByRecipient', user: 'toUserId', sortKey: 'pendingUntil' },
  made: { name: 'pendingByMaker', user: 'fromUserId', sortKey: 'pendingUntil' },
  'ended-made': { name: 'endedByMaker', user: 'fromUserId', sortKey: 'endedAt' },
  'ended-received': { name: 'endedByRecipient', user: 'toUserId', sortKey: 'endedAt' },
};

/** The users' lists over the Proposals table. */
export function createProposalLists(
  client: DynamoDBDocumentClient,
  tableName: string,
): ProposalLists {
  return { read: read => readList(client, tableName, read), nextOf, positionOf };
}

async function readList(
  client: DynamoDBDocumentClient,
  tableName: string,
  { userId, list, boundIso, after, limit }: ListRead,
): Promise<ListPage> {
  const { name, user, sortKey } = indexes[list];
  const isPending = sortKey === 'pendingUntil';
  // The bound moves on between pages, and DynamoDB refuses to begin outside of it.
  const isOutside = after !== undefined && after.key <= boundIso;
  if (isOutside && !isPending) return { found: [] };
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: name,
      KeyConditionExpression: `#user = :user AND #key ${isPending ? '>' : '>='} :bound`,
      ExpressionAttributeNames: { '#user': user, '#key': sortKey },
      ExpressionAttributeValues: { ':user': userId, ':bound': boundIso },
      ScanIndexForward: isPending,
      Limit: limit,
      ExclusiveStartKey:
        after === undefined || isOutside
          ? undefined
          : { proposalId: after.proposalId, [user]: userId, [sortKey]: after.key },
    }),
  );
  const placeOf = (item: Readonly<Record<string, unknown>>): ListPlace => ({
    key: String(item[sortKey]),
    proposalId: String(item.proposalId),
  });
  return {
    // One that breaks its contract is none that could be shown; the fan-out reports it.
    found: Items.flatMap(item => {
      const proposal = storedProposalSchema.safeParse(item).data;
      return proposal === undefined ? [] : { proposal, place: placeOf(item) };
    }),
    ...(LastEvaluatedKey && { stop: placeOf(LastEvaluatedKey) }),
  };
}

const positionSchema = z.object({
  list: z.enum(listNames),
  /** A time. */
  key: z.string().max(64),
  proposalId: proposalIdSchema,
});

/** A position as text for a client to give back. */
export function nextOf({ list, key, proposalId }: ListPosition): string {
  return pageToken({ list, key, proposalId });
}

/** The position in such a text; `undefined` when it is none of ours. */
export function positionOf(next: string): ListPosition | undefined {
  const place = keyOfPage(next, ['key', 'list', 'proposalId']);
  return positionSchema.safeParse(place).data;
}
