import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { arrivingAttributes } from '../../core/change/attribute-value.ts';
import { AppError } from '../../core/error/app-error.ts';
import type { DecisionWrite } from '../../core/proposal/decide-proposal.ts';
import { type StoredProposal, storedProposalSchema } from '../../core/proposal/proposal.ts';
import type {
  CreationResult,
  DecisionResult,
  FightRefusal,
  ProposalStore,
} from '../../core/proposal/proposal-store.ts';
import type { Proposal } from '../../core/wire/socket/proposal.ts';
import { conflict, retryOnConflict } from './conflict-retry.ts';

/** Where the proposals and the fights they are about are kept. */
export interface ProposalTables {
  readonly proposalsTableName: string;
  readonly fightsTableName: string;
}

type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** What one condition of a refused transaction found. */
interface FailedCondition {
  /** Absent when there is no such item. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
}

/** The proposals' port over DynamoDB. */
export function createProposalsTable(
  client: DynamoDBDocumentClient,
  tables: ProposalTables,
): ProposalStore {
  return {
    find: proposalId => find(client, tables, proposalId),
    create: proposal => create(client, tables, proposal),
    decide: write =>
      write.bettingFightId === undefined
        ? decideAlone(client, tables, write)
        : decideWithFight(client, tables, write, write.bettingFightId),
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
  proposal: Proposal,
): Promise<CreationResult> {
  const put = {
    Put: {
      TableName: tables.proposalsTableName,
      Item: proposal,
      ConditionExpression: 'attribute_not_exists(proposalId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
  const failed = await transact(client, [bettingCheck(tables, proposal.fightId), put]);
  if (failed === undefined) return { kind: 'created' };
  const [fight, existing] = failed;
  if (existing) return { kind: 'exists', proposal: parseStored(existing, proposal.proposalId) };
  return fightRefusal(fight);
}

/** Rejecting and cancelling: no matter what the fight does. */
async function decideAlone(
  client: DynamoDBDocumentClient,
  tables: ProposalTables,
  write: DecisionWrite,
): Promise<DecisionResult> {
  return await retryOnConflict<DecisionResult>(async () => {
    try {
      await client.send(new UpdateCommand(decisionUpdate(tables, write)));
      return { kind: 'written' };
    } catch (error) {
      if (error instanceof TransactionConflictException) return conflict;
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const item = error.Item && arrivingAttributes(error.Item);
      return { kind: 'lost', proposal: storedProposalSchema.safeParse(item).data };
    }
  });
}

/** Accepting: the bet stands only if the window is open at that very moment. */
async function decideWithFight(
  client: DynamoDBDocumentClient,
  tables: ProposalTables,
  write: DecisionWrite,
  fightId: string,
): Promise<DecisionResult> {
  const update = { Update: decisionUpdate(tables, write) };
  const failed = await transact(client, [bettingCheck(tables, fightId), update]);
  if (failed === undefined) return { kind: 'written' };
  const [fight, proposal] = failed;
  if (proposal) {
    return { kind: 'lost', proposal: storedProposalSchema.safeParse(proposal.item).data };
  }
  return fightRefusal(fight);
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

/** Times in one fixed form compare as strings; the clock refuses a late answer, not the timer. */
function decisionUpdate({ proposalsTableName }: ProposalTables, write: DecisionWrite) {
  return {
    TableName: proposalsTableName,
    Key: { proposalId: write.proposalId },
    UpdateExpression:
      'SET #status = :outcome, decidedAt = :at, updatedAt = :at, decisionId = :decisionId',
    ConditionExpression: '#status = :pending AND expiresAt > :at AND #side = :userId',
    ExpressionAttributeNames: { '#status': 'status', '#side': write.decider.side },
    ExpressionAttributeValues: {
      ':outcome': write.outcome,
      ':at': write.decidedAt,
      ':decisionId': write.decisionId,
      ':pending': 'pending',
      ':userId': write.decider.userId,
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/**
 * Writes all or nothing: `undefined` when written, else the failed conditions, in the order of the
 * items. A retry of the SDK repeats the same idempotency token, so it cannot write twice.
 */
async function transact(
  client: DynamoDBDocumentClient,
  items: TransactItems,
): Promise<readonly (FailedCondition | undefined)[] | undefined> {
  return await retryOnConflict(async () => {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: items }));
      return undefined;
    } catch (error) {
      if (error instanceof TransactionInProgressException) return conflict;
      if (!(error instanceof TransactionCanceledException)) throw error;
      return failedConditions(error);
    }
  });
}

/** The reasons of a cancelled transaction that pass by themselves. */
const passingReasons = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

function failedConditions(
  error: TransactionCanceledException,
): readonly (FailedCondition | undefined)[] | typeof conflict {
  const reasons = error.CancellationReasons ?? [];
  if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) {
    return reasons.map(({ Code, Item }) =>
      Code === 'ConditionalCheckFailed' ? { item: Item && arrivingAttributes(Item) } : undefined,
    );
  }
  if (reasons.some(({ Code }) => passingReasons.includes(Code ?? ''))) return conflict;
  throw error;
}

function fightRefusal(fight: FailedCondition | undefined): FightRefusal {
  if (fight?.item === undefined) return { kind: 'fight-not-found' };
  const { status } = fight.item;
  return { kind: 'betting-closed', fightStatus: typeof status === 'string' ? status : 'unknown' };
}

function parseStored({ item }: FailedCondition, proposalId: string): StoredProposal {
  const parsed = storedProposalSchema.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new AppError('INPUT_INVALID', `the item of ${proposalId} is not a proposal`, {
    cause: parsed.error,
  });
}
