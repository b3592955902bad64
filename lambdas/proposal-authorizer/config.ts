import * as z from 'zod';
import {
  type TokenConfig,
  type TokenEnvironment,
  tokenConfigOf,
} from '../adapters/identity/token-environment.ts';
import {
  commaSeparated,
  positiveInteger,
  readEnvironment,
  text,
  tokenVariables,
} from '../adapters/runtime/read-environment.ts';
import {
  type AccountsConfig,
  type AccountsEnvironment,
  accountsConfigOf,
  accountsVariables,
} from '../adapters/telemetry/telemetry.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment, AccountsEnvironment {
  /** Comma-separated; empty: no browser of another origin. */
  readonly ALLOWED_ORIGINS: string;
  readonly LIMITS_TABLE_NAME: string;
  /** Attempts to connect that one address may make in a minute. */
  readonly ATTEMPTS_PER_ADDRESS: string;
}

const environmentSchema = z.object({
  ...tokenVariables,
  ...accountsVariables,
  ALLOWED_ORIGINS: commaSeparated,
  LIMITS_TABLE_NAME: text,
  ATTEMPTS_PER_ADDRESS: positiveInteger,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends TokenConfig, AccountsConfig {
  readonly allowedOrigins: readonly string[];
  readonly limitsTableName: string;
  readonly attemptsPerAddress: number;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    allowedOrigins: environment.ALLOWED_ORIGINS,
    limitsTableName: environment.LIMITS_TABLE_NAME,
    attemptsPerAddress: environment.ATTEMPTS_PER_ADDRESS,
    ...tokenConfigOf(environment),
    ...accountsConfigOf(environment),
  };
}
