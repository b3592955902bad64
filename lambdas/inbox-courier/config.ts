import * as z from 'zod';
import { readEnvironment, text } from '../adapters/runtime/read-environment.ts';
import type { StatisticsEnvironment } from '../adapters/telemetry/telemetry.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends StatisticsEnvironment {
  readonly CONNECTIONS_TABLE_NAME: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}

const environmentSchema = z.object({
  STATISTICS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config {
  readonly connectionsTableName: string;
  readonly statisticsTableName: string;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    statisticsTableName: environment.STATISTICS_TABLE_NAME,
  };
}
