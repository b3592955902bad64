import * as z from 'zod';
import {
  type AccountsConfig,
  type AccountsEnvironment,
  accountsConfigOf,
  accountsVariables,
} from '../adapters/accounts.ts';
import { commaSeparated, readEnvironment, tokenVariables } from '../adapters/read-environment.ts';
import {
  type TokenConfig,
  type TokenEnvironment,
  tokenConfigOf,
} from '../adapters/token-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment, AccountsEnvironment {
  /** Comma-separated; empty: no browser of another origin. */
  readonly ALLOWED_ORIGINS: string;
}

const environmentSchema = z.object({
  ...tokenVariables,
  ...accountsVariables,
  ALLOWED_ORIGINS: commaSeparated,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends TokenConfig, AccountsConfig {
  readonly allowedOrigins: readonly string[];
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    allowedOrigins: environment.ALLOWED_ORIGINS,
    ...tokenConfigOf(environment),
    ...accountsConfigOf(environment),
  };
}
