import * as z from 'zod';
import type { Currencies } from '../../core/wire/currency.ts';
import { currencyList, readEnvironment, text } from '../adapters/runtime/read-environment.ts';
import {
  type AccountsConfig,
  type AccountsEnvironment,
  accountsConfigOf,
  accountsVariables,
} from '../adapters/telemetry/telemetry.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends AccountsEnvironment {
  readonly PROPOSALS_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  readonly DEADLINE_STATE_MACHINE_ARN: string;
  /** The codes of those that a proposal may be in, comma-separated, the default first. */
  readonly CURRENCIES: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}

const environmentSchema = z.object({
  ...accountsVariables,
  PROPOSALS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  DEADLINE_STATE_MACHINE_ARN: text,
  CURRENCIES: currencyList,
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends AccountsConfig {
  readonly proposalsTableName: string;
  readonly connectionsTableName: string;
  readonly deadlineStateMachineArn: string;
  readonly currencies: Currencies;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    proposalsTableName: environment.PROPOSALS_TABLE_NAME,
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    ...accountsConfigOf(environment),
    deadlineStateMachineArn: environment.DEADLINE_STATE_MACHINE_ARN,
    currencies: environment.CURRENCIES,
  };
}
