import * as z from 'zod';
import type { ChangeTable, ChangeThresholds } from '../../core/change/change.ts';
import {
  type LogWriterConfig,
  type LogWriterEnvironment,
  logWriterConfigOf,
  logWriterVariables,
} from '../adapters/log/log-writer.ts';
import { positiveInteger, readEnvironment, text } from '../adapters/runtime/read-environment.ts';
import type { StatisticsEnvironment } from '../adapters/telemetry/telemetry.ts';
import type { TableNames } from './decode-record.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends StatisticsEnvironment, LogWriterEnvironment {
  readonly QUARANTINE_TABLE_NAME: string;
  readonly FIGHTS_TABLE_NAME: string;
  readonly BETS_TABLE_NAME: string;
  readonly USERS_TABLE_NAME: string;
  readonly TRANSACTIONS_TABLE_NAME: string;
  readonly VIDEO_STREAMS_TABLE_NAME: string;
  readonly SYSTEM_REPORTS_TABLE_NAME: string;
  readonly PROPOSALS_TABLE_NAME: string;
  readonly OUTBOX_TABLE_NAME: string;
  /** Minor currency units. */
  readonly LARGE_BET_AMOUNT: string;
  /** Minor currency units. */
  readonly LARGE_TRANSACTION_AMOUNT: string;
}

const environmentSchema = z.object({
  ...logWriterVariables,
  STATISTICS_TABLE_NAME: text,
  QUARANTINE_TABLE_NAME: text,
  FIGHTS_TABLE_NAME: text,
  BETS_TABLE_NAME: text,
  USERS_TABLE_NAME: text,
  TRANSACTIONS_TABLE_NAME: text,
  VIDEO_STREAMS_TABLE_NAME: text,
  SYSTEM_REPORTS_TABLE_NAME: text,
  PROPOSALS_TABLE_NAME: text,
  OUTBOX_TABLE_NAME: text,
  LARGE_BET_AMOUNT: positiveInteger,
  LARGE_TRANSACTION_AMOUNT: positiveInteger,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends LogWriterConfig {
  readonly statisticsTableName: string;
  readonly quarantineTableName: string;
  readonly outboxTableName: string;
  readonly tables: TableNames;
  readonly thresholds: ChangeThresholds;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  const tables: readonly (readonly [string, ChangeTable])[] = [
    [environment.FIGHTS_TABLE_NAME, 'Fights'],
    [environment.BETS_TABLE_NAME, 'Bets'],
    [environment.USERS_TABLE_NAME, 'Users'],
    [environment.TRANSACTIONS_TABLE_NAME, 'Transactions'],
    [environment.VIDEO_STREAMS_TABLE_NAME, 'VideoStreams'],
    [environment.SYSTEM_REPORTS_TABLE_NAME, 'SystemReports'],
    [environment.PROPOSALS_TABLE_NAME, 'Proposals'],
    [environment.OUTBOX_TABLE_NAME, 'Outbox'],
  ];
  return {
    ...logWriterConfigOf(environment),
    statisticsTableName: environment.STATISTICS_TABLE_NAME,
    quarantineTableName: environment.QUARANTINE_TABLE_NAME,
    outboxTableName: environment.OUTBOX_TABLE_NAME,
    tables: new Map(tables),
    thresholds: {
      largeBetAmount: environment.LARGE_BET_AMOUNT,
      largeTransactionAmount: environment.LARGE_TRANSACTION_AMOUNT,
    },
  };
}
