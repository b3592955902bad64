import { CfnResource, Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment as AuthorizerEnvironment } from '../../lambdas/proposal-authorizer/config.ts';
import type { Environment as SocketEnvironment } from '../../lambdas/proposal-socket/config.ts';
import { type DomainTables, proposalListIndexes } from './domain-tables.ts';
import type { OwnTables } from './own-tables.ts';
import { RealtimeFunction } from './realtime-function.ts';
import { allowRevocationCheck, revocationEnvironment } from './revocation-check.ts';
import { socketAccessLog } from './socket-access-log.ts';
import { allowTelemetry, telemetryEnvironment } from './telemetry.ts';
import type { TokenAuthority } from './token-authority.ts';

/** What the bettors' socket reads, writes and must know. */
export interface ProposalSocketProps {
  readonly bundlesDirectory: string;
  readonly domainTables: DomainTables;
  readonly ownTables: OwnTables;
  readonly tokenAuthority: TokenAuthority;
  /** How long an audit entry is kept. */
  readonly auditDays: number;
  readonly proposalTimeoutSeconds: number;
  /** Those that a proposal may be in, the default first. */
  readonly currencies: readonly string[];
  /** Whether both sides of a bet must be users who may bet. */
  readonly checkUsers: boolean;
  /** How many connections one address may have open, streams and sockets together. */
  readonly connectionsPerAddress: number;
  /** Attempts to connect that one address may make in a minute. */
  readonly attemptsPerAddress: number;
  /** The web origins whose pages may open a socket. */
  readonly allowedOrigins: readonly string[];
  /** Whether each request of a socket is logged, by a role that the account has for that. */
  readonly accessLogs: boolean;
  /** For the function behind the routes, and for the authorizer. @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/**
 * Messages per second over all sockets, with a burst of as many. A bound of our own keeps a flood
 * here from using up the account's share, which every API of the account draws on.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html
 */
const messagesPerSecond = 1_000;

/** What an API is made of beside its stage, each after what it refers to. */
const routeParts: readonly string[] = [
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::IntegrationResponse',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::RouteResponse',
];

/** The bettors' WebSocket API: its authorizer, the function behind its routes, its stage. */
export class ProposalSocket extends Construct {
  /** `wss://…/live`, where clients connect. */
  readonly url: string;
  /** `https://…/live`, where functions post to connections and close them. */
  readonly callbackUrl: string;
  /** By these its metrics are found. */
  readonly apiId: string;
  readonly stageName: string;
  readonly #api: WebSocketApi;
  readonly #stage: WebSocketStage;

