import { type ChangeTable, changeTables } from '../../core/change/change.ts';
import type { TableNames } from '../adapters/changes/decode-record.ts';
import { logWriterVariables } from '../adapters/log/log-writer.ts';
import {
  type ConfigOf,
  type EnvironmentOf,
  positiveInteger,
  readEnvironment,
  share,
  text,
} from '../adapters/runtime/read-environment.ts';
import { statisticsVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...logWriterVariables,
  ...statisticsVariables,
  QUARANTINE_TABLE_NAME: text,
  FIGHTS_TABLE_NAME: text,
  BETS_TABLE_NAME: text,
  USERS_TABLE_NAME: text,
  TRANSACTIONS_TABLE_NAME: text,
  VIDEO_STREAMS_TABLE_NAME: text,
  PAYMENT_STREAMS_TABLE_NAME: text,
  WORKFLOWS_TABLE_NAME: text,
  WORKFLOW_OPERATIONS_TABLE_NAME: text,
  SYSTEM_REPORTS_TABLE_NAME: text,
  PROPOSALS_TABLE_NAME: text,
  OUTBOX_TABLE_NAME: text,
  /** Minor currency units. */
  LARGE_BET_AMOUNT: positiveInteger,
  /** Minor currency units. */
  LARGE_TRANSACTION_AMOUNT: positiveInteger,
  /** The share of traces whose hops are logged. */
  TRACE_SAMPLING: share,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

/** Which table a physical name stands for. */
export function tableNamesOf(config: Config): TableNames {
  const named = (table: ChangeTable) =>
    config[
      `${table[0]?.toLowerCase()}${table.slice(1)}TableName` as `${Uncapitalize<ChangeTable>}TableName`
    ];
  return new Map(changeTables.map(table => [named(table), table]));
}
