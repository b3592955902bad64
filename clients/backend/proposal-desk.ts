import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ProposalLists } from '../../core/proposal/proposal-lists.ts';
import type { ProposalStore } from '../../core/proposal/proposal-store.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { type Currencies, currenciesOf } from '../../core/wire/currency.ts';
import { createProposalLists } from '../../lambdas/adapters/proposals/proposal-lists.ts';
import { createProposalsTable } from '../../lambdas/adapters/proposals/proposals-table.ts';
import { ownConversions } from './given-client.ts';
import type { TableNames } from './item-write.ts';

/** What making proposals needs to know of a stack, all of it among the stack's outputs. */
export interface ProposalSettings {
  readonly tables: {
    /** Output `ProposalsTableName`. */
    readonly Proposals: string;
    /** Output `LimitsTableName`: where each maker's places are. */
    readonly Limits: string;
  };
  /** Output `ProposalTimeoutSeconds`, in milliseconds: how long a proposal may stay unanswered. */
  readonly timeoutMs: number;
  /** Output `Currencies`: the codes of those that a proposal may be in. */
  readonly currencies: readonly string[];
  /** Output `CheckUsers`: whether both sides must be active users. */
  readonly checkUsers: boolean;
}

/** The tables behind the actions on proposals, as the functions of the sockets have them. */
export interface ProposalDesk {
  readonly store: ProposalStore;
  readonly lists: ProposalLists;
  readonly timeoutMs: number;
  readonly currencies: Currencies;
}

/**
 * A request has so long for its answer: the SDK's own default is to wait for ever.
 *
 * @throws AppError CONFIG_INVALID when the currencies are none that are known
 */
export function createProposalDesk(
  client: DynamoDBDocumentClient,
  tables: TableNames,
  { tables: { Proposals, Limits }, timeoutMs, currencies: codes, checkUsers }: ProposalSettings,
  attemptTimeoutMs: number,
): ProposalDesk {
  const currencies = Array.isArray(codes) ? currenciesOf(codes) : undefined;
  if (currencies === undefined) {
    throw new AppError(
      'CONFIG_INVALID',
      `proposals.currencies: received ${JSON.stringify(codes)}, expected codes of ISO 4217, at least one, each once`,
    );
  }
  const bounded = ownConversions(
    client,
    async send => await send(AbortSignal.timeout(attemptTimeoutMs)),
  );
  return {
    store: createProposalsTable(bounded, {
      proposalsTableName: Proposals,
      fightsTableName: tables.Fights,
      limitsTableName: Limits,
      usersTableName: tables.Users,
      checkUsers,
      // No token has let the maker in.
      checksBan: true,
    }),
    lists: createProposalLists(bounded, Proposals),
    timeoutMs,
    currencies,
  };
}