  constructor(scope: Construct, id: string, props: ProposalSocketProps) {
    super(scope, id);
    this.#api = new WebSocketApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-proposals`,
      description: 'PAGO and DOY proposals between bettors',
    });
    this.#stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.#api,
      stageName: 'live',
      autoDeploy: true,
      throttle: { rateLimit: messagesPerSecond, burstLimit: messagesPerSecond },
      ...(props.accessLogs && { accessLogSettings: socketAccessLog(this, 'AccessLog') }),
    });
    this.apiId = this.#api.apiId;
    this.stageName = this.#stage.stageName;
    this.url = this.#stage.url;
    this.callbackUrl = this.#stage.callbackUrl;
    this.addRoutes(this.socketFunction(props), this.authorizerFunction(props));
  }

  /** Allows one call of the connections' API: POST sends a message, DELETE closes a connection. */
  allowConnections(grantee: IGrantable, method: 'POST' | 'DELETE'): void {
    const connections = Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.#api.apiId,
      resourceName: `${this.#stage.stageName}/${method}/@connections/*`,
    });
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['execute-api:ManageConnections'], resources: [connections] }),
    );
  }

  private socketFunction(props: ProposalSocketProps): RealtimeFunction<SocketEnvironment> {
    const { domainTables, ownTables, tokenAuthority } = props;
    const socket = new RealtimeFunction<SocketEnvironment>(this, 'Function', {
      name: 'proposal-socket',
      description: 'Answers the frames of sockets of bettors',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        ...tokenAuthority.environment,
        ...telemetryEnvironment(props),
        ...revocationEnvironment(props),
        PROPOSALS_TABLE_NAME: domainTables.Proposals.tableName,
        FIGHTS_TABLE_NAME: domainTables.Fights.tableName,
        CONNECTIONS_TABLE_NAME: ownTables.connections.tableName,
        LIMITS_TABLE_NAME: ownTables.limits.tableName,
        WORKFLOWS_TABLE_NAME: domainTables.Workflows.tableName,
        ROOMS_TABLE_NAME: ownTables.rooms.tableName,
        EVENT_LOG_TABLE_NAME: ownTables.eventLog.tableName,
        CONNECTIONS_PER_ADDRESS: String(props.connectionsPerAddress),
        ATTEMPTS_PER_ADDRESS: String(props.attemptsPerAddress),
        PROPOSAL_TIMEOUT_SECONDS: String(props.proposalTimeoutSeconds),
        CURRENCIES: props.currencies.join(','),
        CHECK_USERS: props.checkUsers ? 'true' : 'false',
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: this.callbackUrl,
      },
      memorySizeMb: 256,
      timeoutSeconds: 20,
      reservedConcurrency: props.reservedConcurrency,
    });
    domainTables.Proposals.allow(socket, 'GetItem', 'PutItem', 'UpdateItem');
    domainTables.Proposals.allowIndexQuery(socket, ...proposalListIndexes);
    domainTables.Fights.allow(socket, 'ConditionCheckItem');
    if (props.checkUsers) domainTables.Users.allow(socket, 'ConditionCheckItem');
    // What is subscribed to, by whom, and what happened to it.
    domainTables.Workflows.allow(socket, 'GetItem');
    ownTables.rooms.allow(socket, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    ownTables.eventLog.allow(socket, 'Query');
    ownTables.connections.allow(
      socket,
      ...(['PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem'] as const),
    );
    allowRevocationCheck(props, socket);
    // Leases and attempts of addresses, whether it drains, and each user's leases, rates and set of
    // pending proposals.
    ownTables.limits.allow(socket, 'Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    tokenAuthority.allowVerification(socket);
    allowTelemetry(ownTables, socket);
    this.allowConnections(socket, 'POST');
    this.allowConnections(socket, 'DELETE');
    return socket;
  }

  private authorizerFunction(props: ProposalSocketProps): RealtimeFunction<AuthorizerEnvironment> {
    const authorizer = new RealtimeFunction<AuthorizerEnvironment>(this, 'AuthorizerFunction', {
      name: 'proposal-authorizer',
      description: 'Verifies the token with which a bettor opens a socket',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        ...props.tokenAuthority.environment,
        ...telemetryEnvironment(props),
        ALLOWED_ORIGINS: props.allowedOrigins.join(','),
        LIMITS_TABLE_NAME: props.ownTables.limits.tableName,
        ATTEMPTS_PER_ADDRESS: String(props.attemptsPerAddress),
      },
      memorySizeMb: 256,
      timeoutSeconds: 10,
      reservedConcurrency: props.reservedConcurrency,
    });
    props.tokenAuthority.allowVerification(authorizer);
    allowTelemetry(props.ownTables, authorizer);
    props.ownTables.limits.allow(authorizer, 'UpdateItem');
    return authorizer;
  }

  private addRoutes(
    socket: RealtimeFunction<SocketEnvironment>,
    authorizer: RealtimeFunction<AuthorizerEnvironment>,
  ): void {
    // An integration each: one that is shared would be permitted to invoke for its first route only.
    const integration = (name: string) =>
      new WebSocketLambdaIntegration(`${name}Integration`, socket);
    this.#api.addRoute('$connect', {
      integration: integration('Connect'),
      // No identity source: the token may stand in either of two places, and API Gateway would
      // refuse a request that lacks any source listed, before the authorizer has a say.
      authorizer: new WebSocketLambdaAuthorizer('Authorizer', authorizer, { identitySource: [] }),
    });
    this.#api.addRoute('$disconnect', { integration: integration('Disconnect') });
    // What the function returns is the answer to the frame, only where a route says so.
    this.#api.addRoute('$default', { integration: integration('Default'), returnResponse: true });
    this.makeOneAfterTheOther();
  }

  /**
   * API Gateway refuses to change an API while it changes it (ConflictException), and CloudFormation makes
   * in parallel whatever does not depend on each other. So each part waits for the one before, and the
   * stage for all: what it deploys by itself is whole from the first time on.
   */
  private makeOneAfterTheOther(): void {
    const parts = this.#api.node.findAll().filter(CfnResource.isCfnResource);
    const ofType = (type: string) =>
      parts.filter(({ cfnResourceType }) => cfnResourceType === type);
    const stage = this.#stage.node.findAll().filter(CfnResource.isCfnResource);
    const inOrder = [...routeParts.flatMap(ofType), ...stage];
    for (const [at, part] of inOrder.entries()) {
      const before = inOrder[at - 1];
      if (before !== undefined) part.addResourceDependency(before);
    }
  }
}
