import * as z from 'zod';
import { readEnvironment, text } from '../adapters/runtime/read-environment.ts';
import { type AuditEnvironment, auditVariables } from '../adapters/telemetry/telemetry.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends AuditEnvironment {
  readonly USERS_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}

const environmentSchema = z.object({
  ...auditVariables,
  USERS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config {
  readonly usersTableName: string;
  readonly connectionsTableName: string;
  readonly auditTableName: string;
  readonly auditDays: number;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    usersTableName: environment.USERS_TABLE_NAME,
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    auditTableName: environment.AUDIT_TABLE_NAME,
    auditDays: environment.AUDIT_DAYS,
  };
}
