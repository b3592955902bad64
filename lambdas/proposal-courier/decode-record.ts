import type { DynamoDBRecord } from 'aws-lambda';
import { arrivingAttributes } from '../../core/change/attribute-value.ts';
import type { CourierTask } from '../../core/proposal/courier-task.ts';
import { storedProposalSchema, visibleProposal } from '../../core/proposal/proposal.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { socketConnectionOf } from '../adapters/connections/socket-connections.ts';

/** An task, or nothing to do, or an item that breaks its contract. */
export type CourierTaskResult =
  | CourierTask
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly key: string };

/** The physical names of the tables whose streams are read. */
export interface CourierTables {
  readonly proposalsTableName: string;
  readonly connectionsTableName: string;
}

type Image = Parameters<typeof arrivingAttributes>[0];

const none: CourierTaskResult = { kind: 'none' };

/** Reads a stream record. Throws `CONFIG_INVALID` for one of a table it does not know. */
export function courierTaskOf(record: DynamoDBRecord, tables: CourierTables): CourierTaskResult {
  const tableName = tableOf(record);
  switch (tableName) {
    case tables.proposalsTableName:
      return proposalTask(record);
    case tables.connectionsTableName:
      return connectionTask(record);
    default:
      throw new AppError(
        'CONFIG_INVALID',
        `received a record of table ${tableName}, expected ${tables.proposalsTableName} or ${tables.connectionsTableName}`,
      );
  }
}

export function tableOf({ eventSourceARN = '' }: DynamoDBRecord): string | undefined {
  return /:table\/([^/]+)/.exec(eventSourceARN)?.[1];
}

/** A removal, or a change that decides nothing, concerns nobody at a socket. */
function proposalTask({ eventName, dynamodb }: DynamoDBRecord): CourierTaskResult {
  const status = dynamodb?.NewImage?.status?.S;
  const proposed = eventName === 'INSERT' && status === 'pending';
  const decided =
    eventName === 'MODIFY' && dynamodb?.OldImage?.status?.S === 'pending' && status !== 'pending';
  if (!proposed && !decided) return none;
  const parsed = storedProposalSchema.safeParse(itemOf(dynamodb?.NewImage));
  if (!parsed.success) {
    return { kind: 'malformed', key: dynamodb?.Keys?.proposalId?.S ?? 'unknown' };
  }
  const proposal = visibleProposal(parsed.data);
  if (proposal.status === 'pending') return { kind: 'proposed', proposal };
  return { kind: 'decided', proposal, outcome: proposal.status };
}

/** Rows of other kinds are leases of SSE streams. */
function connectionTask({ eventName, dynamodb }: DynamoDBRecord): CourierTaskResult {
  if (eventName !== 'INSERT') return none;
  const connection = socketConnectionOf(itemOf(dynamodb?.NewImage));
  return connection ? { kind: 'connected', connection } : none;
}

/** The item of an image, its numbers exact. */
export function itemOf(image: Image | undefined): unknown {
  return arrivingAttributes(image ?? {});
}
