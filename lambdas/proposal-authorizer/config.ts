import * as z from 'zod';
import { commaSeparated, readEnvironment, tokenVariables } from '../adapters/read-environment.ts';
import type { TokenEnvironment } from '../adapters/token-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment {
  /** Comma-separated; empty: no browser of another origin. */
  readonly ALLOWED_ORIGINS: string;
}

const environmentSchema = z.object({
  ...tokenVariables,
  ALLOWED_ORIGINS: commaSeparated,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config {
  readonly allowedOrigins: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  readonly tokenEnvironment: TokenEnvironment;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    allowedOrigins: environment.ALLOWED_ORIGINS,
    issuer: environment.JWT_ISSUER,
    audience: environment.JWT_AUDIENCE,
    tokenEnvironment: environment,
  };
}
