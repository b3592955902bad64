import * as z from 'zod';
import type { Currencies } from '../../core/wire/currency.ts';
import type { StatisticsEnvironment } from '../adapters/accounts.ts';
import { currencyList, readEnvironment, text } from '../adapters/read-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends StatisticsEnvironment {
  readonly PROPOSALS_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  readonly DEADLINE_STATE_MACHINE_ARN: string;
  /** The codes of those that a proposal may be in, comma-separated, the default first. */
  readonly CURRENCIES: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}

const environmentSchema = z.object({
  STATISTICS_TABLE_NAME: text,
  PROPOSALS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  DEADLINE_STATE_MACHINE_ARN: text,
  CURRENCIES: currencyList,
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config {
  readonly proposalsTableName: string;
  readonly connectionsTableName: string;
  readonly statisticsTableName: string;
  readonly deadlineStateMachineArn: string;
  readonly currencies: Currencies;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    proposalsTableName: environment.PROPOSALS_TABLE_NAME,
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    statisticsTableName: environment.STATISTICS_TABLE_NAME,
    deadlineStateMachineArn: environment.DEADLINE_STATE_MACHINE_ARN,
    currencies: environment.CURRENCIES,
  };
}
