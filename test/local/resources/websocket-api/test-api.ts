import { once } from 'node:events';
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { type ClientOptions, WebSocket } from 'ws';
import type { InvocationResult } from '../../../../local/contract/invocation.ts';
import type { RequestFilter } from '../../../../local/contract/request-filter.ts';
import type { RunningResource } from '../../../../local/contract/resource-kind.ts';
import type { ConnectionLimits } from '../../../../local/resources/websocket-api/connection.ts';
import { webSocketApiKinds } from '../../../../local/resources/websocket-api/kinds.ts';
import { createTestHost, type TestHost } from '../../test-host.ts';

/** The events that functions of the test get; tests look into them freely. */
export type AnyEvent = {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>> & { readonly connectionId: string };
} & Readonly<Record<string, unknown>>;

type StandIn = (event: AnyEvent) => unknown;

export interface TestApiOptions {
  /** @default - everyone may connect, and no authorizer is asked */
  readonly authorizer?: StandIn;
  readonly identitySource?: readonly string[];
  /** By route key; a thrown error is the function's error. `$default` has a route response. */
  readonly routes: Readonly<Record<string, StandIn>>;
  readonly limits?: ConnectionLimits;
  readonly requestFilter?: RequestFilter;
  readonly throttle?: { readonly rate: number; readonly burst: number };
  /** Format of the access log, which goes to the group "access". @default - there is none */
  readonly accessLog?: string;
}

/** A WebSocket API out of the kinds, with closures as functions. */
export interface TestApi {
  readonly host: TestHost;
  readonly url: string;
  readonly management: ApiGatewayManagementApiClient;
  /** Every event, by function: "authorizer" or a route key. */
  readonly events: Readonly<Record<string, AnyEvent[]>>;
  connect(
    query?: string,
    protocols?: readonly string[],
    options?: ClientOptions,
  ): Promise<WebSocket>;
  /** The HTTP status with which a handshake is refused. */
  refusal(query?: string): Promise<number | undefined>;
  post(connectionId: string, data: string): Promise<unknown>;
  stop(): Promise<void>;
}

const apiProperties = {
  ProtocolType: 'WEBSOCKET',
  RouteSelectionExpression: '$request.body.action',
};

/** Thrown by a stand-in, it is Lambda that does not take the invocation. */
export class TooManyRequestsException extends Error {
  override readonly name = 'TooManyRequestsException';
}

export async function startTestApi(options: TestApiOptions): Promise<TestApi> {
  const { requestFilter } = options;
  const host = createTestHost(requestFilter === undefined ? {} : { requestFilter });
  const kinds = new Map(webSocketApiKinds(options.limits).map(kind => [kind.type, kind]));
  const events: Record<string, AnyEvent[]> = {};
  const create = (type: string, logicalId: string, properties: Record<string, unknown>) => {
    const kind = kinds.get(`AWS::ApiGatewayV2::${type}`);
    if (kind === undefined) throw new Error(`no kind ${type}`);
    return kind.create({ logicalId, type: kind.type, properties }, host);
  };
  const functionUri = (name: string, standIn: StandIn) => {
    const arn = host.addFunction(name.replace('$', ''), payload => {
      const event = payload as AnyEvent;
      events[name] = [...(events[name] ?? []), event];
      return outcomeOf(standIn, event);
    });
    return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
  };

  const api = await create('Api', 'Api', apiProperties);
  const ApiId = api.ref;
  const authorizer =
    options.authorizer &&
    (await create('Authorizer', 'Authorizer', {
      ApiId,
      AuthorizerType: 'REQUEST',
      AuthorizerUri: functionUri('authorizer', options.authorizer),
      IdentitySource: options.identitySource ?? [],
    }));
  for (const [RouteKey, standIn] of Object.entries(options.routes)) {
    const integration = await create('Integration', `${RouteKey}Integration`, {
      ApiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: functionUri(RouteKey, standIn),
      // Some tests wait for it, and all others are to stay below it where the machine is slow.
      TimeoutInMillis: 2_000,
    });
    const route = await create('Route', `${RouteKey}Route`, {
      ApiId,
      RouteKey,
      Target: `integrations/${integration.ref}`,
      ...(RouteKey === '$connect' &&
        authorizer && { AuthorizationType: 'CUSTOM', AuthorizerId: authorizer.ref }),
      ...(RouteKey === '$default' && { RouteResponseSelectionExpression: '$default' }),
    });
    if (RouteKey === '$default') {
      await create('RouteResponse', 'DefaultResponse', {
        ApiId,
        RouteId: route.ref,
        RouteResponseKey: '$default',
      });
    }
  }
  const { throttle, accessLog } = options;
  if (accessLog !== undefined) host.logs.addGroup('access');
  await create('Stage', 'Stage', {
    ApiId,
    StageName: 'live',
    ...(accessLog !== undefined && {
      AccessLogSettings: {
        DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:access',
        Format: accessLog,
      },
    }),
    ...(throttle && {
      DefaultRouteSettings: {
        ThrottlingRateLimit: throttle.rate,
        ThrottlingBurstLimit: throttle.burst,
      },
    }),
  });
  return { host, events, ...clientsOf(host, api) };
}

function clientsOf(host: TestHost, api: RunningResource) {
  const domain = `${api.ref}.execute-api.us-east-1.amazonaws.com`;
  const url = `${host.hostNames.get(`wss://${domain}`)}/live`;
  const management = new ApiGatewayManagementApiClient({
    endpoint: `${host.hostNames.get(`https://${domain}`)}/live`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  const open = (query = '', protocols: readonly string[] = [], options: ClientOptions = {}) =>
    new WebSocket(`${url}${query}`, [...protocols], options);
  return {
    url,
    management,
    connect: async (query?: string, protocols?: readonly string[], options?: ClientOptions) => {
      const socket = open(query, protocols, options);
      await once(socket, 'open');
      return socket;
    },
    refusal: async (query?: string) => {
      const socket = open(query);
      socket.on('error', () => {});
      const [, response] = await once(socket, 'unexpected-response');
      socket.terminate();
      return (response as { statusCode?: number }).statusCode;
    },
    post: (connectionId: string, data: string) =>
      management.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: data })),
    stop: async () => {
      management.destroy();
      await api.stop?.();
    },
  };
}

async function outcomeOf(standIn: StandIn, event: AnyEvent): Promise<InvocationResult> {
  try {
    return { kind: 'ok', payload: await standIn(event) };
  } catch (error) {
    const { name, message } = error as Error;
    return { kind: 'error', errorType: name, errorMessage: message };
  }
}

/** The next frame's text. */
export async function nextMessage(socket: WebSocket): Promise<string> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return data.toString();
}

/** The code and the reason with which the server closes. */
export async function closing(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, reason.toString()];
}

/** An authorizer's policy for this connection. */
export const policy = (
  Effect: 'Allow' | 'Deny',
  methodArn: unknown,
  context?: Readonly<Record<string, unknown>>,
) => ({
  principalId: 'ana',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }],
  },
  ...(context && { context }),
});
