/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment {
  readonly PROPOSALS_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  readonly DEADLINE_STATE_MACHINE_ARN: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}
