import * as z from 'zod';
import { readEnvironment, text } from '../adapters/read-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment {
  readonly CONNECTIONS_TABLE_NAME: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}

const environmentSchema = z.object({
  CONNECTIONS_TABLE_NAME: text,
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config {
  readonly connectionsTableName: string;
}

export function readConfig(): Config {
  return { connectionsTableName: readEnvironment(environmentSchema).CONNECTIONS_TABLE_NAME };
}
