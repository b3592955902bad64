import {
  ConditionalCheckFailedException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { arrivingAttributes } from '../../../core/change/attribute-value.ts';
import type { DecisionWrite } from '../../../core/proposal/decide-proposal.ts';
import { listKeysOf } from '../../../core/proposal/list-keys.ts';
import { type StoredProposal, storedProposalSchema } from '../../../core/proposal/proposal.ts';
import type {
  CreationResult,
  DecisionResult,
  FightRefusal,
  ProposalStore,
} from '../../../core/proposal/proposal-store.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { fightStatuses } from '../../../core/wire/payload/fights.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';
import { type FailedCondition, transact } from '../dynamodb/transact.ts';
import { type BettorTables, bettorChecks, bettorRefusal, shownStatus } from './bettor-checks.ts';
import { idsIn, releasePlaces, takePlace } from './pending-set.ts';

/** Where the proposals, the fights they are about, and the sets of what is pending are kept; and whose they are. */
export interface ProposalTables extends BettorTables {
  readonly proposalsTableName: string;
  readonly fightsTableName: string;
  readonly limitsTableName: string;
}

/** The proposals' port over DynamoDB. */
export function createProposalsTable(
  client: DynamoDBDocumentClient,
  tables: ProposalTables,
): ProposalStore {
  return {
    find: proposalId => find(client, tables, proposalId),
    create: (proposal, traceparent) => create(client, tables, { ...proposal, traceparent }),
    release: (makerId, ids) => releasePlaces(client, tables.limitsTableName, makerId, ids),
    decide: (write, traceparent) => {
      const update = decisionUpdate(tables, write, traceparent);
      return write.bet === undefined
        ? decideAlone(client, update)
        : decideBet(client, tables, update, write, write.bet);
    },
  };
}

async function find(
  client: DynamoDBDocumentClient,
  { proposalsTableName }: ProposalTables,
  proposalId: string,
): Promise<StoredProposal | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: proposalsTableName, Key: { proposalId }, ConsistentRead: true }),
  );
  // One that breaks its contract is as good as none here; the fan-out reports it.
  return storedProposalSchema.safeParse(Item).data;
}

async function create(
  client: DynamoDBDocumentClient,
  tables: ProposalTables,
  proposal: StoredProposal & { readonly traceparent: string | undefined },
): Promise<CreationResult> {
  const put = {
    Put: {
      TableName: tables.proposalsTableName,
      Item: { ...proposal, ...listKeysOf(proposal) },
      ConditionExpression: 'attribute_not_exists(proposalId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
  const failed = await transact(client, {
    proposal: put,
    fight: bettingCheck(tables, proposal.fightId),
    place: takePlace(tables.limitsTableName, proposal),
    ...bettorChecks(tables, { user: proposal.fromUserId, other: proposal.toUserId }),
  });
  if (failed === undefined) return { kind: 'created' };
  // A repetition of an earlier request is answered as that one was, whatever holds now.
  if (failed.proposal) {
    return { kind: 'exists', proposal: parseStored(failed.proposal, proposal.proposalId) };
  }
  const refusal = bettorRefusal(failed);
  if (refusal) return refusal;
  if (failed.fight) return fightRefusal(failed.fight);
  return { kind: 'no-room', ids: failed.place ? idsIn(failed.place) : [] };
}

/** Rejecting and cancelling: no matter what the fight does. */
async function decideAlone(
  client: DynamoDBDocumentClient,
  update: DecisionUpdate,
): Promise<DecisionResult> {
  return await retryOnConflict<DecisionResult>(async () => {
    try {
      await client.send(new UpdateCommand(update));
      return { kind: 'written' };
    } catch (error) {
      if (error instanceof TransactionConflictException) return conflict;
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const item = error.Item && arrivingAttributes(error.Item);
      return { kind: 'lost', proposal: storedProposalSchema.safeParse(item).data };
    }
  });
}

/** Accepting: the bet stands only if the window is open and both may bet at that very moment. */
async function decideBet(
  client: DynamoDBDocumentClient,
  tables: ProposalTables,
  Update: DecisionUpdate,
  write: DecisionWrite,
  { fightId, makerId }: NonNullable<DecisionWrite['bet']>,
): Promise<DecisionResult> {
  const failed = await transact(client, {
    proposal: { Update },
    fight: bettingCheck(tables, fightId),
    ...bettorChecks(tables, { user: write.decider.userId, other: makerId }),
  });
  if (failed === undefined) return { kind: 'written' };
  if (failed.proposal) {
    return { kind: 'lost', proposal: storedProposalSchema.safeParse(failed.proposal.item).data };
  }
  return bettorRefusal(failed) ?? fightRefusal(failed.fight);
}

function bettingCheck({ fightsTableName }: ProposalTables, fightId: string) {
  return {
    ConditionCheck: {
      TableName: fightsTableName,
      Key: { fightId },
      ConditionExpression: '#status = :betting',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':betting': 'betting' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
}

type DecisionUpdate = ReturnType<typeof decisionUpdate>;

/** Times in one fixed form compare as strings; the clock refuses a late answer, not the timer. */
function decisionUpdate(
  { proposalsTableName }: ProposalTables,
  write: DecisionWrite,
  traceparent: string | undefined,
) {
  return {
    TableName: proposalsTableName,
    Key: { proposalId: write.proposalId },
    UpdateExpression:
      'SET #status = :outcome, decidedAt = :at, updatedAt = :at, endedAt = :at, decisionId = :decisionId' +
      `${write.endedBy === undefined ? '' : ', endedBy = :endedBy'}` +
      `${traceparent === undefined ? '' : ', traceparent = :trace'} REMOVE pendingUntil`,
    ConditionExpression: '#status = :pending AND expiresAt > :at AND #side = :userId',
    ExpressionAttributeNames: { '#status': 'status', '#side': write.decider.side },
    ExpressionAttributeValues: {
      ':outcome': write.outcome,
      ':at': write.decidedAt,
      ':decisionId': write.decisionId,
      ...(write.endedBy !== undefined && { ':endedBy': write.endedBy }),
      ...(traceparent !== undefined && { ':trace': traceparent }),
      ':pending': 'pending',
      ':userId': write.decider.userId,
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function fightRefusal(fight: FailedCondition | undefined): FightRefusal {
  if (fight?.item === undefined) return { kind: 'fight-not-found' };
  return {
    kind: 'betting-closed',
    fightStatus: shownStatus(fight.item.status, fightStatuses),
  };
}

function parseStored({ item }: FailedCondition, proposalId: string): StoredProposal {
  const parsed = storedProposalSchema.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new AppError('INPUT_INVALID', `the item of ${proposalId} is not a proposal`, {
    cause: parsed.error,
  });
}
