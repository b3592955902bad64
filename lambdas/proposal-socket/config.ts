import type { TokenEnvironment } from '../adapters/token-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment {
  readonly PROPOSALS_TABLE_NAME: string;
  readonly FIGHTS_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  readonly PROPOSAL_TIMEOUT_SECONDS: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}
