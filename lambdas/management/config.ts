import * as z from 'zod';
import {
  commaSeparated,
  readEnvironment,
  text,
  tokenVariables,
} from '../adapters/read-environment.ts';
import {
  type TokenConfig,
  type TokenEnvironment,
  tokenConfigOf,
} from '../adapters/token-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment {
  /** Comma-separated; empty: no browser of another origin. */
  readonly ALLOWED_ORIGINS: string;
  readonly LIMITS_TABLE_NAME: string;
}

const environmentSchema = z.object({
  ...tokenVariables,
  ALLOWED_ORIGINS: commaSeparated,
  LIMITS_TABLE_NAME: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends TokenConfig {
  readonly allowedOrigins: readonly string[];
  readonly limitsTableName: string;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    allowedOrigins: environment.ALLOWED_ORIGINS,
    limitsTableName: environment.LIMITS_TABLE_NAME,
    ...tokenConfigOf(environment),
  };
}
