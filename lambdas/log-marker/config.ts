import * as z from 'zod';
import { positiveInteger, readEnvironment, text } from '../adapters/read-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment {
  readonly EVENT_LOG_TABLE_NAME: string;
  /** How long a segment is kept, in days. */
  readonly HISTORY_DAYS: string;
}

const environmentSchema = z.object({
  EVENT_LOG_TABLE_NAME: text,
  HISTORY_DAYS: positiveInteger,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config {
  readonly eventLogTableName: string;
  readonly retentionMs: number;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    eventLogTableName: environment.EVENT_LOG_TABLE_NAME,
    retentionMs: environment.HISTORY_DAYS * 24 * 3_600_000,
  };
}
